"""Loads a vaekit model folder into PyTorch: needs torch and NumPy, not vaekit.

    python3 load_safetensors.py MODEL_FOLDER                            lists the tensors
    python3 load_safetensors.py MODEL_FOLDER ITEMS.npy [LATENTS.npy]    prints codes and decoded items as JSON

Items are float32 [n, ...] in the model's encoding, latents float32 [n, latent], by default the codes of the items.

It shows that `config.json` and `model.safetensors` suffice to use a model elsewhere: the modules are built from
config.json, and the tensors then load by name into `load_state_dict` with nothing missing and nothing left over.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors_file import read_safetensors
from torch import nn
from torch.nn import functional as F
from torch_layers import build_layers


class Model(nn.Module):
    """A saved model as an nn.Module over items [n, channels, height, width] in [0, 1] or standardised rows [n, size]."""

    def __init__(self, config):
        super().__init__()
        model, layers, schema = config["config"]["model"], config["layers"], config["schema"]
        image = schema["kind"] == "image"
        shape = (schema["channels"], schema["height"], schema["width"]) if image else (schema["size"],)
        latent = model["latent"]
        self.shape = shape
        self.kind = model["kind"]
        self.encoder, features = build_layers(layers["encoder"], torch.zeros(1, *shape), "encoder")
        head = lambda: nn.Sequential(nn.Linear(features[0].numel(), latent))
        self.decoder, _ = build_layers(layers["decoder"], torch.zeros(1, latent), "decoder")
        if self.kind == "vae":
            self.posterior = nn.ModuleDict({"mean": head(), "logVariance": head()})
            self.likelihood = Likelihood(model["likelihood"], shape)
        else:
            self.code = head()
            self.bounded = image or model["objective"]["error"] == "cross-entropy"

    def encode(self, x):
        """Posterior mean and log-variance [n, latent] of items; an autoencoder's code and None."""
        features = self.encoder(x).flatten(1)
        if self.kind == "autoencoder":
            return self.code(features), None
        # vaekit holds log-variances within these bounds, so that their exponential stays finite.
        return self.posterior["mean"](features), self.posterior["logVariance"](features).clamp(-30, 20)

    def decode(self, z):
        """Expected items of latents [n, latent]."""
        output = self.decoder(z)
        if self.kind == "vae":
            return self.likelihood(output)
        return torch.sigmoid(output) if self.bounded else output

    def forward(self, x):
        """Expected items of the posterior means of items."""
        return self.decode(self.encode(x)[0])


class Likelihood(nn.Module):
    """From the decoder's output to the expected item; holds the trained scale where there is one."""

    def __init__(self, spec, shape):
        super().__init__()
        self.spec = spec
        self.size = shape[0]
        if spec.get("scale") in ("shared", "per-dimension"):
            self.rawScale = nn.Parameter(torch.zeros(() if spec["scale"] == "shared" else shape))
        if spec.get("df") == "learned":
            self.rawDf = nn.Parameter(torch.zeros(()))

    def scale(self, output):
        """Standard deviation, or the like, of a normal, laplace, student-t or discretised-logistic likelihood."""
        value = self.spec.get("value", 0.1 if self.spec["kind"] == "discretised-logistic" else 1.0)
        minimum = self.spec.get("minimum", 1e-3)
        if self.spec["scale"] == "fixed":
            return torch.tensor(value)
        if self.spec["scale"] == "predicted":
            return minimum + F.softplus(output[:, self.size :] + math.log(math.expm1(value - minimum)))
        return minimum + F.softplus(self.rawScale)

    def forward(self, output):
        kind = self.spec["kind"]
        if kind == "bernoulli":
            return torch.sigmoid(output)
        if kind == "continuous-bernoulli":
            logits = output.double()
            safe = torch.where(logits.abs() < 1e-3, torch.ones_like(logits), logits)
            closed = 0.5 + 0.5 / torch.tanh(safe / 2) - 1 / safe
            return torch.where(logits.abs() < 1e-3, 0.5 + logits / 12, closed).float()
        location = output[:, : self.size]
        if kind == "discretised-logistic":
            scale = self.scale(output)
            return (scale * (F.softplus(location / scale) - F.softplus((location - 1) / scale))).clamp(0, 1)
        if kind in ("normal", "laplace", "student-t"):
            return location
        raise ValueError(f"likelihood: kind must be one of a saved model, got {kind}")


def load_model(folder):
    """The model of a folder, ready for use; ValueError or RuntimeError where tensors and config.json disagree."""
    folder = Path(folder)
    model = Model(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    tensors, _ = read_safetensors(folder / "model.safetensors")
    model.load_state_dict({name: torch.from_numpy(value) for name, value in tensors.items()})
    return model.eval()


def main():
    if len(sys.argv) not in (2, 3, 4):
        sys.exit("usage: load_safetensors.py MODEL_FOLDER [ITEMS.npy [LATENTS.npy]]")
    if len(sys.argv) == 2:
        tensors, metadata = read_safetensors(Path(sys.argv[1]) / "model.safetensors")
        print("\n".join(f"# {key}: {value}" for key, value in sorted(metadata.items())))
        print("\n".join(f"{name}  {value.dtype}  {list(value.shape)}" for name, value in sorted(tensors.items())))
        return
    model = load_model(sys.argv[1])
    with torch.no_grad():
        mean, log_variance = model.encode(torch.from_numpy(np.load(sys.argv[2])))
        z = torch.from_numpy(np.load(sys.argv[3])) if len(sys.argv) == 4 else mean
        outputs = {"mean": mean, "logVariance": log_variance, "decoded": model.decode(z)}
    print(json.dumps({name: value.flatten().tolist() for name, value in outputs.items() if value is not None}))


if __name__ == "__main__":
    main()
