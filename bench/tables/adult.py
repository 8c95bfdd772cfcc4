#!/usr/bin/env python3
"""Scores synthetic copies of the Adult census table; adult.mjs calls it.

  python3 bench/tables/adult.py --train adult.data.gz --test adult.test.gz [--only utility,shapes,...]
                                [--leaf 5] [--seed 0] real independent synthetic.csv ...

A file is comma-separated text with 15 columns (gzip or plain; a header, spaces after commas, a final "." on
the label, "|" lines and blank lines are dropped; "?" and an empty cell are one category). "real" stands for
the official test rows, "independent" for the training table with every column shuffled by itself. Each
prints a line of JSON:

  accuracy, f1   four classifiers (tree of depth 15 balanced, AdaBoost, logistic regression balanced,
                 MLP of 50 hidden) trained on the synthetic rows, tested on the official test rows; mean.
                 For "real" the training rows are the training table itself.
  shapes         mean over columns: 1 - KS distance (numbers), 1 - total variation (categories)
  pairs          mean over column pairs: numbers 1 - |r - r'| / 2; else 1 - total variation of the joint
                 table, numbers cut into 10 equal-width bins of the real range
  detection      AUC of a random forest telling synthetic rows from as many real training rows,
                 3-fold cross-validated (0.5 = cannot tell)
  dcr            share of synthetic rows nearer to training than to test rows (16,281 of each, 6,000
                 synthetic rows; ties half; Gower distance: numbers over the training range, categories 0/1)
  copies, ...    share of rows equal to a training row in all 15 columns / in all but fnlwgt where that
                 training row is the only one of its kind; "real" gives the rate of honest new rows
Needs numpy and scikit-learn.
"""
import argparse
import gzip
import json
import os
import time
import warnings

import numpy as np
from sklearn.ensemble import AdaBoostClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

NAMES = ("age workclass fnlwgt education education-num marital-status occupation relationship race sex "
         "capital-gain capital-loss hours-per-week native-country income").split()
NUMBERS = [0, 2, 4, 10, 11, 12]
CATEGORIES = [j for j in range(15) if j not in NUMBERS]
LABEL, FNLWGT = 14, 2


