"""Times one PyTorch training step (forward, backward, Adam) of the two reference VAEs, on the CPU.

    /usr/bin/python3 bench/peers/pytorch_step.py --threads 2 <<< "dense 128 20"

Reads commands from standard input, one a line, `<model> <batch> <steps>` with model `dense` or `conv`, and answers
each with one line of JSON: median and all step times in milliseconds and the last loss in nats. Models stay alive
between commands, so a caller can take turns with another program and both meet the same machine. An unseen
(model, batch) first runs WARM_UP untimed steps. The caller sets OPENBLAS_NUM_THREADS and OMP_NUM_THREADS.
Exit codes: 0 at the end of the input, 3 when torch cannot be imported.
"""

import argparse
import json
import os
import statistics
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as error:
    print(f"pytorch_step: torch cannot be imported ({error})", file=sys.stderr)
    sys.exit(3)

WARM_UP = 3
DATA_BATCHES = 8


class DenseVae(nn.Module):
    """784-400-20-400-784 with ReLU, as in Kingma & Welling 2014."""

    event = (784,)

    def __init__(self, hidden=400, latent=20):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(784, hidden), nn.ReLU())
        self.mean = nn.Linear(hidden, latent)
        self.log_variance = nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, 784))

    def forward(self, x):
        return vae_forward(self, x)


class ConvVae(nn.Module):
    """28x28 pictures: two 4x4 convolutions of stride 2 down to 64 x 7 x 7, and the mirror image back."""

    event = (1, 28, 28)

    def __init__(self, latent=16):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.ReLU(),
            nn.Flatten(),
        )
        self.mean = nn.Linear(64 * 7 * 7, latent)
        self.log_variance = nn.Linear(64 * 7 * 7, latent)
        self.decoder = nn.Sequential(
            nn.Linear(latent, 64 * 7 * 7), nn.ReLU(),
            nn.Unflatten(1, (64, 7, 7)),
            nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1),
        )

    def forward(self, x):
        return vae_forward(self, x)


def vae_forward(model, x):
    """Logits, posterior mean and log-variance, with one reparameterised sample."""
    hidden = model.trunk(x)
    mean, log_variance = model.mean(hidden), model.log_variance(hidden)
    z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    return model.decoder(z), mean, log_variance


def negative_elbo(logits, mean, log_variance, x):
    """Sum over pixels and latent dimensions, mean over the batch, in nats."""
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * torch.sum(1 + log_variance - mean.square() - log_variance.exp())
    return (reconstruction + kl) / x.shape[0]


class Training:
    """A model with its optimiser and a few prepared batches of random data in [0, 1]."""

    def __init__(self, model, batch, foreach):
        torch.manual_seed(0)
        self.model = MODELS[model]()
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=1e-3, foreach=foreach)
        self.batches = [torch.rand(batch, *self.model.event) for _ in range(DATA_BATCHES)]
        self.count = 0
        for _ in range(WARM_UP):
            self.step()

    def step(self):
        """One training step; reading the loss is part of it."""
        x = self.batches[self.count % DATA_BATCHES]
        self.count += 1
        self.optimiser.zero_grad(set_to_none=True)
        loss = negative_elbo(*self.model(x), x)
        loss.backward()
        self.optimiser.step()
        return loss.item()

    def timed(self, steps):
        times, loss = [], 0.0
        for _ in range(steps):
            start = time.perf_counter()
            loss = self.step()
            times.append((time.perf_counter() - start) * 1000)
        return times, loss


MODELS = {"dense": DenseVae, "conv": ConvVae}


def answer(line, trainings, foreach):
    """Runs one command and returns its JSON record."""
    words = line.split()
    if len(words) != 3 or words[0] not in MODELS or not all(w.isdigit() and int(w) > 0 for w in words[1:]):
        return {"error": f"expected `dense|conv <batch> <steps>`, got {line.strip()!r}"}
    model, batch, steps = words[0], int(words[1]), int(words[2])
    if (model, batch) not in trainings:
        trainings[model, batch] = Training(model, batch, foreach)
    times, loss = trainings[model, batch].timed(steps)
    return {
        "model": model, "batch": batch, "steps": steps, "threads": torch.get_num_threads(),
        "medianMs": round(statistics.median(times), 4), "timesMs": [round(t, 4) for t in times], "loss": loss,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, help="threads of torch; default: torch's own choice")
    parser.add_argument("--foreach", action="store_true", help="Adam with multi-tensor operations")
    options = parser.parse_args()
    if options.threads is not None:
        torch.set_num_threads(options.threads)
    mkldnn = torch.backends.mkldnn.is_available()
    ready = {"ready": True, "torch": torch.__version__, "mkldnn": mkldnn, "threads": torch.get_num_threads()}
    ready.update({name: os.environ.get(name) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")})
    print(json.dumps(ready), flush=True)
    trainings = {}
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(line, trainings, True if options.foreach else None)), flush=True)


if __name__ == "__main__":
    main()
