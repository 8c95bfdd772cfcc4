#!/usr/bin/env python3
"""The TVAE of Xu et al. 2019 ("Modeling tabular data using conditional GAN") as a yardstick for adult.mjs.

  python3 bench/tables/adult-tvae.py adult.data.gz synthetic.csv [--seed 0] [--epochs 300] [--threads 1]

Written from the paper and the settings that its authors published; no code of theirs. A number becomes a
mode of a variational Gaussian mixture (at most 10, weight above 0.005), drawn by its probability, and its
place in the mode, (x - mean) / (4 deviations) within [-0.99, 0.99]; categories are one-hot. Encoder and
decoder have layers of 128, 128 ReLU units, the latent has 128 dimensions; a place is normal around tanh of
its output with one deviation per column, learned and kept in [0.01, 1]. New numbers are rounded and kept
within the range of the training rows. Loss: twice the negative log-likelihood plus KL. Adam 1e-3 with L2
1e-5, batches of 500, 300 epochs. Prints a line of JSON: seconds.
Needs PyTorch and scikit-learn.
"""
import argparse
import json
import time
import warnings

import numpy as np
import torch
from sklearn.mixture import BayesianGaussianMixture
from torch import nn
from torch.nn.functional import cross_entropy, one_hot

from adult import NUMBERS, read_rows

MODES, LEAST_WEIGHT, SPAN = 10, 0.005, 4


class Number:
    """A column of whole numbers: its mode and the place in the mode."""

    def __init__(self, values, rng):
        mixture = BayesianGaussianMixture(
            n_components=MODES, weight_concentration_prior=1e-3, max_iter=100, random_state=int(rng.integers(2**31))
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 100 rounds are the setting
            mixture.fit(values[:, None])
        used = mixture.weights_ > LEAST_WEIGHT
        self.means = mixture.means_[used, 0]
        self.deviations = np.sqrt(mixture.covariances_[used, 0, 0])
        chances = mixture.predict_proba(values[:, None])[:, used] + 1e-9
        chances /= chances.sum(1, keepdims=True)
        self.codes = (chances.cumsum(1) < rng.random((len(values), 1))).sum(1).clip(max=used.sum() - 1)
        place = (values - self.means[self.codes]) / (SPAN * self.deviations[self.codes])
        self.places = place.clip(-0.99, 0.99)
        self.size = int(used.sum())
        self.range = values.min(), values.max()

    def decode(self, codes, places):
        values = places.clip(-1, 1) * SPAN * self.deviations[codes] + self.means[codes]
        return [str(int(v)) for v in np.round(values.clip(*self.range))]


class Category:
    """A column of levels."""

    def __init__(self, values):
        self.levels = sorted(set(values))
        at = {level: k for k, level in enumerate(self.levels)}
        self.codes = np.array([at[v] for v in values])
        self.size = len(self.levels)

    def decode(self, codes):
        return [self.levels[k] for k in codes]


def layers(*sizes):
    parts = []
    for a, b in zip(sizes[:-2], sizes[1:-1]):
        parts += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*parts, nn.Linear(*sizes[-2:]))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("train")
    p.add_argument("out")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--epochs", type=int, default=300)
    p.add_argument("--threads", type=int, default=1)
    o = p.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    rng = np.random.default_rng(o.seed)
    rows = read_rows(o.train)
    wall, cpu = time.perf_counter(), time.process_time()

    columns = []
    for j in range(15):
        cells = [r[j] for r in rows]
        columns.append(Number(np.array(cells, float), rng) if j in NUMBERS else Category(cells))
    codes = torch.tensor(np.stack([c.codes for c in columns], 1))
    places = torch.tensor(np.stack([columns[j].places for j in NUMBERS], 1), dtype=torch.float32)
    x = torch.cat([places] + [one_hot(codes[:, j], c.size).float() for j, c in enumerate(columns)], 1)

    numbers, latent, sizes = len(NUMBERS), 128, [c.size for c in columns]
    encoder = layers(x.shape[1], 128, 128, 2 * latent)
    decoder = layers(latent, 128, 128, x.shape[1])
    deviations = nn.Parameter(torch.full((numbers,), 0.1))
    weights = [*encoder.parameters(), *decoder.parameters(), deviations]
    optimiser = torch.optim.Adam(weights, lr=1e-3, weight_decay=1e-5)
    for _ in range(o.epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x) - 499, 500):
            pick = order[start : start + 500]
            mean, log_variance = encoder(x[pick]).chunk(2, 1)
            z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
            out = decoder(z)
            away = places[pick] - out[:, :numbers].tanh()
            loss = (away.square() / (2 * deviations.square()) + deviations.log()).sum()
            for j, logits in enumerate(out[:, numbers:].split(sizes, 1)):
                loss = loss + cross_entropy(logits, codes[pick, j], reduction="sum")
            kl = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum()
            optimiser.zero_grad()
            ((2 * loss + kl) / 500).backward()
            optimiser.step()
            with torch.no_grad():
                deviations.clamp_(0.01, 1)
    trained = {"seconds": time.perf_counter() - wall, "cpuSeconds": time.process_time() - cpu}

    with torch.no_grad():
        out = decoder(torch.randn(len(x), latent))
        near = (out[:, :numbers].tanh() + deviations * torch.randn(len(x), numbers)).double().numpy()
        drawn = [torch.multinomial(logits.softmax(1), 1)[:, 0].numpy() for logits in out[:, numbers:].split(sizes, 1)]
    made = [
        c.decode(drawn[j], near[:, NUMBERS.index(j)]) if j in NUMBERS else c.decode(drawn[j])
        for j, c in enumerate(columns)
    ]
    with open(o.out, "w") as f:
        f.writelines(",".join(row) + "\n" for row in zip(*made))
    print(json.dumps({k: round(v, 1) for k, v in trained.items()}))


if __name__ == "__main__":
    main()
