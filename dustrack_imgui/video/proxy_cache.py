"""Where proxies lie, for which file each is valid, and which of them nobody can use any more."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import av.error

from .container import close_container, open_stream
from .errors import VideoError
from .file_source import source_of
from .fingerprint import Fingerprint, is_unchanged
from .index_build import build_index
from .index_cache import cache_file, default_cache_dir
from .meta import VideoMeta
from .progress import Progress
from .source import FrameSource

log = logging.getLogger(__name__)

SCHEMA = 1
SUFFIX = ".dtproxy"
UNFINISHED_SUFFIX = ".part"
MAX_ALL_BYTES = 64 << 30
UNUSED_DAYS = 30
UNFINISHED_DAYS = 1
_SECS_PER_DAY = 86_400.0


@dataclass(frozen=True)
class ProxyNote:
    """What a proxy says of itself.

    Attributes
    ----------
    schema : int
        Of this note and of how pictures are encoded.
    path : str
        The video.
    fingerprint : Fingerprint
        Of the video when the proxy was made.
    """

    schema: int
    path: str
    fingerprint: Fingerprint

    def as_text(self) -> str:
        """As it stands in the file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> ProxyNote:
        """Read back.

        Raises
        ------
        ValueError, TypeError, KeyError
            It is no such note.
        """
        data = json.loads(text)
        return cls(int(data["schema"]), str(data["path"]), Fingerprint(**data["fingerprint"]))


def default_proxy_dir() -> Path:
    """Where proxies are kept unless the caller says otherwise."""
    return default_cache_dir().parent / "proxy"


def proxy_file(path: Path, fingerprint: Fingerprint, proxy_dir: Path) -> Path:
    """The file of the proxy of the video at `path` with this very content."""
    of_path = cache_file(path, proxy_dir).stem
    text = f"{SCHEMA} {fingerprint.size} {fingerprint.mtime_ns} {fingerprint.ends}"
    of_content = hashlib.blake2b(text.encode("ascii"), digest_size=8).hexdigest()
    return proxy_dir / f"{of_path}-{of_content}{SUFFIX}"


def find_proxy(meta: VideoMeta, fingerprint: Fingerprint, proxy_dir: Path) -> FrameSource | None:
    """Open the proxy of a video; takes some ten milliseconds.

    A proxy that does not hold exactly the video's frames is deleted.

    Returns
    -------
    FrameSource or None
        None when there is none.
    """
    file = proxy_file(meta.path, fingerprint, proxy_dir)
    if not file.is_file():
        return None
    _note_use(file)
    try:
        status = file.stat()
        own = Fingerprint(status.st_size, status.st_mtime_ns, "")
        source = source_of(file, build_index(file, own, progress=Progress(file)), own)
        told = _read_note(file)
    except (VideoError, OSError, ValueError, TypeError, KeyError) as error:
        log.warning("a proxy cannot be used (%s): %s", error, file)
        _delete(file)
        return None
    ours, expected = source.meta, (meta.width, meta.height, meta.n_frames)
    if (ours.width, ours.height, ours.n_frames) != expected or told.fingerprint != fingerprint:
        log.warning("a proxy does not hold the frames of its video: %s", file)
        _delete(file)
        return None
    return source


def drop_proxies(path: Path, proxy_dir: Path) -> int:
    """Delete every proxy of a video; return how many there were.

    Raises
    ------
    OSError
        One cannot be deleted.
    """
    found = list(proxy_dir.glob(f"{cache_file(path, proxy_dir).stem}-*{SUFFIX}"))
    for file in found:
        file.unlink(missing_ok=True)
    return len(found)


def remove_stale(proxy_dir: Path, *, now_secs: float | None = None) -> int:
    """Delete proxies that are of no use, the oldest use first where all together are too large.

    Of no use is a proxy whose video was changed, or is missing and was not looked at for a month (it may lie
    on a disk that is not plugged in), and what a killed program left unfinished.

    Returns
    -------
    int
        How many files went.
    """
    if not proxy_dir.is_dir():
        return 0
    now_secs = time.time() if now_secs is None else now_secs
    unfinished = proxy_dir.glob(f"*{UNFINISHED_SUFFIX}")
    doomed = [file for file in unfinished if _age_days(file, now_secs) > UNFINISHED_DAYS]
    kept: list[Path] = []
    for file in proxy_dir.glob(f"*{SUFFIX}"):
        (doomed if _is_stale(file, now_secs) else kept).append(file)
    total = 0
    for file in sorted(kept, key=lambda one: _age_days(one, now_secs)):
        total += file.stat().st_size
        if total > MAX_ALL_BYTES:
            doomed.append(file)
    return sum(_delete(file) for file in doomed)


def _note_use(file: Path) -> None:
    """Let the clock of unused proxies begin anew; where that may not be written it does not matter."""
    try:
        os.utime(file)
    except OSError as error:
        log.info("the time of use of a proxy was not noted (%s): %s", error, file)


def _is_stale(file: Path, now_secs: float) -> bool:
    try:
        told = _read_note(file)
    except (VideoError, OSError, ValueError, TypeError, KeyError):
        return True
    path = Path(told.path)
    if not path.exists():
        return _age_days(file, now_secs) > UNUSED_DAYS
    return told.schema != SCHEMA or not is_unchanged(path, told.fingerprint)


def _read_note(file: Path) -> ProxyNote:
    container, stream = open_stream(file)
    try:
        return ProxyNote.from_text(container.metadata.get("comment", ""))
    except av.error.FFmpegError as error:
        raise ValueError(str(error)) from error
    finally:
        close_container(container, stream)


def _age_days(file: Path, now_secs: float) -> float:
    try:
        return (now_secs - file.stat().st_mtime) / _SECS_PER_DAY
    except OSError:
        return 0.0


def _delete(file: Path) -> bool:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a proxy cannot be deleted (%s): %s", error, file)
        return False
    return True
