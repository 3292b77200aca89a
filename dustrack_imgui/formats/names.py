"""Names of annotation files and layers, by DUSTrack's rules but with exact stems."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.formats.errors import LayerNameError, ReadError, os_reason
from dustrack_imgui.model.layer import SCRATCH_LAYER
from dustrack_imgui.model.video import stem_of

NAMELESS_LAYER = "noname"
_INFIX = "_annotations"
_SUFFIX = ".json"
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.+$|[. ]$')


def annotation_path(video: Path, layer: str = NAMELESS_LAYER) -> Path:
    """File of a layer: `{stem}_annotations[_{layer}].json` beside the video.

    Raises
    ------
    LayerNameError
        When the layer's name cannot stand in a file name.
    """
    if _FORBIDDEN.search(layer):
        raise LayerNameError(f"A layer cannot be called {layer!r}, which no file name may hold", video)
    ending = "" if layer in ("", NAMELESS_LAYER) else f"_{layer}"
    return video.with_name(f"{stem_of(video)}{_INFIX}{ending}{_SUFFIX}")


def layer_name_of(path: Path, *, video: Path | None = None) -> str | None:
    """Layer that an annotation file holds; None when it is none, or none of that video.

    Without `video` the stem ends at the first "_annotations" of the name.
    """
    name = path.name
    if os.path.normcase(path.suffix) != _SUFFIX:
        return None
    if video is None:
        _, infix, rest = name[: -len(_SUFFIX)].partition(_INFIX)
        if not infix:
            return None
    else:
        start = f"{stem_of(video)}{_INFIX}"
        if not os.path.normcase(name).startswith(os.path.normcase(start)):
            return None
        rest = name[len(start) : -len(_SUFFIX)]
    if rest == "":
        return NAMELESS_LAYER
    return rest[1:] if rest.startswith("_") and len(rest) > 1 else None


def find_layers(video: Path) -> Mapping[str, Path]:
    """Annotation files beside a video, by layer, in the order in which layers are shown.

    Raises
    ------
    ReadError
        When the folder cannot be listed.
    """
    try:
        files = [path for path in video.parent.iterdir() if path.is_file()]
    except OSError as error:
        raise ReadError(f"The folder could not be listed ({os_reason(error)})", video.parent) from error
    found = {name: path for path in files if (name := layer_name_of(path, video=video)) is not None}
    return MappingProxyType({name: found[name] for name in sorted(found, key=layer_rank)})


def layer_rank(name: str) -> tuple[int, str]:
    """Sort key: hand-made, manual corrections, labeled data, DLC, DLC corrections, scratch."""
    rules = (
        name == SCRATCH_LAYER,
        name.startswith("dlccorr"),
        name.startswith("dlc_"),
        name == "labeled_data",
        name.endswith("_manual_corrections"),
    )
    return (len(rules) - rules.index(True) if True in rules else 0, name)


def moving_average_path(source: Path, window_secs: float) -> Path:
    """Result of the moving-average filter: `{source stem}_lkmovavg_{window:.3f}.json` beside the source."""
    return source.with_name(f"{source.stem}_lkmovavg_{window_secs:.3f}{_SUFFIX}")
