"""JSON layer lists as torch modules. The modules are built from the JSON alone, with sizes found by sending zeros
through them; that the saved weights then fit by name and shape is for `load_state_dict` to say."""

import math

import torch
from torch import nn
from torch.nn import functional as F


def build_layers(layers, x, label):
    """An nn.Sequential for a JSON layer list, and its output on x [N, ...]."""
    modules = nn.Sequential()
    for index, layer in enumerate(layers):
        if layer["kind"] not in KINDS:
            raise ValueError(f"{label}.{index}: kind must be one of {', '.join(KINDS)}, got {layer['kind']}")
        module = KINDS[layer["kind"]](layer, x).eval()
        modules.append(module)
        with torch.no_grad():
            x = module(x)
    return modules, x


class Reshape(nn.Module):
    """[N, ...] to [N, *shape]."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(len(x), *self.shape)


class Crop(nn.Module):
    """The middle of x in a frame of the spatial sizes `shape`, zeros where x is smaller; odd differences at the end."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        sides = []
        for have, want in zip(x.shape[2:], self.shape):
            first = (want - have) // 2 if want >= have else -((have - want) // 2)
            sides.append((first, want - have - first))
        return F.pad(x, _last_axis_first(sides))


class Residual(nn.Module):
    """x + layers(x), with a projection of x where the layers change the shape."""

    def __init__(self, layers, x):
        super().__init__()
        self.layers, y = build_layers(layers, x, "layers")
        self.fit = nn.Identity()
        if x.shape == y.shape:
            self.shortcut = nn.Identity()
        elif x.dim() == 2:
            self.shortcut = nn.Linear(x.shape[1], y.shape[1], bias=False)
        else:
            sizes = list(zip(x.shape[2:], y.shape[2:]))
            stride = tuple(max(1, math.floor(a / b + 0.5)) for a, b in sizes)
            factor = tuple(max(1, math.floor(b / a + 0.5)) for a, b in sizes)
            make = nn.Conv1d if x.dim() == 3 else nn.Conv2d
            self.shortcut = make(x.shape[1], y.shape[1], 1, stride=stride, bias=False)
            self.fit = nn.Sequential(nn.Upsample(scale_factor=factor), Crop(y.shape[2:]))

    def forward(self, x):
        return self.fit(self.shortcut(x)) + self.layers(x)


def _uneven(base):
    """A convolution whose padding differs between the two ends of an axis, which torch's own does not offer."""

    class Uneven(base):
        sides = ()

        def forward(self, x):
            if not self.transposed:
                return super().forward(F.pad(x, _last_axis_first(self.sides)))
            y = super().forward(x)
            return F.pad(y, _last_axis_first([(-first, -last) for first, last in self.sides]))

    return Uneven


def _last_axis_first(sides):
    return [count for pair in reversed(sides) for count in pair]


def _each(value, rank):
    return tuple(value) if isinstance(value, list) else (value,) * rank


def _sides(layer, space, kernel, stride, dilation):
    padding = layer.get("padding", 0)
    if padding != "same":
        return [tuple(p) if isinstance(p, list) else (p, p) for p in _each(padding, len(space))]
    totals = [
        max((math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n, 0) for n, k, s, d in zip(space, kernel, stride, dilation)
    ]
    return [(total // 2, total - total // 2) for total in totals]


def _convolution(layer, x):
    rank = x.dim() - 2
    kernel, stride, dilation = (_each(layer.get(name, 1), rank) for name in ("kernel", "stride", "dilation"))
    sides = _sides(layer, x.shape[2:], kernel, stride, dilation)
    even = all(first == last for first, last in sides)
    options = {"stride": stride, "dilation": dilation, "groups": layer.get("groups", 1), "bias": layer.get("bias", True)}
    if layer["kind"] == "convTranspose":
        options["output_padding"] = _each(layer.get("outputPadding", 0), rank)
        make = nn.ConvTranspose1d if rank == 1 else nn.ConvTranspose2d
    else:
        make = nn.Conv1d if rank == 1 else nn.Conv2d
    if even:
        options["padding"] = tuple(first for first, _ in sides)
    module = (make if even else _uneven(make))(x.shape[1], layer["filters"], kernel, **options)
    if not even:
        module.sides = sides
    return module


def _pool(one, two):
    def build(layer, x):
        rank = x.dim() - 2
        size = _each(layer["size"], rank)
        stride = _each(layer.get("stride", layer["size"]), rank)
        return (one if rank == 1 else two)(size, stride, _each(layer.get("padding", 0), rank))

    return build


def _batch_norm(layer, x):
    make = nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d
    return make(x.shape[1], eps=layer.get("epsilon", 1e-5), momentum=layer.get("momentum", 0.1))


def _plain(make):
    return lambda layer, x: make()


# What each kind means: (the layer's JSON, zeros of the shape that comes in) -> module.
KINDS = {
    "dense": lambda layer, x: nn.Linear(x.shape[1], layer["units"], bias=layer.get("bias", True)),
    "conv": _convolution,
    "convTranspose": _convolution,
    "maxPool": _pool(nn.MaxPool1d, nn.MaxPool2d),
    "averagePool": _pool(nn.AvgPool1d, nn.AvgPool2d),
    "upsample": lambda layer, x: nn.Upsample(scale_factor=_each(layer["factor"], x.dim() - 2)),
    "crop": lambda layer, x: Crop(layer["shape"]),
    "batchNorm": _batch_norm,
    "layerNorm": lambda layer, x: nn.LayerNorm(x.shape[1:], eps=layer.get("epsilon", 1e-5)),
    "groupNorm": lambda layer, x: nn.GroupNorm(layer["groups"], x.shape[1], eps=layer.get("epsilon", 1e-5)),
    "dropout": lambda layer, x: nn.Dropout(layer["rate"]),
    "residual": lambda layer, x: Residual(layer["layers"], x),
    "flatten": _plain(nn.Flatten),
    "reshape": lambda layer, x: Reshape(layer["shape"]),
    "leakyRelu": lambda layer, x: nn.LeakyReLU(layer.get("slope", 0.01)),
    "elu": lambda layer, x: nn.ELU(layer.get("alpha", 1.0)),
    "geluTanh": lambda layer, x: nn.GELU(approximate="tanh"),
    "relu": _plain(nn.ReLU),
    "selu": _plain(nn.SELU),
    "gelu": _plain(nn.GELU),
    "silu": _plain(nn.SiLU),
    "mish": _plain(nn.Mish),
    "softplus": _plain(nn.Softplus),
    "softsign": _plain(nn.Softsign),
    "tanh": _plain(nn.Tanh),
    "sigmoid": _plain(nn.Sigmoid),
    "logSigmoid": _plain(nn.LogSigmoid),
    "hardSigmoid": _plain(nn.Hardsigmoid),
    "hardSwish": _plain(nn.Hardswish),
}
