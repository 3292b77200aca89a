"""Names of labels: in a project's tracker map, for other videos in a file of the same form beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.formats.annotation_json import MAX_LABEL_DIGITS
from dustrack_imgui.formats.trackermap import FILE_NAME, load_trackermap, save_trackermap
from dustrack_imgui.model.video import stem_of

_PREFIX = "point"
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def label_names_path(video: Path) -> Path:
    """File with the names of a video's labels.

    In a project (a folder above with `config.yaml`, `videos` and `labeled-data`) its `dlc_trackermap.txt`,
    which all its videos share; else `{stem}_label_names.txt` beside the video, so that names travel with it.
    """
    for folder in video.parents:
        if all((folder / name).exists() for name in ("config.yaml", "videos", "labeled-data")):
            return folder / FILE_NAME
    return video.with_name(f"{stem_of(video)}_label_names.txt")


def load_label_names(path: Path, *, body_parts: Mapping[str, str] = _NO_NAMES) -> Mapping[str, str]:
    """Names by label.

    A label without a name is called as its body part unless that is `point` and the label. Names of
    body parts that are no label are left out.

    Parameters
    ----------
    body_parts
        Body part by label, from the project; the others are `point{label}`.

    Raises
    ------
    FormatError
        When the file cannot be read.
    """
    found = {label: part for label, part in body_parts.items() if part != f"{_PREFIX}{label}"}
    names = load_trackermap(path).names if path.exists() else _NO_NAMES
    labels = {part: label for label, part in body_parts.items()}
    found |= {label: name for part, name in names.items() if (label := _label_of(part, labels)) is not None}
    return MappingProxyType({label: found[label] for label in sorted(found, key=int)})


def save_label_names(
    path: Path, names: Mapping[str, str], *, body_parts: Mapping[str, str] = _NO_NAMES
) -> None:
    """Write names by label; what the file says of other body parts stays.

    Parameters
    ----------
    body_parts
        As for `load_label_names`.

    Raises
    ------
    FormatError
        When the file cannot be read or written.
    """
    kept = dict(load_trackermap(path).names) if path.exists() else {}
    labels = {part: label for label, part in body_parts.items()}
    others = {part: name for part, name in kept.items() if _label_of(part, labels) is None}
    own = {body_parts.get(label, f"{_PREFIX}{label}"): name for label, name in names.items()}
    own = {part: name for part, name in own.items() if part != name}
    if not own and not path.exists():
        return
    save_trackermap(path, {**own, **others})


def _label_of(part: str, labels: Mapping[str, str]) -> str | None:
    """Label that a body part is: as the project has it, else by its own number unless that is another one."""
    if part in labels:
        return labels[part]
    number = part.removeprefix(_PREFIX)
    is_label = part.startswith(_PREFIX) and number.isascii() and number.isdigit()
    if not is_label or len(number) > MAX_LABEL_DIGITS or str(int(number)) in labels.values():
        return None
    return str(int(number))
