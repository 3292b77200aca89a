"""Numeric arrays in `.npz` files: nothing but the arrays that are expected is read, and no pickle ever."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.errors import ReadError, SidecarError, os_reason

Arrays = dict[str, NDArray[Any]]
MAX_BYTES = 8 << 30
TEXT = "U"


def read_arrays(path: Path, expected: Mapping[str, tuple[str, int]], *, what: str) -> Arrays:
    """Read named arrays.

    Parameters
    ----------
    expected
        Name -> kind of number as in `numpy.dtype.kind` ("f", "i", "u", "U") and number of dimensions.
    what
        What the file is, for messages.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    SidecarError
        When it is damaged, an array is missing or of another kind, or it would fill the memory.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise ValueError(f"it holds more than {MAX_BYTES >> 30} GB")
            arrays = {name: _array(archive, name) for name in expected}
    except OSError as error:
        raise ReadError(f"The {what} could not be read ({os_reason(error)})", path) from error
    except (ValueError, KeyError, EOFError, NotImplementedError, MemoryError) as error:
        raise SidecarError(f"The {what} is damaged ({error})", path) from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, SyntaxError) as error:
        raise SidecarError(f"The {what} is damaged or no .npz file ({error})", path) from error
    for name, (kind, n_dims) in expected.items():
        if arrays[name].dtype.kind != kind or arrays[name].ndim != n_dims:
            raise SidecarError(f"The {what} is damaged (its part {name} is of another kind)", path)
    return arrays


def dump_arrays(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Bytes of a compressed `.npz` file of the arrays."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    entry = archive.getinfo(f"{name}.npy")
    with archive.open(entry) as member:
        array: NDArray[Any] = np.lib.format.read_array(member, allow_pickle=False)
    return array
