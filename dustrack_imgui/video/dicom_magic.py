"""Tells a DICOM file by its content, without loading pydicom."""

from __future__ import annotations

from pathlib import Path

MAGIC, MAGIC_AT = b"DICM", 128
SUFFIXES = frozenset({".dcm", ".dicom"})


def is_dicom(path: Path) -> bool:
    """Whether this is a DICOM file: by its magic number, or by name for old files without one."""
    with path.open("rb") as file:
        head = file.read(MAGIC_AT + len(MAGIC))
    return head[MAGIC_AT:] == MAGIC or (path.suffix.lower() in SUFFIXES and len(head) > 0)
