"""Journal lines: a command and its arguments as one line of JSON, and back. Never pickle."""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.store.command import Call
from dustrack_imgui.store.value_codec import CodecError

_ARRAY_KINDS = "biufc"
_CHUNK_BYTES = 3 << 16
_SAMPLE_BYTES = 1 << 16
_WORTH_COMPRESSING = 0.9
_MAX_ARRAY_BYTES = 1 << 34


def encode_call(call: Call) -> str:
    """Return the call as one line of JSON without its end of line.

    Tuples stand as arrays; what JSON lacks stands as an object with one `__…__` key: lists, numbers that are
    not finite, mappings with other keys, numpy arrays (dtype, shape, base64 of the bytes, zlib-compressed
    when that pays).

    Raises
    ------
    CodecError
        When an argument is none of None, bool, int, float, str, tuple, list, mapping, numeric array.
    """
    pieces: list[str] = []
    record: dict[str, Any] = {"call": call.command}
    if call.arguments:
        record["arguments"] = dict(call.arguments)
    if call.gesture is not None:
        record["gesture"] = call.gesture
    try:
        _write(record, pieces)
    except RecursionError as error:
        raise CodecError(f"the arguments of {call.command} are nested too deeply") from error
    return "".join(pieces)


def decode_call(record: object) -> Call:
    """Return the call that a parsed line holds.

    Raises
    ------
    CodecError
        When it is anything but what `encode_call` writes.
    """
    if not isinstance(record, dict):
        raise CodecError("a call must be an object")
    command, arguments = record.get("call"), _read(record.get("arguments", {}))
    gesture = record.get("gesture")
    if not isinstance(command, str) or not isinstance(arguments, dict):
        raise CodecError("a call needs the name of its command and its arguments by name")
    if not (gesture is None or type(gesture) is int) or not all(isinstance(key, str) for key in arguments):
        raise CodecError("the gesture must be a number, arguments must have names")
    return Call(command, arguments, gesture)


def _write(value: Any, out: list[str]) -> None:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | str):
        out.append(json.dumps(value))
    elif isinstance(value, int):
        out.append(int.__repr__(value))
    elif isinstance(value, float):
        out.append(float.__repr__(value) if math.isfinite(value) else f'{{"__float__": "{float(value)!r}"}}')
    elif isinstance(value, tuple):
        _write_items(value, out)
    elif isinstance(value, list):
        out.append('{"__list__": ')
        _write_items(value, out)
        out.append("}")
    elif isinstance(value, Mapping):
        _write_mapping(value, out)
    elif isinstance(value, np.ndarray):
        _write_array(value, out)
    else:
        raise CodecError(f"a {type(value).__name__} cannot be journaled")


def _write_items(items: tuple[Any, ...] | list[Any], out: list[str]) -> None:
    out.append("[")
    for number, item in enumerate(items):
        if number:
            out.append(", ")
        _write(item, out)
    out.append("]")


def _write_mapping(mapping: Mapping[Any, Any], out: list[str]) -> None:
    if not all(isinstance(key, str) and not key.startswith("__") for key in mapping):
        out.append('{"__dict__": ')
        _write_items(tuple(mapping.items()), out)
    else:
        opening = "{"
        for key, value in mapping.items():
            out.append(f"{opening}{json.dumps(key)}: ")
            _write(value, out)
            opening = ", "
        if not mapping:
            out.append(opening)
    out.append("}")


def _write_array(array: NDArray[Any], out: list[str]) -> None:
    if array.dtype.kind not in _ARRAY_KINDS:
        raise CodecError(f"an array of {array.dtype} cannot be journaled")
    content = array.tobytes()
    pays = len(zlib.compress(content[:_SAMPLE_BYTES], 1)) < _WORTH_COMPRESSING * min(
        len(content), _SAMPLE_BYTES
    )
    if pays:
        content = zlib.compress(content, 1)
    header = {"dtype": array.dtype.str, "shape": list(array.shape), "packing": "zlib" if pays else "raw"}
    out.append('{"__array__": ' + json.dumps(header)[:-1] + ', "data": "')
    starts = range(0, len(content), _CHUNK_BYTES)
    out.extend(base64.b64encode(content[start : start + _CHUNK_BYTES]).decode("ascii") for start in starts)
    out.append('"}}')


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(item) for item in value)
    if not isinstance(value, dict):
        return value
    special = next((key for key in value if key.startswith("__")), None)
    if special is None:
        return {key: _read(item) for key, item in value.items()}
    if len(value) != 1:
        raise CodecError(f"{special} must stand alone")
    return _read_special(special, value[special])


def _read_special(key: str, content: Any) -> Any:
    if key == "__float__" and content in ("nan", "inf", "-inf"):
        return float(content)
    if key == "__list__" and isinstance(content, list):
        return [_read(item) for item in content]
    if key == "__dict__" and isinstance(content, list):
        pairs = [_read(item) for item in content]
        if all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
            try:
                return dict(pairs)
            except TypeError as error:
                raise CodecError(str(error)) from error
    if key == "__array__" and isinstance(content, dict):
        return _read_array(content)
    raise CodecError(f"{key} is not known here or holds something else")


def _read_array(content: dict[str, Any]) -> NDArray[Any]:
    shape, data, packing = content.get("shape"), content.get("data"), content.get("packing")
    try:
        dtype = np.dtype(str(content.get("dtype")))
    except TypeError as error:
        raise CodecError(str(error)) from error
    if dtype.kind not in _ARRAY_KINDS or not isinstance(data, str) or packing not in ("zlib", "raw"):
        raise CodecError("an array needs a numeric dtype, a shape and data")
    if not isinstance(shape, list) or not all(type(n) is int and n >= 0 for n in shape):
        raise CodecError("the shape of an array must be whole numbers")
    size = math.prod(shape) * dtype.itemsize
    if size > _MAX_ARRAY_BYTES:
        raise CodecError(f"an array of {size} bytes is too large")
    try:
        raw = base64.b64decode(data, validate=True)
        if packing == "zlib":
            raw = zlib.decompressobj().decompress(raw, size + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise CodecError(f"the data of an array are damaged ({error})") from error
    if len(raw) != size:
        raise CodecError(f"an array has {len(raw)} bytes instead of {size}")
    return np.frombuffer(raw, dtype).reshape(shape).copy()
