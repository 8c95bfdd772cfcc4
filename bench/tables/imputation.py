#!/usr/bin/env python3
"""Half of a table's cells taken out, and how well they were filled; imputation.mjs calls it.

  python3 bench/tables/imputation.py make SET.npz GAPS.csv TRUTH.npz [--rows 10000] [--seed 0]
  python3 bench/tables/imputation.py score TRUTH.npz FILLED.csv CELLS.csv

make: rows of X (a random choice of ROWS where there are more), each cell missing with probability 1/2.
Constant columns are left out. Prints the squared error of the missing cells, in units of each column's
variance in the full data, for the mean of the cells that are there and for scikit-learn's IterativeImputer
(BayesianRidge, 10 rounds) on the columns so scaled. score: the same for FILLED.csv, and the share of
missing cells within low5 and high95 of CELLS.csv; the same without values that equal one of the two (whole
numbers can sit on both ends, so that a closed interval covers more than it promises and an open one less),
and without the columns of which one value holds more than half. Needs numpy and scikit-learn.
"""
import argparse
import csv
import json
import time
import warnings

import numpy as np
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer
from sklearn.linear_model import BayesianRidge


def make(npz, gaps, truth, rows, seed):
    x = np.load(npz)["X"].astype(float)
    if len(x) > rows:
        x = x[np.random.default_rng(0).permutation(len(x))[:rows]]
    x = x[:, x.std(0) > 0]
    gone = np.random.default_rng(seed).random(x.shape) < 0.5
    np.savez(truth, x=x, gone=gone)
    with open(gaps, "w") as f:
        out = csv.writer(f)
        out.writerow([f"x{j}" for j in range(x.shape[1])])
        out.writerows([["" if g else repr(float(v)) for v, g in zip(*pair)] for pair in zip(x, gone)])
    z = (x - x.mean(0)) / x.std(0)
    known = np.where(gone, np.nan, z)
    mean = np.broadcast_to(np.nanmean(known, 0), z.shape)
    started = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # 10 rounds are the setting
        ridge = IterativeImputer(BayesianRidge(), max_iter=10, random_state=0).fit_transform(known)
    seconds = time.process_time() - started
    error = {name: round(float(((z - by)[gone] ** 2).mean()), 4) for name, by in (("mean", mean), ("ridge", ridge))}
    return {"rows": len(x), "columns": x.shape[1], **error, "ridgeSeconds": round(seconds, 1)}


def score(truth, filled, cells):
    data = np.load(truth)
    x, gone = data["x"], data["gone"]
    with open(filled) as f:
        made = np.array([[float(v) if v else np.nan for v in row] for row in list(csv.reader(f))[1:]])
    if np.isnan(made).any():
        raise SystemExit(f"{filled}: {int(np.isnan(made).sum())} cells are still empty")
    if not np.allclose(made[~gone], x[~gone], rtol=1e-6):
        raise SystemExit(f"{filled}: cells that were there have changed")
    error = ((made - x) / x.std(0)) ** 2
    most = np.array([np.unique(column, return_counts=True)[1].max() / len(column) for column in x.T])
    covered, inside = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    with open(cells) as f:
        for cell in csv.DictReader(f):
            i, j = int(cell["row"]) - 1, int(cell["column"][1:])
            low, high = float(cell["low5"]), float(cell["high95"])
            covered[i, j], inside[i, j] = low <= x[i, j] <= high, low < x[i, j] < high
    if np.isnan(covered[gone]).any():
        raise SystemExit(f"{cells}: {int(np.isnan(covered[gone]).sum())} missing cells have no interval")
    varied = (gone & (most <= 0.5)).nonzero()
    return {
        "mse": round(float(error[gone].mean()), 4),
        "coverage": round(float(covered[gone].mean()), 4),
        "coverageWithoutEnds": round(float(inside[gone].mean()), 4),
        "coverageVaried": round(float(covered[varied].mean()), 4),
        "mostlyOneValue": int((most > 0.5).sum()),
        "mseOfColumns": [round(float(error[gone[:, j], j].mean()), 3) for j in range(x.shape[1])],
    }


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["make", "score"])
    p.add_argument("files", nargs=3)
    p.add_argument("--rows", type=int, default=10000)
    p.add_argument("--seed", type=int, default=0)
    o = p.parse_args()
    print(json.dumps(make(*o.files, o.rows, o.seed) if o.what == "make" else score(*o.files)))


if __name__ == "__main__":
    main()
