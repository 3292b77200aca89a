"""Frame-exact point tracking in ultrasound video: label, track with LK-RSTC, train, correct."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from dustrack_imgui.version import __version__

if TYPE_CHECKING:
    from dustrack_imgui import batch, dlcinterface, gui
    from dustrack_imgui._open import open  # noqa: A004 - the documented name
    from dustrack_imgui.annotations import VideoAnnotation, VideoAnnotations
    from dustrack_imgui.annotations.blips import (
        Blip,
        BlipReport,
        detect_and_interpolate_blips,
        detect_blips,
        interpolate_blips,
        remove_blips,
    )
    from dustrack_imgui.batch import build_toc, convert_to_mono
    from dustrack_imgui.dlc.bundles_root import get_seed_bundles_root, set_seed_bundles_root
    from dustrack_imgui.dlc.seed_bundle import (
        extract_snapshot_for_seeding,
        import_seed_bundle_into_project,
        inspect_seed_bundle,
        list_seed_bundles,
    )
    from dustrack_imgui.dlcinterface import DLCProject
    from dustrack_imgui.gui import DUSTrack
    from dustrack_imgui.lk_filter import (
        lk_moving_average_filter,
        lucas_kanade,
        lucas_kanade_rstc,
    )

_MODULES = (
    "batch",
    "dlcinterface",
    "gui",
)
_HOMES = {
    **dict.fromkeys(["VideoAnnotation", "VideoAnnotations"], "annotations"),
    **dict.fromkeys(
        [
            "Blip",
            "BlipReport",
            "detect_and_interpolate_blips",
            "detect_blips",
            "interpolate_blips",
            "remove_blips",
        ],
        "annotations.blips",
    ),
    "DLCProject": "dlcinterface",
    "DUSTrack": "gui",
    **dict.fromkeys(["get_seed_bundles_root", "set_seed_bundles_root"], "dlc.bundles_root"),
    **dict.fromkeys(
        [
            "extract_snapshot_for_seeding",
            "import_seed_bundle_into_project",
            "inspect_seed_bundle",
            "list_seed_bundles",
        ],
        "dlc.seed_bundle",
    ),
    "open": "_open",
    **dict.fromkeys(["build_toc", "convert_to_mono"], "batch"),
    **dict.fromkeys(["lk_moving_average_filter", "lucas_kanade", "lucas_kanade_rstc"], "lk_filter"),
}
"""Where each public name lives; nothing is imported before it is asked for."""

__all__ = [
    "Blip",
    "BlipReport",
    "DLCProject",
    "DUSTrack",
    "VideoAnnotation",
    "VideoAnnotations",
    "__version__",
    "batch",
    "build_toc",
    "convert_to_mono",
    "detect_and_interpolate_blips",
    "detect_blips",
    "dlcinterface",
    "extract_snapshot_for_seeding",
    "get_seed_bundles_root",
    "gui",
    "import_seed_bundle_into_project",
    "inspect_seed_bundle",
    "interpolate_blips",
    "list_seed_bundles",
    "lk_moving_average_filter",
    "lucas_kanade",
    "lucas_kanade_rstc",
    "open",
    "remove_blips",
    "set_seed_bundles_root",
]


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
