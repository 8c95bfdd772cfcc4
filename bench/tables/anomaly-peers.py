#!/usr/bin/env python3
"""Anomaly detectors of scikit-learn on the ADBench sets of anomaly.mjs: ROC-AUC per set.

  python3 bench/tables/anomaly-peers.py FOLDER [--splits 10] [--settings A,B] [--detectors iforest,knn5,...]
                                        [--json FILE]

FOLDER holds NAME.npz with X [n, d] and y [n] (1: anomaly) and splits.npz with, per set, uint8 [splits, n]:
1 training part, 2 test part. Setting A fits on the whole training part, B on its normal rows only. Columns
are standardised by the rows fitted on (a constant column becomes 0). The figure is the ROC-AUC on the test
part, averaged over the splits, then over the sets. A detector has scikit-learn's defaults apart from what
its function states; the split's number is its seed. Needs numpy and scikit-learn.
"""
import argparse
import json
import os
import sys
import time
import warnings

import numpy as np
from sklearn.covariance import EmpiricalCovariance
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors
from sklearn.neural_network import MLPRegressor
from sklearn.svm import OneClassSVM


def iforest(a, b, seed):
    return -IsolationForest(random_state=seed).fit(a).score_samples(b)


def knn5(a, b, seed):  # distance to the 5th nearest training row
    return NearestNeighbors(n_neighbors=5).fit(a).kneighbors(b)[0][:, -1]


def knn_mean(a, b, seed):  # mean distance to the 5 nearest
    return NearestNeighbors(n_neighbors=5).fit(a).kneighbors(b)[0].mean(1)


def lof(a, b, seed):
    return -LocalOutlierFactor(n_neighbors=20, novelty=True).fit(a).score_samples(b)


def ocsvm(a, b, seed):
    return -OneClassSVM(gamma="scale", nu=0.5).fit(a).score_samples(b)


def mahalanobis(a, b, seed):
    return EmpiricalCovariance().fit(a).mahalanobis(b)


def autoencoder(a, b, seed):  # d-64-k-64-d, k = max(2, d // 4), squared error
    k = max(2, a.shape[1] // 4)
    warnings.simplefilter("ignore", ConvergenceWarning)  # 200 epochs are the setting
    net = MLPRegressor((64, k, 64), max_iter=200, random_state=seed).fit(a, a)
    out = net.predict(b).reshape(b.shape)
    return ((out - b) ** 2).sum(1)


DETECTORS = {
    "iforest": iforest,
    "knn5": knn5,
    "knn-mean": knn_mean,
    "lof": lof,
    "ocsvm": ocsvm,
    "mahalanobis": mahalanobis,
    "autoencoder": autoencoder,
}


def standardise(a, b):
    m, s = a.mean(0), a.std(0)
    ok = s > 1e-12
    s = np.where(ok, s, 1.0)
    return np.where(ok, (a - m) / s, 0.0), np.where(ok, (b - m) / s, 0.0)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("data")
    p.add_argument("--splits", type=int, default=10)
    p.add_argument("--settings", default="A,B")
    p.add_argument("--detectors", default="iforest,knn5,knn-mean,lof,ocsvm,mahalanobis")
    p.add_argument("--json", help="also write the figures to this file")
    o = p.parse_args()
    names = o.detectors.split(",")
    splits = np.load(os.path.join(o.data, "splits.npz"))
    out = {}
    for setting in o.settings.split(","):
        rows = {}
        print(f"\nsetting {setting}, {o.splits} splits")
        print("%-16s" % "set" + "".join("%12s" % n for n in names), flush=True)
        for key in sorted(splits.files, key=lambda s: int(s.split("_")[0])):
            f = np.load(os.path.join(o.data, key + ".npz"))
            X, y, part = f["X"].astype(np.float64), f["y"].astype(int), splits[key]
            auc = {n: [] for n in names}
            for seed in range(o.splits):
                train = part[seed] == 1
                if setting == "B":
                    train &= y == 0
                test = part[seed] == 2
                a, b = standardise(X[train], X[test])
                for n in names:
                    auc[n].append(float(roc_auc_score(y[test], DETECTORS[n](a, b, seed))))
            rows[key] = {n: float(np.mean(v)) for n, v in auc.items()}
            print("%-16s" % key + "".join("%12.3f" % rows[key][n] for n in names), flush=True)
        rows["mean"] = {n: float(np.mean([r[n] for r in rows.values()])) for n in names}
        print("%-16s" % "mean" + "".join("%12.3f" % rows["mean"][n] for n in names), flush=True)
        out[setting] = rows
    if o.json:
        with open(o.json, "w") as fh:
            json.dump(out, fh, indent=1)


if __name__ == "__main__":
    start = time.time()
    main()
    print("%.0f s" % (time.time() - start), file=sys.stderr)
