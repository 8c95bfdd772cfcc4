"""Loads a vaekit model folder into PyTorch with NumPy alone: no safetensors package, no vaekit.

    /usr/bin/python3 test/python/load_safetensors.py MODEL_FOLDER        lists the tensors

It shows that `model.safetensors` and `config.json` suffice to use a model elsewhere. `load_safetensors` reads the
file by its published layout: 8 bytes of header length (little-endian), a JSON header, then the raw values.
`build_layers` turns a JSON layer list into torch modules; `_layers` is the one place that knows the layer kinds.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?",
}


def load_safetensors(path):
    """Named NumPy arrays and the metadata of a safetensors file; ValueError where it is damaged."""
    content = Path(path).read_bytes()
    if len(content) < 8:
        raise ValueError(f"{path}: not a safetensors file, got {len(content)} bytes")
    (length,) = struct.unpack_from("<Q", content)
    if length > len(content) - 8:
        raise ValueError(f"{path}: a header of {length} bytes does not fit into {len(content)} bytes")
    header = json.loads(content[8 : 8 + length].decode("utf-8"))
    metadata = header.pop("__metadata__", {})
    body = memoryview(content)[8 + length :]
    return {name: _array(path, name, entry, body) for name, entry in header.items()}, metadata


def _array(path, name, entry, body):
    if entry["dtype"] not in DTYPES:
        raise ValueError(f"{path}: tensor {name} must be one of {', '.join(DTYPES)}, got {entry['dtype']}")
    dtype = np.dtype(DTYPES[entry["dtype"]])
    start, end = entry["data_offsets"]
    expected = int(np.prod(entry["shape"], dtype=np.int64)) * dtype.itemsize
    if not 0 <= start <= end <= len(body) or end - start != expected:
        raise ValueError(f"{path}: tensor {name} must hold {expected} bytes within {len(body)}, got [{start}, {end}]")
    return np.frombuffer(body[start:end], dtype=dtype).reshape(entry["shape"]).copy()


def load_folder(folder):
    """The configuration, tensors and metadata of a model folder."""
    folder = Path(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config, *load_safetensors(folder / "model.safetensors")


# ---- model building: follows the JSON layer lists of src/nn ----------------------------------------------------
# A layer is a JSON object; its `kind` picks the entry below. Weights have torch's layout: linear [out, in],
# convolution [out, in / groups, ...kernel], transposed convolution [in, out / groups, ...kernel]. Sizes are read
# from the weights, so that layer lists need not repeat what came in.


def _weighted(make):
    """A torch module whose constructor arguments follow from its weight; the weights are then copied in."""
    import torch

    def build(layer, weights):
        module = make(layer, weights["weight"].shape, "bias" in weights)
        module.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
        return module

    return build


def _geometry(layer, *names):
    """The options of a convolution that the layer states; the others keep torch's defaults."""
    return {name: layer[name] for name in names if name in layer}


def _layers():
    from torch import nn

    def conv(layer, shape, bias):
        groups = layer.get("groups", 1)
        options = _geometry(layer, "stride", "padding", "dilation")
        return nn.Conv2d(shape[1] * groups, shape[0], tuple(shape[2:]), groups=groups, bias=bias, **options)

    def conv_transpose(layer, shape, bias):
        groups = layer.get("groups", 1)
        options = {**_geometry(layer, "stride", "padding", "dilation"), "output_padding": layer.get("outputPadding", 0)}
        return nn.ConvTranspose2d(shape[0], shape[1] * groups, tuple(shape[2:]), groups=groups, bias=bias, **options)

    return {
        "linear": _weighted(lambda layer, shape, bias: nn.Linear(shape[1], shape[0], bias=bias)),
        "conv2d": _weighted(conv),
        "convTranspose2d": _weighted(conv_transpose),
        "flatten": lambda layer, weights: nn.Flatten(),
        "reshape": lambda layer, weights: nn.Unflatten(1, tuple(layer["shape"])),
        "relu": lambda layer, weights: nn.ReLU(),
        "leakyRelu": lambda layer, weights: nn.LeakyReLU(layer.get("slope", 0.01)),
        "elu": lambda layer, weights: nn.ELU(),
        "gelu": lambda layer, weights: nn.GELU(),
        "silu": lambda layer, weights: nn.SiLU(),
        "tanh": lambda layer, weights: nn.Tanh(),
        "sigmoid": lambda layer, weights: nn.Sigmoid(),
        "softplus": lambda layer, weights: nn.Softplus(),
    }


def build_layers(layers, tensors, prefix):
    """An nn.Sequential for a JSON layer list, with the tensors named `<prefix>.<index>.<weight>`."""
    from torch import nn

    known = _layers()
    modules = []
    for index, layer in enumerate(layers):
        start = f"{prefix}.{index}."
        weights = {name[len(start) :]: value for name, value in tensors.items() if name.startswith(start)}
        if layer["kind"] not in known:
            raise ValueError(f"{prefix}.{index}: kind must be one of {', '.join(known)}, got {layer['kind']}")
        modules.append(known[layer["kind"]](layer, weights))
    return nn.Sequential(*modules)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: load_safetensors.py MODEL_FOLDER")
    _, tensors, metadata = load_folder(sys.argv[1])
    for key, value in sorted(metadata.items()):
        print(f"# {key}: {value}")
    for name, value in sorted(tensors.items()):
        print(f"{name}  {value.dtype}  {list(value.shape)}")


if __name__ == "__main__":
    main()
