"""Reads a safetensors file with NumPy alone, by its published layout: 8 bytes of header length (little-endian), a JSON
header, then the raw values. The `safetensors` package does the same; this shows that nothing more is needed."""

import json
import struct
from pathlib import Path

import numpy as np

DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?",
}


def read_safetensors(path):
    """Named arrays and the metadata of a safetensors file; ValueError where it is damaged."""
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
