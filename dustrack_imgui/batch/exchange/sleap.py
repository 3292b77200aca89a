"""SLEAP's label files, both ways, and COCO keypoints, through `sleap-io`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from dustrack_imgui.batch.exchange.extras import library, quiet
from dustrack_imgui.batch.exchange.poses import Poses
from dustrack_imgui.batch.layer_file import LayerFile
from dustrack_imgui.drawing.draft import draft
from dustrack_imgui.formats.body_parts import labels_of_body_parts
from dustrack_imgui.formats.dlc_write import IMAGE_NAMES
from dustrack_imgui.formats.errors import ReadError, TableError, os_reason
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

_BY_HAND = (Source.HAND, Source.FILE, Source.COPIED)


def write_sleap(path: Path, poses: Poses, *, overwrite: bool = False) -> None:
    """Write a .slp file of one animal: frames with a tracked point as predictions, others as hand labels.

    Raises
    ------
    MissingExtraError
        When `sleap-io` is not installed.
    WriteError
        When the file exists or cannot be written.
    """
    with quiet():
        sio = library("sleap_io", "sleap-io")
        labels = _labels(sio, poses)
        with draft(path, overwrite=overwrite) as temporary:
            sio.save_slp(labels, str(temporary), embed=False, verbose=False)


def write_coco(path: Path, poses: Poses, *, overwrite: bool = False) -> None:
    """Write COCO keypoints (JSON) of the marked frames, whose pictures are named as `extract-frames` does.

    Raises
    ------
    MissingExtraError
        When `sleap-io` is not installed.
    WriteError
        When the file exists or cannot be written.
    """
    with quiet():
        sio = library("sleap_io", "sleap-io")
        labels = _labels(sio, poses)
        names = [IMAGE_NAMES.of(frame, poses.n_frames) for frame in poses.marked_frames.tolist()]
        with draft(path, overwrite=overwrite) as temporary:
            sio.save_coco(labels, str(temporary), image_filenames=names)


def read_sleap(path: Path, name: str, *, video: str | None = None) -> LayerFile:
    """Read a .slp file; where a frame holds hand labels and a prediction, the hand labels count.

    Nodes called `point3` are label 3; other names are numbered in the order of the skeleton.

    Parameters
    ----------
    name
        Name of the layer.
    video
        Stem of the video whose labels are wanted, for files that hold several.

    Raises
    ------
    MissingExtraError
        When `sleap-io` is not installed.
    ReadError, TableError
        When the file cannot be read, holds several videos or animals, or is no SLEAP file.
    """
    with quiet():
        sio = library("sleap_io", "sleap-io")
        try:
            with path.open("rb"):
                pass
            labels = sio.load_slp(str(path), open_videos=False)
            return _layer(labels, path, name, video)
        except OSError as error:
            if error.errno is not None:
                raise ReadError(f"The file could not be read ({os_reason(error)})", path) from error
            raise TableError("This is no SLEAP file, or it is damaged", path) from error
        except (AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError) as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise TableError(f"This is no SLEAP file of one animal: {reason}", path) from error


def _labels(sio: Any, poses: Poses) -> Any:
    skeleton = sio.Skeleton(nodes=[sio.Node(part) for part in poses.body_parts], name="points")
    filename = str(poses.video.path) if poses.video is not None else ""
    video = sio.Video(filename=filename, open_backend=False)
    if poses.video is not None:
        video.backend_metadata = {
            "shape": [poses.n_frames, poses.video.height_px, poses.video.width_px, 1],
            "fps": poses.video.fps,
            "grayscale": True,
        }
    frames = []
    for frame in poses.marked_frames.tolist():
        is_by_hand = np.isin(poses.source[frame], (Source.NONE, *_BY_HAND)).all()
        is_sure = ~np.isnan(poses.likelihood[frame])
        if is_by_hand and not is_sure.any():
            instance = sio.Instance.from_numpy(poses.xy[frame], skeleton=skeleton)
        else:
            scores = np.where(is_sure, poses.likelihood[frame], 1.0)
            mean = float(scores[~np.isnan(poses.xy[frame, :, 0])].mean())
            instance = sio.PredictedInstance.from_numpy(
                poses.xy[frame], skeleton=skeleton, point_scores=scores, score=mean
            )
        frames.append(sio.LabeledFrame(video=video, frame_idx=frame, instances=[instance]))
    return sio.Labels(labeled_frames=frames, videos=[video], skeletons=[skeleton])


def _layer(labels: Any, path: Path, name: str, video: str | None) -> LayerFile:
    if len(labels.skeletons) != 1:
        raise ValueError(f"it holds {len(labels.skeletons)} skeletons")
    nodes = [str(node) for node in labels.skeletons[0].node_names]
    numbers = labels_of_body_parts(nodes)
    chosen = _video(labels.videos, video)
    found: list[tuple[int, Any, bool]] = []
    for frame in labels.labeled_frames:
        if chosen is None or frame.video is chosen:
            by_hand = list(frame.user_instances)
            instances = by_hand or list(frame.predicted_instances)
            if len(instances) > 1:
                raise ValueError(f"frame {frame.frame_idx} holds {len(instances)} animals")
            found += [(int(frame.frame_idx), instance, bool(by_hand)) for instance in instances]
    return _gathered(found, [numbers[node] for node in nodes], path, name)


def _gathered(found: list[tuple[int, Any, bool]], labels: list[str], path: Path, name: str) -> LayerFile:
    frames = np.array([frame for frame, _, _ in found], np.int64)
    rows = [_positions(instance, len(labels)) for _, instance, _ in found]
    xy = np.stack([positions for positions, _ in rows]) if rows else np.empty((0, len(labels), 2))
    scores = np.stack([score for _, score in rows]) if rows else np.empty((0, len(labels)))
    origin = np.array([Source.HAND if by_hand else Source.MODEL for _, _, by_hand in found], np.uint8)
    tracks: dict[str, Track] = {}
    for column, label in enumerate(labels):
        marked = np.isfinite(xy[:, column]).all(axis=1)
        sure = scores[marked, column]
        tracks[label] = Track.from_points(frames[marked], xy[marked, column], origin[marked], likelihood=sure)
    is_model = any(track.has_likelihood for track in tracks.values())
    kind = LayerKind.DENSE if is_model else LayerKind.of_name(name)
    return LayerFile(Layer(name, MappingProxyType(tracks), path, kind))


def _positions(instance: Any, n_labels: int) -> tuple[Any, Any]:
    """Positions (labels, 2) and scores (labels,) of an instance, NaN where there are none."""
    points = instance.points
    xy = np.array(points["xy"], np.float64)
    if xy.shape != (n_labels, 2):
        raise ValueError(f"an animal has {len(xy)} points, its skeleton {n_labels}")
    xy[~np.asarray(points["visible"], bool)] = np.nan
    has_scores = "score" in (points.dtype.names or ())
    return xy, np.array(points["score"], np.float64) if has_scores else np.full(n_labels, np.nan)


def _video(videos: Iterable[Any], stem: str | None) -> Any:
    """The video whose labels are wanted; None when the file has none."""
    there = list(videos)
    if len(there) <= 1:
        return there[0] if there else None
    stems = [Path(str(video.filename).replace("\\", "/")).stem for video in there]
    if stem is None or stems.count(stem) != 1:
        raise ValueError(f"it holds several videos ({', '.join(stems)}); say which")
    return there[stems.index(stem)]