def read_rows(path):
    """A list of 15-tuples of text."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rt") as f:
        rows = []
        for line in f:
            cells = [c.strip() or "?" for c in line.split(",")]
            if not line.strip() or line[0] == "|" or cells[0] == "age":
                continue
            if len(cells) != 15:
                raise SystemExit(f"{path}: rows have 15 cells, got {len(cells)} after {len(rows)} rows")
            cells[LABEL] = cells[LABEL].rstrip(".")
            rows.append(cells)
    return rows


class Codec:
    """Rows of text to a float matrix with categories as ordinal codes (sorted levels of the training table;
    a level never seen there becomes -1)."""

    def __init__(self, rows):
        self.levels = {j: sorted({r[j] for r in rows}) for j in CATEGORIES}

    def encode(self, rows):
        x = np.zeros((len(rows), 15))
        for j in range(15):
            if j in NUMBERS:
                x[:, j] = [float(r[j]) for r in rows]
            else:
                at = {v: k for k, v in enumerate(self.levels[j])}
                x[:, j] = [at.get(r[j], -1) for r in rows]
        return x


def utility(train, test, levels, seed=0):

    low, high = train.min(0), train.max(0)

    def features(x):
        parts = [((x[:, j] - low[j]) / max(high[j] - low[j], 1e-9))[:, None] for j in NUMBERS]
        parts += [x[:, j][:, None] == np.arange(len(levels[j])) for j in CATEGORIES if j != LABEL]
        return np.concatenate(parts, 1).astype(np.float32)

    a, b, ya, yb = features(train), features(test), train[:, LABEL] > 0, test[:, LABEL] > 0
    out = []
    for model in (DecisionTreeClassifier(max_depth=15, class_weight="balanced", random_state=seed),
                  AdaBoostClassifier(random_state=seed),
                  LogisticRegression(solver="lbfgs", class_weight="balanced", max_iter=50),
                  MLPClassifier((50,), max_iter=50, random_state=seed)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            p = model.fit(a, ya).predict(b)
        out.append((accuracy_score(yb, p), f1_score(yb, p)))
    return np.array(out)


def ks(a, b):
    v = np.concatenate([a, b])
    v.sort()
    a, b = np.sort(a), np.sort(b)
    return np.abs(np.searchsorted(a, v, "right") / len(a) - np.searchsorted(b, v, "right") / len(b)).max()


def tv(a, b, n):
    return 0.5 * np.abs(np.bincount(a, minlength=n) / len(a) - np.bincount(b, minlength=n) / len(b)).sum()


def discrete(x, real, levels):
    """Categories (unknown last) or 10 equal-width bins of the real range; codes and their number."""
    codes, sizes = np.zeros(x.shape, int), np.zeros(15, int)
    for j in range(15):
        if j in NUMBERS:
            edges = np.linspace(real[:, j].min(), real[:, j].max(), 11)[1:-1]
            codes[:, j], sizes[j] = np.searchsorted(edges, x[:, j], "right"), 10
        else:
            n = len(levels[j])
            codes[:, j], sizes[j] = np.where(x[:, j] < 0, n, x[:, j]), n + 1
    return codes, sizes


def shapes_and_pairs(real, synth, levels):
    a, sizes = discrete(real, real, levels)
    b, _ = discrete(synth, real, levels)
    shape = np.array([1 - (ks(real[:, j], synth[:, j]) if j in NUMBERS else tv(a[:, j], b[:, j], sizes[j]))
                      for j in range(15)])
    pair = {}
    for i in range(15):
        for j in range(i):
            if i in NUMBERS and j in NUMBERS:
                r, s = (np.corrcoef(t[:, i], t[:, j])[0, 1] for t in (real, synth))
                pair[j, i] = 1 - abs(r - s) / 2
            else:
                pair[j, i] = 1 - tv(a[:, i] * sizes[j] + a[:, j], b[:, i] * sizes[j] + b[:, j], sizes[i] * sizes[j])
    return shape, pair


def detection(real, synth, leaf=5, trees=100, rows=16281, seed=0):
    rng = np.random.default_rng(seed)
    n = min(rows, len(real), len(synth))
    x = np.concatenate([t[rng.permutation(len(t))[:n]] for t in (real, synth)]).astype(np.float32)
    y = np.repeat([0, 1], n)
    auc, imp = [], 0
    for a, b in StratifiedKFold(3, shuffle=True, random_state=seed).split(x, y):
        m = RandomForestClassifier(trees, min_samples_leaf=leaf, random_state=seed).fit(x[a], y[a])
        auc.append(roc_auc_score(y[b], m.predict_proba(x[b])[:, 1]))
        imp = imp + m.feature_importances_ / 3
    return float(np.mean(auc)), imp


def dcr(train, test, synth, rows=6000, seed=0):
    rng = np.random.default_rng(seed)
    scale = np.maximum(train.max(0) - train.min(0), 1e-9)
    n = min(len(train), len(test))

    def pick(t, k):
        return t[rng.permutation(len(t))[:k]]

    s = pick(synth, rows)
    near = []
    for ref in (pick(train, n), pick(test, n)):
        d = np.empty(len(s))
        for k in range(0, len(s), 100):
            part = np.zeros((len(s[k:k + 100]), n), np.float32)
            for j in range(15):
                u, v = s[k:k + 100, j][:, None], ref[:, j][None]
                if j in NUMBERS:
                    part += np.abs((u / scale[j]).astype(np.float32) - (v / scale[j]).astype(np.float32))
                else:
                    part += u != v
            d[k:k + 100] = part.min(1)
        near.append(d)
    a, b = near
    return float(np.mean((a < b - 1e-6) + 0.5 * (np.abs(a - b) <= 1e-6)))


def copies(train, synth):
    """Counts of synthetic rows equal to a training row that is alone of its kind: all columns; all but fnlwgt."""
    out = []
    for cols in (list(range(15)), [j for j in range(15) if j != FNLWGT]):
        seen = {}
        for r in map(bytes, np.ascontiguousarray(train[:, cols])):
            seen[r] = seen.get(r, 0) + 1
        out.append(sum(seen.get(r, 0) == 1 for r in map(bytes, np.ascontiguousarray(synth[:, cols]))))
    return out


def evaluate(train, test, synth, levels, real=False, only=None, leaf=5, seed=0):
    """train, test, synth: matrices of Codec.encode; real: synth stands for fresh real rows."""
    out = {}

    def want(part):
        return only is None or part in only

    if want("utility"):
        u = utility(train if real else synth, test, levels, seed)
        out["accuracy"], out["f1"] = u.mean(0).round(4).tolist()
        out["each"] = u.round(3).tolist()
    if want("shapes"):
        s, p = shapes_and_pairs(train, synth, levels)
        out["shapes"], out["pairs"] = round(float(s.mean()), 4), round(float(np.mean(list(p.values()))), 4)
        j, (a, b) = int(s.argmin()), min(p, key=p.get)
        out["worst_shape"] = [NAMES[j], round(float(s[j]), 3)]
        out["worst_pair"] = [NAMES[a], NAMES[b], round(float(p[a, b]), 3)]
    if want("detection"):
        out["detection"], imp = detection(train, synth, leaf, seed=seed)
        out["detection"] = round(out["detection"], 4)
        out["told_by"] = {NAMES[j]: round(float(imp[j]), 2) for j in np.argsort(-imp)[:5]}
    if want("dcr"):
        if real:  # fresh rows judged by training rows and the other half of the fresh rows
            h = len(test) // 2
            out["dcr"] = round(dcr(train[:h], test[h:], test[:h], seed=seed), 4)
        else:
            out["dcr"] = round(dcr(train, test, synth, seed=seed), 4)
    if want("copies"):
        c = copies(train, synth)
        out["copies"], out["copies_but_fnlwgt"] = c[0] / len(synth), round(c[1] / len(synth), 4)
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--train", required=True)
    p.add_argument("--test", required=True)
    p.add_argument("--only", help="some of utility,shapes,detection,dcr,copies")
    p.add_argument("--leaf", type=int, default=5, help="smallest leaf of the detecting forest")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("synthetic", nargs="+")
    a = p.parse_args()
    rows = read_rows(a.train)
    codec = Codec(rows)
    train, test = codec.encode(rows), codec.encode(read_rows(a.test))
    for name in a.synthetic:
        t0 = time.time()
        if name == "real":
            synth = test
        elif name == "independent":
            rng = np.random.default_rng(a.seed)
            synth = np.stack([rng.permutation(train[:, j]) for j in range(15)], 1)
        else:
            synth = codec.encode(read_rows(name))
        out = evaluate(train, test, synth, codec.levels, name == "real", a.only and a.only.split(","), a.leaf, a.seed)
        seconds = round(time.time() - t0, 1)
        print(json.dumps({"file": os.path.basename(name), "rows": len(synth), **out, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
