"""Names of layers, files and body parts by one another, and paths of moved projects."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dustrack import _file_management as files
from dustrack import _layer_names as layer_names
from dustrack import _preflight as preflight
from dustrack.dlcinterface import DLCProject
from making.stand_ins import write_json

DLC = "DLC_Resnet50_blobNov22shuffle1_snapshot"
PATHS = [
    "proj/videos/v_annotations.json",
    "proj/videos/v_annotations_pn.json",
    "proj/videos/v_annotations_iteration-0.json",
    "proj/videos/v_annotations_iteration-0_manual_corrections.json",
    "proj/videos/v_annotations_dlccorr.json",
    "proj/videos/v_annotations_dlccorr_lkmovavg_0.500.json",
    "proj/videos/v_annotations_a_annotations_b.json",
    "proj/videos/v_annotations_pn_.json",
    "proj/videos/v10_annotations_pn.json",
    f"proj/videos/iteration-0/v{DLC}_050.h5",
    f"proj/videos/iteration-0/v{DLC}_200.h5",
    f"proj/videos/iteration-1/v{DLC}_best-50.h5",
    f"proj/videos/iteration-0/v{DLC}_050_lkmovavg_0.500.json",
    f"proj/videos/iteration-0/v{DLC}_200_lkmovavg_0.500.json",
    f"proj/videos/iteration-0/v{DLC}_050_blip_removed.json",
    f"proj/videos/iteration-0/v{DLC}_200_blip_removed.json",
    f"proj/videos/iteration-0/v{DLC}_050_blip_corrections.json",
    "proj/videos/iteration-0/vDLC_resnet50_blobNov22shuffle1_500000.h5",
    f"proj/videos/v{DLC}_050.h5",
    "proj/labeled-data/v/CollectedData_praneeth.h5",
    "proj/videos/v.mp4",
    "elsewhere/loose.json",
]
LAYERS = [
    "iteration-0",
    "pn",
    "noname",
    "",
    "buffer",
    "labeled_data",
    "dlccorr",
    "dlccorr_lkmovavg_0.500",
    "dlc_iteration-0_050",
]
LAYERS += ["iteration-0_manual_corrections", "iteration-0_lkmovavg_0.500", "dlcfoo", "dlc_x_lkmovavg_0.500"]
BODY_PARTS = [
    ["point0", "point1"],
    ["point1", "point3"],
    ["point10", "point2"],
    ["nose", "ear"],
    ["point0", "ear"],
    ["0", "1"],
    [],
]
CONFIG = "/data/x/proj-pn-2025-11-22/config.yaml"
MOVED: list[tuple[str, str]] = [
    (CONFIG, "/old/proj-pn-2025-11-22/videos/v.mp4"),
    (CONFIG, r"C:\old\proj-pn-2025-11-22\videos\v.mp4"),
    (CONFIG, r"\\server\share\proj-pn-2025-11-22\videos\v 1.mp4"),
    (CONFIG, "/old/PROJ-PN-2025-11-22/videos/v.mp4"),
    (CONFIG, "/proj-pn-2025-11-22/a/proj-pn-2025-11-22/videos/v.mp4"),
    (CONFIG, "/old/proj-pn-2025-11-22"),
    (CONFIG, "/old/other/videos/v.mp4"),
    ("/data/x/proj-pn-2025-11-22", "/old/proj-pn-2025-11-22/videos/v.mp4"),
    (r"D:\new\proj-pn-2025-11-22\config.yaml", "/old/proj-pn-2025-11-22/videos/v.mp4"),
    (r"D:\new\proj-pn-2025-11-22\config.yaml", r"C:\old\proj-pn-2025-11-22\videos\v.mp4"),
    ("D:/new/proj-pn-2025-11-22/config.yaml", r"C:\old\proj-pn-2025-11-22\videos\v.mp4"),
    (r"\\server\share\proj-pn-2025-11-22\config.yaml", r"C:\old\proj-pn-2025-11-22\videos\v.mp4"),
    (r"\\server\share\proj-pn-2025-11-22\Config.YAML", "/old/proj-pn-2025-11-22/videos/v.mp4"),
    ("/config.yaml", "/old/proj-pn-2025-11-22/videos/v.mp4"),
]
TRACKERMAPS = [
    "point0 - muscle\npoint1 - fascia\n",
    "\ufeffpoint0 - left ear\r\n\r\npoint2 - a - b\r\n",
    "",
    "point0\n",
]


def make(data: Path, work: Path) -> dict[str, str]:
    """Write the golden files of this topic."""
    write_json(
        data / "names.json",
        {
            "canonical_layer_name": {p: files.VideoFileManager.canonical_layer_name(p) for p in PATHS},
            "make_annotation_file_name": {
                s: str(files.make_annotation_file_name("a/v.1.mp4", s)) for s in LAYERS
            },
            "is_dense": {n: layer_names._is_dense_layer_name(n) for n in LAYERS},
            "is_hand": {n: layer_names.is_manual_layer_name(n) for n in LAYERS},
            "labels_of_body_parts": [[b, layer_names._dlc_bodyparts_to_layer_labels(b)] for b in BODY_PARTS],
            "recovery_sidecar": preflight.build_dropped_incomplete_sidecar_name(
                "a/v_annotations_pn.json", "20251122T094400"
            ),
            "rebase_to_config": [_rebased(config, old) for config, old in MOVED],
            "trackermap": [_trackermap(text, work) for text in TRACKERMAPS],
        },
    )
    return {
        "names.json": "canonical layer names, file names, dense and hand layers, labels of body parts, "
        "sidecar "
        "name, rebase_to_config, dlc_trackermap.txt (B5, B6, P11, P12, K14, 3.6, 3.9); `null` = it failed"
    }


def _rebased(config: str, old: str) -> dict[str, Any]:
    try:
        return {"config": config, "old": old, "new": files.rebase_to_config(config, old)}
    except ValueError:
        return {"config": config, "old": old, "new": None}


def _trackermap(text: str, work: Path) -> dict[str, Any]:
    (work / "dlc_trackermap.txt").write_bytes(text.encode("utf-8"))
    project = SimpleNamespace(paths={"project": work})
    try:
        return {"text": text, "map": DLCProject.trackermap.fget(project)}
    except IndexError:
        return {"text": text, "map": None}
