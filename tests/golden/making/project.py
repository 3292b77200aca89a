"""What lies in a project: extracted frames, merged folders, interval files, sidecars, video indexes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from datanavigator import VideoReader
from datanavigator.events import Event, EventData
from dustrack import VideoAnnotation, _file_management, _preflight
from dustrack.dlcinterface import DLCProject
from making.stand_ins import as_points, layer, make_mp4, write_json
from PIL import Image

MTIME = 1_763_800_000.25


def make(data: Path, work: Path) -> dict[str, str]:
    """Write the golden files of this topic."""
    write_json(data / "extraction.json", _extraction(work / "project"))
    write_json(data / "merged_folder.json", _merged_folder(work / "folder"))
    write_json(data / "intervals.json", _intervals(work))
    sidecar = _recovery_sidecar(work)
    shutil.copy(sidecar, data / "recovery_sidecar.json")
    write_json(data / "video_index.json", _video_index(data, work))
    return {
        "extraction.json": "annotation files of a project -> the order they are merged in, "
        "merged points, names "
        "of "
        "PNGs, the CollectedData table; v10's file is taken for v1, too (defect 8) (K13, 3.5)",
        "merged_folder.json": "files in a folder -> merged files (L8); again with v10's file in v1's merge",
        "intervals.json": "intervals -> text of the events file; keys (F1, 3.3)",
        "recovery_sidecar.json": "the sidecar of frames 3 and 12 of a layer, under a name that "
        "its own has not (3.8)",
        "tiny.mp4": "30 frames, 64 x 48, H.264 with B-frames; video of the index",
        "video_index.json": "text of tiny.mp4.dnav-toc (valid for an mtime of `mtime`), frame "
        "count, fps, times "
        "(O1, 3.10)",
    }


def _extraction(project: Path) -> dict[str, Any]:
    videos = project / "videos"
    videos.mkdir(parents=True)
    for stem, n_frames in (("v1", 12), ("v10", 12), ("v2", 12)):
        make_mp4(videos / f"{stem}.mp4", n_frames)
    files = {
        "v1_annotations_b.json": '{"1": {"4": [4.0, 4.5]}, "0": {"2": [22.0, 22.0]}}',
        "v1_annotations_a.json": '{"0": {"2": [2.0, 2.0], "3": [3.0, 3.0]}}',
        "v1_annotations_dlccorr.json": '{"0": {"9": [9.0, 9.0]}}',
        "v1_annotations.json": '{"0": {"2": [7.0, 7.0]}, "1": {}}',
        "v10_annotations_a.json": '{"0": {"6": [6.0, 6.0]}, "9": {}}',
    }
    for name, text in files.items():
        (videos / name).write_text(text, encoding="utf-8")
    crop = {"crop": "0, 64, 0, 48"}
    listed = [videos / "v1.mp4", videos / "v2.mp4"]
    stub = SimpleNamespace(
        video_list=[str(path) for path in listed],
        config={"scorer": "pn", "video_sets": {str(path): crop for path in listed}},
        paths={"videos": str(videos), "labels": project / "labeled-data", "project": project},
        internal_to_dlc_labels=None,
    )
    given = sorted(str(path) for path in videos.glob("v1*_annotations*.json") if "_dlccorr" not in path.name)
    merged = VideoAnnotation.from_multiple_files(
        given, str(listed[0]), "merged", str(videos / "v1_annotations_merged.json")
    )
    DLCProject.extract_frames(stub)
    made = project / "labeled-data" / "v1"
    shapes = {path.name: list(np.asarray(Image.open(path)).shape) for path in sorted(made.glob("*.png"))}
    return {
        "files": files,
        "order": [Path(path).name for path in given],
        "points": as_points(merged.data),
        "labels": merged.labels,
        "images": shapes,
        "table": (made / "CollectedData_pn.csv").read_text(encoding="utf-8"),
        "folders": sorted(path.name for path in (project / "labeled-data").iterdir()),
    }


def _merged_folder(folder: Path) -> list[dict[str, Any]]:
    plain = {
        "v_annotations_b.json": '{"0": {"1": [1.0, 1.0]}, "2": {}}',
        "v_annotations_a.json": '{"0": {"1": [9.0, 9.0], "2": [2.0, 2.0]}}',
        "v_annotations.json": '{"1": {"0": [5.0, 5.0]}}',
        "w_annotations_a.json": '{"0": {"0": [3.0, 3.0]}}',
    }
    done = []
    for files in (plain, {**plain, "v10_annotations_z.json": '{"9": {"1": [10.0, 10.0]}}'}):
        folder.mkdir()
        for stem in ("v", "w", "x"):
            make_mp4(folder / f"{stem}.mp4", 5)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        _file_management.merge_annotations_in_folder(str(folder))
        merged = {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted(folder.glob("*_annotations_merged.json"))
        }
        done.append({"files": files, "merged": merged})
        shutil.rmtree(folder)
    return done


def _intervals(work: Path) -> list[dict[str, Any]]:
    def data(*intervals: list[int]) -> EventData:
        return EventData(added=list(intervals))

    cases: list[dict[Any, EventData]] = [
        {("v2", "pn", "0"): data([10, 20])},
        {
            ("it's", 'a "quoted" layer', "0"): data([0, 1]),
            ("ü v", "iteration-0", "12"): data([5, 9], [30, 40]),
            ("v", "x", "1"): data(),
        },
        {},
        {"plain": data([1, 2])},
    ]
    done = []
    for number, case in enumerate(cases):
        path = work / f"v{number}_events_interp_with_lk.json"
        event = Event(
            "interp_with_lk",
            2,
            str(path),
            color="gray",
            pick_action="overwrite",
            win_remove=(10, 10),
            display_type="fill",
        )
        event._data = case
        event.save()
        text = path.read_text(encoding="utf-8").replace(str(work) + os.sep, "")
        done.append(
            {
                "text": text,
                "keys": [list(key) if isinstance(key, tuple) else key for key in case],
                "intervals": [events.get_times() for events in case.values()],
            }
        )
    return done


def _recovery_sidecar(work: Path) -> str:
    annotation = layer(
        {"0": {3: [1.0, 2.0], 5: [5.0, 5.0]}, "1": {5: [7.0, 7.0], 12: [0.1, 1e-7]}, "2": {}},
        path=str(work / "v_annotations_pn.json"),
    )
    incomplete = _preflight.scan_incomplete_frames(annotation.data)
    path = _preflight.save_dropped_incomplete_sidecar(annotation, incomplete)
    assert path is not None
    return path


def _video_index(data: Path, work: Path) -> dict[str, Any]:
    video = work / "tiny.mp4"
    make_mp4(video, 30)
    os.utime(video, (MTIME, MTIME))
    reader = VideoReader(str(video))
    text = (work / "tiny.mp4.dnav-toc").read_text(encoding="utf-8")
    shutil.copy2(video, data / "tiny.mp4")
    first = json.loads(text)
    first["schema_version"] = 1
    del first["timestamps"], first["time_base"]
    return {
        "mtime": MTIME,
        "text": text,
        "version_1": json.dumps(first),
        "n_frames": len(reader),
        "fps": reader.get_avg_fps(),
        "times": np.asarray(reader.get_frame_timestamp(list(range(len(reader))))).tolist(),
    }
