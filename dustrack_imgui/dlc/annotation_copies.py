"""Annotation files of a video taken along into a project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dustrack_imgui.dlc.hand_layers import reason_to_skip
from dustrack_imgui.dlc.placing_errors import InTheWayError
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import ReadError, os_reason
from dustrack_imgui.formats.names import annotation_path, find_layers
from dustrack_imgui.formats.point_facts import point_facts_path


def annotations_to_take(video: Path, suffix: str = "") -> tuple[Path, ...]:
    """Annotation files of a video that belong into a project, which may be none.

    Parameters
    ----------
    suffix
        Name of the layer. Without it the file without a layer's name is taken, else all layers made by hand.

    Raises
    ------
    ReadError
        When the folder cannot be listed.
    """
    named = annotation_path(video, suffix)
    if named.is_file():
        return (named,)
    if suffix:
        return ()
    layers = find_layers(video)
    return tuple(sorted(path for name, path in layers.items() if reason_to_skip(name, path) is None))


def copy_annotations(files: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Copy annotation files, and what is known of their points, into a folder; each appears whole.

    Raises
    ------
    InTheWayError
        When the folder has another file of that name; then nothing is copied.
    ReadError, WriteError
        When a file cannot be read or written.
    """
    contents = {path: _read(path) for path in files}
    for path, content in contents.items():
        target = folder / path.name
        if target.exists() and _read(target) != content:
            raise InTheWayError(
                "The project has other annotations of that name, which were left as they are; rename one",
                target,
            )
    for path, content in contents.items():
        _write(folder / path.name, content)
        facts = point_facts_path(path)
        if facts.is_file():
            _write(folder / facts.name, _read(facts))
    return tuple(folder / path.name for path in files)


def _write(target: Path, content: bytes) -> None:
    if not target.exists() or _read(target) != content:
        write_atomically(target, content)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"The annotations could not be read ({os_reason(error)})", path) from error
