"""Decoding by a device: which kinds there are, and whether one gives the same pictures as the software."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from .container import close_container, open_stream
from .decoder import FrameDecoder
from .errors import HardwareError, VideoError
from .gop_table import GopTable
from .pixels import DecodedFrame
from .source import FrameSource

PREFERRED = ("cuda", "vaapi", "d3d11va", "videotoolbox")
TRIAL_FRAMES = 24


def offered_devices() -> tuple[str, ...]:
    """Kinds of devices that this FFmpeg was built with and that are used here, the best first.

    That says nothing of what the machine has; only a trial does.
    """
    from av.codec.hwaccel import hwdevices_available

    built_with = set(hwdevices_available())
    return tuple(device for device in PREFERRED if device in built_with)


def open_on_device(path: Path, stream_index: int | None, *, device: str) -> tuple[Any, Any]:
    """Open a file with a device as its decoder.

    Raises
    ------
    HardwareError
        The device is not there, or does not decode this kind of video.
    """
    from av.codec.hwaccel import HWAccel

    try:
        accelerator = HWAccel(device_type=device, allow_software_fallback=False)
        container, stream = open_stream(path, stream_index, hwaccel=accelerator)
    except (VideoError, av.error.FFmpegError, OSError, ValueError, RuntimeError) as error:
        reason = error.reason if isinstance(error, VideoError) else str(error)
        if isinstance(error.__cause__, PermissionError):
            reason = "it is not there, or may not be used"
        raise HardwareError(f"{device} cannot be used ({reason})", path) from error
    if not stream.codec_context.is_hwaccel:
        close_container(container, stream)
        raise HardwareError(f"{device} does not decode this kind of video", path)
    return container, stream


def trial_of_device(source: FrameSource, device: str) -> str:
    """Compare a device with the software decoder, frame by frame, at the start of every kind of group.

    Returns
    -------
    str
        Why the device is not to be used for this file, a clause; "" when all pictures are the same.
    """
    if source.make_hardware_decoder is None:
        return "it is no video file that a device could decode"
    try:
        by_device = source.make_hardware_decoder(device)
    except HardwareError as error:
        return error.reason
    in_software = source.make_decoder(1)
    try:
        for entry in kinds_of_groups(source.gops):
            expected = list(_first_pictures(in_software, entry))
            if list(_first_pictures(by_device, entry)) != expected:
                return f"{device} does not give exactly the same pictures"
    except HardwareError as error:
        return error.reason
    finally:
        by_device.close()
        in_software.close()
    return ""


def kinds_of_groups(gops: GopTable) -> list[int]:
    """Entries to try: the first and the last, the longest group, and one whose first frames lean on another.

    Returns
    -------
    list of int
        Packets where decoding can start, ascending.
    """
    entries = gops.entries
    lengths = np.diff(np.append(entries, len(gops.frame)))
    chosen = {int(entries[0]), int(entries[-1]), int(entries[int(lengths.argmax())])}
    last_entry = entries[np.searchsorted(entries, gops.packet, side="right") - 1]
    leading = np.flatnonzero(gops.start < last_entry)
    if len(leading):
        chosen.add(int(last_entry[leading[0]]))
    return sorted(chosen)


def _first_pictures(decoder: FrameDecoder, entry: int) -> Iterator[tuple[int, bytes]]:
    """Number and hash of the first frames of a group, as the cache would keep them."""
    decoder.seek(entry)
    n_given = 0
    while n_given < TRIAL_FRAMES:
        for output in decoder.step():
            if n_given < TRIAL_FRAMES:
                yield output.number, _hash(output.keep())
                n_given += 1
        if decoder.is_at_end:
            return


def _hash(frame: DecodedFrame) -> bytes:
    digest = hashlib.blake2b(np.ascontiguousarray(frame.luma).tobytes(), digest_size=16)
    if frame.colour is not None:
        digest.update(frame.colour.to_rgb().tobytes())
    return digest.digest()
