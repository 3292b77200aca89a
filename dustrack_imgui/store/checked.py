"""Content with its checksum in front, so that damage on disk is seen before anything is understood."""

from __future__ import annotations

import zlib

from dustrack_imgui.store.value_codec import CodecError

_LENGTH = 9


def with_checksum(content: bytes) -> bytes:
    """Return CRC-32 in hex, a space, the content."""
    return b"%08x %b" % (zlib.crc32(content), content)


def without_checksum(content: bytes) -> bytes:
    """Return what `with_checksum` was given.

    Raises
    ------
    CodecError
        When a byte differs.
    """
    body = content[_LENGTH:]
    if content[:_LENGTH] != b"%08x " % zlib.crc32(body):
        raise CodecError("its checksum is wrong")
    return body
