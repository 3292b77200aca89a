"""Neurodata Without Borders files with the pose extension `ndx-pose`."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from dustrack_imgui.batch.exchange.extras import library, quiet
from dustrack_imgui.batch.exchange.poses import SOFTWARE, Poses
from dustrack_imgui.drawing.draft import draft
from dustrack_imgui.version import __version__

REFERENCE_FRAME = "(0, 0) is the centre of the top-left pixel; x to the right, y down"
CONFIDENCE = "Likelihood that the pose estimation gave, 0 to 1; NaN where it gave none"


class NoTimesError(ValueError):
    """The times of frames are needed, and neither the video nor a rate is known."""


def write_nwb(path: Path, poses: Poses, *, overwrite: bool = False) -> None:
    """Write a PoseEstimation with a series for every label, in the processing module "behavior".

    The session starts when the video's file was last changed, since nothing else is known of it.

    Raises
    ------
    MissingExtraError
        When `pynwb` or `ndx-pose` is not installed.
    NoTimesError
        When the times of frames are not known.
    WriteError
        When the file exists or cannot be written.
    """
    if poses.times_secs is None:
        raise NoTimesError("NWB needs the times of frames: name the video, or give the frames per second.")
    with quiet():
        pynwb, ndx_pose = library("pynwb", "pynwb"), library("ndx_pose", "ndx-pose")
        file = pynwb.NWBFile(
            session_description="Points tracked in a video",
            identifier=str(uuid.uuid4()),
            session_start_time=_start(poses),
        )
        skeleton = ndx_pose.Skeleton(
            name="points", nodes=list(poses.body_parts), edges=np.empty((0, 2), np.uint8)
        )
        estimation = ndx_pose.PoseEstimation(
            name="PoseEstimation",
            pose_estimation_series=_series(ndx_pose, poses),
            description="Positions of points in image pixels",
            scorer=SOFTWARE,
            source_software=SOFTWARE,
            source_software_version=__version__,
            skeleton=skeleton,
        )
        module = file.create_processing_module(name="behavior", description="Tracked points")
        module.add(ndx_pose.Skeletons(skeletons=[skeleton]))
        module.add(estimation)
        with draft(path, overwrite=overwrite) as temporary, pynwb.NWBHDF5IO(str(temporary), mode="w") as io:
            io.write(file)


def _series(ndx_pose: Any, poses: Poses) -> list[Any]:
    """One series a label; all share the first one's times when those are not a plain rate."""
    assert poses.times_secs is not None
    is_steady = poses.has_steady_rate
    made: list[Any] = []
    for column, part in enumerate(poses.body_parts):
        likelihood = poses.likelihood[:, column]
        has_any = bool(np.isfinite(likelihood).any())
        made.append(
            ndx_pose.PoseEstimationSeries(
                name=part,
                data=poses.xy[:, column],
                reference_frame=REFERENCE_FRAME,
                unit="pixels",
                confidence=likelihood if has_any else None,
                confidence_definition=CONFIDENCE if has_any else None,
                timestamps=None if is_steady else (made[0] if made else poses.times_secs),
                rate=poses.fps if is_steady else None,
                starting_time=0.0 if is_steady else None,
            )
        )
    return made


def _start(poses: Poses) -> datetime:
    secs = poses.video.path.stat().st_mtime if poses.video is not None else 0.0
    return datetime.fromtimestamp(secs, tz=timezone.utc)
