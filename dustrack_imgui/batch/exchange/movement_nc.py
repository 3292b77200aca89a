"""Datasets of the `movement` toolbox as netCDF files."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.batch.exchange.extras import library, quiet
from dustrack_imgui.batch.exchange.poses import SOFTWARE, Poses
from dustrack_imgui.drawing.draft import draft

INDIVIDUAL = "individual_0"


def write_movement(path: Path, poses: Poses, *, overwrite: bool = False) -> None:
    """Write a poses dataset: time, space, keypoints and one individual.

    Times are those of the video's frames in seconds; without a video or rate they are frame numbers.

    Raises
    ------
    MissingExtraError
        When `movement` is not installed.
    WriteError
        When the file exists or cannot be written.
    """
    with quiet():
        load_poses = library("movement.io.load_poses", "movement")
        dataset = load_poses.from_numpy(
            poses.xy.transpose(0, 2, 1)[..., None],
            poses.likelihood[..., None],
            individual_names=[INDIVIDUAL],
            keypoint_names=list(poses.body_parts),
            fps=poses.fps,
            source_software=SOFTWARE,
        )
        if poses.times_secs is not None and not poses.has_steady_rate:
            dataset = dataset.assign_coords(time=poses.times_secs)
        with draft(path, overwrite=overwrite) as temporary:
            dataset.to_netcdf(temporary)
