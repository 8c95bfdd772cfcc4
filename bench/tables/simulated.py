#!/usr/bin/env python3
"""Points around known centres, and how well synthetic points match them; simulated.mjs calls it.

  python3 bench/tables/simulated.py make grid|ring FILE.csv [--rows 10000] [--seed 0]
  python3 bench/tables/simulated.py score grid|ring TRAIN.csv TEST.csv SYNTHETIC.csv

grid: 25 normals at {-4, -2, 0, 2, 4}^2; ring: 8 on the unit circle; all with variance 0.05 in each
direction and equal weight. `score` prints a line of JSON for the synthetic rows and one for the training
rows in their place:

  test      log-likelihood of a test row under diagonal mixtures fitted to the rows, mean of 10 and 30 parts
  synthetic log-likelihood of a row under the true mixture
  modes     centres to which at least a quarter of the expected rows are nearest
  far       share of rows further than 3 standard deviations from every centre (honest rows of grid: 0.011)
Needs numpy and scikit-learn.
"""
import argparse
import json

import numpy as np
from sklearn.mixture import GaussianMixture

VARIANCE = 0.05


def centres(kind):
    if kind == "grid":
        return np.array([(x, y) for x in range(-4, 5, 2) for y in range(-4, 5, 2)], float)
    angle = np.arange(8) * np.pi / 4
    return np.stack([np.cos(angle), np.sin(angle)], 1)


def make(kind, path, rows, seed):
    rng = np.random.default_rng(seed)
    c = centres(kind)
    x = c[rng.integers(len(c), size=rows)] + rng.normal(0, np.sqrt(VARIANCE), (rows, 2))
    np.savetxt(path, x, delimiter=",", header="x,y", comments="", fmt="%.6f")


def read(path):
    return np.loadtxt(path, delimiter=",", skiprows=1)


def score(kind, x, test):
    c = centres(kind)
    square = ((x[:, None] - c) ** 2).sum(2)
    near = np.bincount(square.argmin(1), minlength=len(c))
    likelihoods = [
        GaussianMixture(parts, covariance_type="diag", random_state=0).fit(x).score(test) for parts in (10, 30)
    ]
    truth = np.log(np.exp(-square / (2 * VARIANCE)).mean(1).clip(1e-300) / (2 * np.pi * VARIANCE))
    return {
        "test": round(float(np.mean(likelihoods)), 4),
        "synthetic": round(float(truth.mean()), 4),
        "modes": int((near >= len(x) / len(c) / 4).sum()),
        "of": len(c),
        "far": round(float((square.min(1) > 9 * VARIANCE).mean()), 4),
    }


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["make", "score"])
    p.add_argument("kind", choices=["grid", "ring"])
    p.add_argument("files", nargs="+")
    p.add_argument("--rows", type=int, default=10000)
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    if o.what == "make":
        make(o.kind, o.files[0], o.rows, o.seed)
        return
    train, test, synthetic = map(read, o.files)
    print(json.dumps({"rows": "synthetic", **score(o.kind, synthetic, test)}))
    print(json.dumps({"rows": "real", **score(o.kind, train, test)}))


if __name__ == "__main__":
    main()
