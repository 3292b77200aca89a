"""From layers made by hand to what DeepLabCut trains on: pictures of labelled frames and tables of labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.dlc.crops import Crop
from dustrack_imgui.dlc.errors import NoLabelsError, UnknownVideoError, VideoMissingError
from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.hand_layers import MERGED_LAYER, annotation_files, reason_to_skip
from dustrack_imgui.dlc.label_mapping import body_parts_by_label, strays
from dustrack_imgui.dlc.label_record import FILE_NAME as RECORD_NAME
from dustrack_imgui.dlc.label_record import LabelRecord, digest_of, read_record, write_record
from dustrack_imgui.dlc.label_tracks import in_order, into_crop, marked_frames, without_frames
from dustrack_imgui.dlc.labelled_tables import TableFile, earlier_labels, table_file
from dustrack_imgui.dlc.tables import picture_size
from dustrack_imgui.drawing.frames import CropError, extract_frames
from dustrack_imgui.drawing.steps import CancelToken, OnProgress, WorkCancelledError, part_of
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.dlc_write import IMAGE_NAMES, write_labels
from dustrack_imgui.formats.layer_names import canonical_layer_name
from dustrack_imgui.formats.names import annotation_path, layer_name_of
from dustrack_imgui.formats.point_facts import known_tracks, save_point_facts
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.video import stem_of
from dustrack_imgui.operations.corrections import merged
from dustrack_imgui.video import VideoReader, open_video

OnVideo = Callable[[Path, int, int], object]
"""Told the video that is worked on, its number from 0, and of how many."""


@dataclass(frozen=True, slots=True)
class ExtractedLabels:
    """What became of the labels of one video.

    Attributes
    ----------
    sources
        Files that were merged, in the order in which they win.
    n_frames
        Labelled frames in the table.
    n_new_pictures
        Pictures written now; the others were there.
    warnings
        Sentences about what was left out, and why.
    """

    video: Path
    sources: tuple[Path, ...] = ()
    n_frames: int = 0
    n_new_pictures: int = 0
    warnings: tuple[str, ...] = ()


def hand_files(facts: ProjectFacts, video: Path, *, merged_layer: str = MERGED_LAYER) -> tuple[Path, ...]:
    """Annotation files of a video that are trained on, by its exact stem, in the order in which they win.

    They lie anywhere in the project, or beside a video outside it. What was computed or merged is not
    among them (`reason_to_skip`).

    Parameters
    ----------
    merged_layer
        What merged files are called; they would bring back what was deleted since.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    stems = [stem_of(one) for one in facts.videos]
    found = annotation_files(video, project=facts.root, stems=stems)
    return tuple(path for path in found if _is_made_by_hand(path, video, merged_layer))


