"""What the window remembers of itself between runs: size of the interface, colours, markers."""

from __future__ import annotations

import json
import logging
import math
from pathlib import Path

from dustrack_imgui.commands.likelihood import kept_in_bounds as threshold_in_bounds
from dustrack_imgui.commands.markers import kept_in_bounds
from dustrack_imgui.commands.window import MAX_SCALE, MIN_SCALE
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.confidence import ConfidenceLook
from dustrack_imgui.model.decoding import Decoding
from dustrack_imgui.model.session import Interface, LabelPalette, MarkerStyle
from dustrack_imgui.model.tracker import BACKENDS
from dustrack_imgui.resources import config_dir
from dustrack_imgui.store.value_codec import built, plain

log = logging.getLogger(__name__)


def settings_path() -> Path:
    """File in the user's configuration folder."""
    return config_dir() / "window.json"


def load_interface(path: Path) -> Interface:
    """Interface as it was left; the usual one when the file is missing or makes no sense, which is logged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        scale, is_dark = float(data["scale"]), bool(data["is_dark"])
        if not math.isfinite(scale):
            raise ValueError("scale is not a number")
        markers = built(MarkerStyle, data.get("markers", {}))
        if not (math.isfinite(markers.size) and math.isfinite(markers.opacity)):
            raise ValueError("size or opacity of markers is not a number")
        confidence = built(ConfidenceLook, data.get("confidence", {}))
        if not math.isfinite(confidence.threshold):
            raise ValueError("threshold of likelihood is not a number")
        decoding = built(Decoding, data.get("decoding", {}))
        backend = str(data.get("backend", BACKENDS[0]))
        if backend not in BACKENDS:
            raise ValueError(f"there is no tracker {backend!r}")
        colours = LabelPalette(data.get("label_palette", LabelPalette.SET2.value))
    except FileNotFoundError:
        return Interface()
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("the window's settings are not used (%s): %s", error, path)
        return Interface()
    return Interface(
        scale=min(max(scale, MIN_SCALE), MAX_SCALE),
        is_dark=is_dark,
        label_palette=colours,
        markers=kept_in_bounds(markers),
        confidence=threshold_in_bounds(confidence),
        decoding=decoding,
        backend=backend,
    )


def save_interface(path: Path, interface: Interface) -> None:
    """Remember scale, colours and markers; a failure is logged and costs nothing else."""
    data = {
        "scale": interface.scale,
        "is_dark": interface.is_dark,
        "label_palette": interface.label_palette.value,
        "markers": plain(interface.markers),
        "confidence": plain(interface.confidence),
        "decoding": plain(interface.decoding),
        "backend": interface.backend,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(data, indent=2).encode("ascii"))
    except (OSError, FormatError) as error:
        log.warning("the window's settings were not saved (%s): %s", error, path)
