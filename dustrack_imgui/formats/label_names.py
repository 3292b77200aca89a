"""Names of labels: in a project's tracker map, for other videos in a file of the same form beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.formats.annotation_json import MAX_LABEL_DIGITS
from dustrack_imgui.formats.trackermap import FILE_NAME, load_trackermap, save_trackermap
from dustrack_imgui.model.video import stem_of

_PREFIX = "point"


def label_names_path(video: Path) -> Path:
    """File with the names of a video's labels.

    In a project (a folder above with `config.yaml`, `videos` and `labeled-data`) its `dlc_trackermap.txt`,
    which all its videos share; else `{stem}_label_names.txt` beside the video, so that names travel with it.
    """
    for folder in video.parents:
        if all((folder / name).exists() for name in ("config.yaml", "videos", "labeled-data")):
            return folder / FILE_NAME
    return video.with_name(f"{stem_of(video)}_label_names.txt")


def load_label_names(path: Path) -> Mapping[str, str]:
    """Names by label; empty when there is no such file. Body parts that are no `point<number>` are left out.

    Raises
    ------
    FormatError
        When the file cannot be read.
    """
    if not path.exists():
        return MappingProxyType({})
    names = load_trackermap(path).names
    found = {label: name for part, name in names.items() if (label := _label_of(part)) is not None}
    return MappingProxyType({label: found[label] for label in sorted(found, key=int)})


def save_label_names(path: Path, names: Mapping[str, str]) -> None:
    """Write names by label; what the file says of other body parts stays.

    Raises
    ------
    FormatError
        When the file cannot be read or written.
    """
    kept = dict(load_trackermap(path).names) if path.exists() else {}
    others = {part: name for part, name in kept.items() if _label_of(part) is None}
    if not names and not path.exists():
        return
    save_trackermap(path, {**{f"{_PREFIX}{label}": name for label, name in names.items()}, **others})


def _label_of(part: str) -> str | None:
    number = part.removeprefix(_PREFIX)
    is_label = part.startswith(_PREFIX) and number.isascii() and number.isdigit()
    return str(int(number)) if is_label and len(number) <= MAX_LABEL_DIGITS else None