def extract_labels(
    facts: ProjectFacts,
    *,
    files: Iterable[Path] | None = None,
    merged_layer: str = MERGED_LAYER,
    saves_merged: bool = False,
    on_video: OnVideo | None = None,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> tuple[ExtractedLabels, ...]:
    """Write pictures and a table of labels for every video of a project.

    For each label and frame the last file wins. Labels are matched with body parts by name. Everything is
    there whole or not at all, so that a cancelled run leaves the tables of before.

    Parameters
    ----------
    files
        Annotation files to take instead of those found; each must be of a video of the project, by its name.
    merged_layer, saves_merged
        Whether what was merged is written as a layer, too, and how it is called.

    Raises
    ------
    NoLabelsError
        When nothing is labelled in the whole project.
    VideoMissingError
        When a video that has labels is not there.
    UnknownVideoError
        When one of `files` belongs to no video of the project.
    CropError
        When the crop of a video is not within its picture.
    FormatError, VideoError
        When a file cannot be read or written.
    WorkCancelledError
        As soon as `cancel` is set.
    """
    given = None if files is None else _by_video(facts, files)
    reports = []
    for number, video in enumerate(facts.videos):
        if on_video is not None:
            on_video(video, number, len(facts.videos))
        if cancel is not None and cancel.is_set():
            raise WorkCancelledError("The work was cancelled; no file was left behind.")
        sources = hand_files(facts, video, merged_layer=merged_layer) if given is None else given[video]
        share = part_of(progress, number, len(facts.videos))
        reports.append(
            _extract(
                facts, video, sources, merged_layer if saves_merged else None, progress=share, cancel=cancel
            )
        )
    if not any(report.n_frames for report in reports) and not _has_tables(facts):
        raise NoLabelsError(
            "Nothing is labelled yet; label some frames and save them, then train", facts.root
        )
    return tuple(reports)


def _extract(
    facts: ProjectFacts,
    video: Path,
    sources: Sequence[Path],
    merged_layer: str | None,
    *,
    progress: OnProgress | None,
    cancel: CancelToken | None,
) -> ExtractedLabels:
    file = table_file(facts, video)
    if not sources:
        return ExtractedLabels(video, warnings=_untouched(file))
    annotations = [load_annotation(path) for path in sources]
    warnings = [warning for annotation in annotations for warning in annotation.warnings]
    read = zip(sources, annotations, strict=True)
    by_hand = merged(known_tracks(path, annotation.tracks) for path, annotation in read)
    if merged_layer is not None:
        save_annotation(annotation_path(video, merged_layer), by_hand)
        save_point_facts(annotation_path(video, merged_layer), by_hand)
    if not len(marked_frames(by_hand)) and not file.is_ours:
        return ExtractedLabels(video, tuple(sources), warnings=(*warnings, *_untouched(file)))
    tracks = merged((earlier_labels(facts, video), by_hand))
    warnings += _stray_warnings(facts, tracks, video)
    tracks = in_order(tracks, facts.labels.values())
    if not len(marked_frames(tracks)):
        _remove(file)
        return ExtractedLabels(video, tuple(sources), warnings=tuple(warnings))
    if not video.is_file():
        raise VideoMissingError("A video that has labels is not there; bring it back or remove it", video)
    with open_video(video) as reader:
        n_frames, n_new = _write(facts, reader, video, tracks, warnings, progress, cancel)
    return ExtractedLabels(video, tuple(sources), n_frames, n_new, tuple(warnings))


def _write(
    facts: ProjectFacts,
    reader: VideoReader,
    video: Path,
    tracks: Tracks,
    warnings: list[str],
    progress: OnProgress | None,
    cancel: CancelToken | None,
) -> tuple[int, int]:
    """Pictures and table of one video; the numbers of labelled frames and of new pictures."""
    file = table_file(facts, video)
    tracks, crop = _fitted(facts, reader, video, tracks, warnings)
    frames = marked_frames(tracks).tolist()
    size = (reader.meta.width, reader.meta.height) if crop is None else (crop.width_px, crop.height_px)
    is_stale = _shows_other_part(file, crop, size, frames, len(reader))
    try:
        pictures = extract_frames(
            reader, frames, file.folder, crop=crop, overwrite=is_stale, progress=progress, cancel=cancel
        )
    except CropError as error:
        raise CropError(f"{error} Correct it in the project's config.yaml: {video.name}") from error
    if pictures.undecodable:
        warnings.append(f"{video.name}: damaged frames are left out: {_listed(pictures.undecodable)}.")
        tracks = without_frames(tracks, pictures.undecodable)
    n_frames = len(marked_frames(tracks))
    if n_frames == 0:
        _remove(file)
        return 0, pictures.n_written
    write_labels(
        file.folder,
        tracks,
        scorer=facts.scorer,
        video=video.stem,
        n_frames=len(reader),
        body_parts=body_parts_by_label(facts.labels),
    )
    write_record(file.folder, LabelRecord(digest_of(file.path), crop))
    return n_frames, pictures.n_written


def _fitted(
    facts: ProjectFacts, reader: VideoReader, video: Path, tracks: Tracks, warnings: list[str]
) -> tuple[Tracks, Crop | None]:
    """Tracks within the video and its crop, in pixels of the crop; None for an uncropped video."""
    beyond = [frame for frame in marked_frames(tracks).tolist() if frame >= len(reader)]
    if beyond:
        warnings.append(f"{video.name}: frames past its end are left out: {_listed(beyond)}.")
        tracks = without_frames(tracks, beyond)
    crop = facts.crops.get(video)
    if crop is None or crop.is_whole(reader.meta.width, reader.meta.height):
        return tracks, None
    tracks, n_outside = into_crop(tracks, crop)
    if n_outside:
        warnings.append(f"{video.name}: {n_outside} points outside its crop are left out.")
    return tracks, crop


def _shows_other_part(
    file: TableFile, crop: Crop | None, size_px: tuple[int, int], frames: Sequence[int], n_frames: int
) -> bool:
    """Whether pictures that are there were made with another crop."""
    record = read_record(file.folder)
    if record is not None and record.crop != crop:
        return True
    there = [path for frame in frames if (path := file.folder / IMAGE_NAMES.of(frame, n_frames)).is_file()]
    return any(picture_size(path) != size_px for path in there)


def _is_made_by_hand(path: Path, video: Path, merged_layer: str) -> bool:
    name = layer_name_of(path, video=video) or canonical_layer_name(path)
    return name != merged_layer and reason_to_skip(name, path) is None


def _by_video(facts: ProjectFacts, files: Iterable[Path]) -> dict[Path, list[Path]]:
    """Files of each video, in the order in which they win."""
    found: dict[Path, list[Path]] = {video: [] for video in facts.videos}
    for path in sorted(files, key=str):
        fitting = [one for one in facts.videos if layer_name_of(path, video=one)]
        if not fitting:
            raise UnknownVideoError("This annotation file belongs to no video of the project", path)
        found[max(fitting, key=lambda one: len(stem_of(one)))].append(path)
    return found


def _stray_warnings(facts: ProjectFacts, tracks: Tracks, video: Path) -> list[str]:
    unknown = strays((label for label, track in tracks.items() if track.count), facts.labels)
    if not unknown:
        return []
    counts = ", ".join(f"{label} ({tracks[label].count} points)" for label in unknown)
    return [f"{video.name}: labels that are no body parts of the project are not trained: {counts}."]


def _untouched(file: TableFile) -> tuple[str, ...]:
    if not file.is_there:
        return ()
    return (f"{file.folder.name}: no layer has labels; the table of labels that is there is used as it is.",)


def _has_tables(facts: ProjectFacts) -> bool:
    return any(table_file(facts, video).is_there for video in facts.videos)


def _remove(file: TableFile) -> None:
    """Take away a table of ours whose labels were all deleted, so that they are not trained."""
    if not file.is_ours:
        return
    for path in (file.path, file.path.with_suffix(".csv"), file.folder / RECORD_NAME):
        with suppress(FileNotFoundError):
            path.unlink()


def _listed(frames: Sequence[int]) -> str:
    return ", ".join(map(str, frames[:5])) + (", …" if len(frames) > 5 else "")
