"""The files of a seed bundle, whether it is a folder or a zip archive; nothing is unpacked to look at it.

An archive decides nothing about where anything is written: its members are only read, by name, and copied to
names of our choice. Members that lead elsewhere, are links, or are suspiciously large make it refused.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from dustrack_imgui.dlc.bundle_errors import BundleError, BundleMissingError
from dustrack_imgui.formats.errors import os_reason

ZIP_SUFFIX = ".zip"
MAX_SNAPSHOT_BYTES = 8 << 30
MAX_SETTINGS_BYTES = 512 << 10
"""Real ones have a few kilobytes, and parsing takes a while."""
MAX_MEMBERS = 10_000
MAX_RATIO = 200.0
"""Unpacked to packed size of a whole archive; weights shrink by a tenth, text by ten times."""
_CHUNK_BYTES = 8 << 20
_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(UnicodeError, IndexError, OverflowError),
)
"""What reading a damaged archive was seen to raise."""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of a bundle: its size, and how it is opened for reading."""

    size_bytes: int
    open: Callable[[], IO[bytes]]


BundleFiles = Mapping[str, BundleFile]
"""By name."""


@contextmanager
def open_bundle(path: Path) -> Iterator[BundleFiles]:
    """Files of a bundle; of an archive those at its top, or in the only folder there.

    Raises
    ------
    BundleMissingError
        When there is no such folder or archive.
    BundleError
        When it cannot be read, or is not safe to read.
    """
    if path.is_dir():
        yield _in_folder(path)
    elif path.is_file():
        with _damage_told(path):
            archive = zipfile.ZipFile(path)
        with archive:
            with _damage_told(path):
                found = _in_archive(archive, path)
            yield found
    else:
        raise BundleMissingError("There is no such seed bundle", path)


def read_text(files: BundleFiles, name: str, path: Path) -> str:
    """A small text of a bundle.

    Raises
    ------
    BundleError
        When it is too large for what it should be, or no text.
    """
    file = files[name]
    if file.size_bytes > MAX_SETTINGS_BYTES:
        raise BundleError(f"Its {name} has {file.size_bytes >> 10} kB, far too many for settings", path)
    with _damage_told(path), file.open() as opened:
        content = opened.read(MAX_SETTINGS_BYTES + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BundleError(f"Its {name} is no text in UTF-8", path) from error


def copy_out(file: BundleFile, target: Path, *, origin: Path, check: Callable[[], None]) -> None:
    """Write a file of a bundle to a new file, synced; no more than it said it has.

    Parameters
    ----------
    origin
        The bundle, for messages.
    check
        Called between pieces; what it raises ends the copy.

    Raises
    ------
    BundleError
        When the bundle is damaged.
    OSError
        When the system refuses.
    """
    left = file.size_bytes
    with _damage_told(origin, tells_system=False):
        opened = file.open()
    with opened as read, target.open("xb") as write:
        while True:
            with _damage_told(origin, tells_system=False):
                piece = read.read(min(_CHUNK_BYTES, left + 1))
            check()
            left -= len(piece)
            if left < 0 or (left > 0 and not piece):
                raise BundleError("A file in it does not have the size that it says", origin)
            if not piece:
                break
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())


@contextmanager
def _damage_told(path: Path, *, tells_system: bool = True) -> Iterator[None]:
    """What the readers of archives raise, in words."""
    try:
        yield
    except _DAMAGE as error:
        raise BundleError(f"The archive is damaged, or is none ({error})", path) from error
    except OSError as error:
        if not tells_system:
            raise
        raise BundleError(f"The seed bundle could not be read ({os_reason(error)})", path) from error


def file_on_disk(path: Path) -> BundleFile:
    """A file that lies in a folder.

    Raises
    ------
    OSError
        When it cannot be found.
    """

    def opened() -> IO[bytes]:
        return path.open("rb")

    return BundleFile(path.stat().st_size, opened)


def _in_folder(folder: Path) -> BundleFiles:
    with _damage_told(folder):
        paths = [path for path in sorted(folder.iterdir()) if path.is_file()]
        return {path.name: file_on_disk(path) for path in paths if not path.name.startswith(".")}


def _in_archive(archive: zipfile.ZipFile, path: Path) -> BundleFiles:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise BundleError(f"The archive has {len(members)} files; this is no seed bundle", path)
    files = [member for member in members if not member.is_dir()]
    for member in files:
        _require_safe(member, path)
    packed = sum(member.compress_size for member in files)
    if sum(member.file_size for member in files) > MAX_RATIO * packed + MAX_SETTINGS_BYTES:
        raise BundleError("The archive would unpack to far more than it holds; it is not safe", path)
    top = _top(files)
    found = {}
    for member in files:
        name = PurePosixPath(member.filename)
        if name.parent == top and not name.name.startswith("."):
            if name.name in found:
                raise BundleError(f"The archive has two files {name.name}", path)
            found[name.name] = BundleFile(member.file_size, partial(archive.open, member))
    return found


def _require_safe(member: zipfile.ZipInfo, path: Path) -> None:
    name = PurePosixPath(member.filename)
    leads_out = name.is_absolute() or ".." in name.parts or "\\" in member.filename or ":" in member.filename
    mode = member.external_attr >> 16
    if leads_out or (stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        raise BundleError(f"The archive is not safe: {member.filename!r:.80} leads out of it", path)
    if member.compress_type not in _PACKED:
        raise BundleError("The archive is packed in an unusual way; pack it as a plain zip file", path)
    if member.flag_bits & _ENCRYPTED:
        raise BundleError("The archive is protected by a password; unpack it first", path)


def _top(files: list[zipfile.ZipInfo]) -> PurePosixPath:
    """Folder of an archive that holds the bundle: the top, unless all lies in one folder."""
    parts = [PurePosixPath(file.filename).parts for file in files]
    parts = [names for names in parts if names[0] != "__MACOSX"]
    first = {names[0] for names in parts if len(names) > 1}
    if len(first) == 1 and all(len(names) > 1 for names in parts):
        return PurePosixPath(first.pop())
    return PurePosixPath()
