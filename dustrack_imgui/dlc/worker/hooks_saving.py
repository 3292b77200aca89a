"""Snapshots are there whole or not at all, also when the job is killed or the disk full meanwhile."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.dlc.worker.watch import Watch
from dustrack_imgui.jobs.child.channel import JobError

PART = ".part"


def install(patches: Patches, watch: Watch) -> None:
    """Let `torch.save` write beside the file that it is asked for, then put it into place in one step."""
    import torch

    def saving(original: Callable[..., Any]) -> Callable[..., Any]:
        def save(obj: object, f: Any, *args: Any, **options: Any) -> None:
            if isinstance(f, (str, os.PathLike)):
                _save_whole(original, obj, Path(f), args, options)
            else:
                original(obj, f, *args, **options)

        return save

    patches.replace(torch, "save", saving)


def _save_whole(
    original: Callable[..., Any], obj: object, path: Path, args: tuple[Any, ...], options: dict[str, Any]
) -> None:
    part = path.with_name(path.name + PART)
    try:
        with part.open("wb") as file:
            original(obj, file, *args, **options)
            sync(file)
        part.replace(path)
    except (OSError, RuntimeError) as error:
        part.unlink(missing_ok=True)
        if _is_full(error):
            raise JobError(
                "The disk is full",
                f"There was no room for a snapshot: {path}",
                "Free some space, then train again; the snapshots saved before are whole.",
            ) from error
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sync(file: IO[bytes]) -> None:
    """Have a file on the disk before it gets its name."""
    file.flush()
    os.fsync(file.fileno())


def _is_full(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, is of a full disk or a used-up quota."""
    full = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
    while error is not None:
        if isinstance(error, OSError) and error.errno in full:
            return True
        error = error.__cause__ or error.__context__
    return False
