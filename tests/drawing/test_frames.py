"""Frames as pictures: exact, RGB, named like the rows of tables, existing ones kept."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dustrack_imgui.drawing.frames import CropError, extract_frames
from dustrack_imgui.drawing.steps import WorkCancelledError
from dustrack_imgui.formats.dlc_write import labels_frame
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.video import open_video


def test_pictures_are_the_frames_in_rgb_of_grey_and_of_colour(
    video: Path, colour_video: Path, tmp_path: Path
) -> None:
    for source, frames in ((video, [39, 0, 17]), (colour_video, [11, 3])):
        folder = tmp_path / source.stem
        with open_video(source) as reader:
            done = extract_frames(reader, frames, folder)
            expected = [reader.get_rgb(frame) for frame in sorted(frames)]
        for path, picture in zip(done.paths, expected, strict=True):
            with Image.open(path) as image:
                assert image.mode == "RGB"
                assert np.array_equal(np.asarray(image), picture)


@pytest.mark.parametrize("n_frames", [1, 10, 40, 100])
def test_names_agree_with_the_rows_of_a_table_of_labels(tmp_path: Path, n_frames: int) -> None:
    """Also when the number of frames is a power of ten, where DUSTrack's two did not agree."""
    folder = tmp_path / "images"
    folder.mkdir()
    for number in range(n_frames):
        Image.new("L", (16, 16), number).save(folder / f"{number}.png")
    last = n_frames - 1
    with open_video(folder) as reader:
        done = extract_frames(reader, [0, last], tmp_path / "out")
    tracks = {"0": Track.from_points(sorted({0, last}), [(1.0, 1.0)] * len({0, last}), Source.HAND)}
    table = labels_frame(tracks, scorer="x", video="images", n_frames=n_frames)
    assert [path.name for path in done.paths] == [row[-1] for row in table.index]


def test_existing_pictures_are_kept_and_frames_that_are_not_there_reported(
    video: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    with open_video(video) as reader:
        first = extract_frames(reader, [3], folder)
        first.paths[0].write_bytes(b"mine")
        done = extract_frames(reader, [-1, 3, 4, 4, 40, 1000], folder)
        assert (done.n_written, done.n_kept, done.missing) == (1, 1, (-1, 40, 1000))
        assert [path.name for path in done.paths] == ["img03.png", "img04.png"]
        assert done.paths[0].read_bytes() == b"mine"
        again = extract_frames(reader, [3], folder, overwrite=True)
        assert again.n_written == 1
    with Image.open(again.paths[0]) as image:
        assert image.size == (240, 180)


def test_a_crop_is_that_of_deeplabcut(video: Path, tmp_path: Path) -> None:
    with open_video(video) as reader:
        done = extract_frames(reader, [2], tmp_path / "a", crop=(10, 60, 20, 50))
        whole = reader.get_rgb(2)
        with Image.open(done.paths[0]) as image:
            assert np.array_equal(np.asarray(image), whole[20:50, 10:60])
        for crop in ((10, 10, 0, 5), (0, 241, 0, 5), (-1, 5, 0, 5), (0, 5, 9, 3)):
            with pytest.raises(CropError, match="240x180"):
                extract_frames(reader, [2], tmp_path / "b", crop=crop)
    assert not (tmp_path / "b").exists()


def test_cancel_leaves_only_whole_pictures(video: Path, tmp_path: Path) -> None:
    cancel = threading.Event()
    folder = tmp_path / "out"
    with open_video(video) as reader, pytest.raises(WorkCancelledError):
        extract_frames(
            reader,
            range(40),
            folder,
            cancel=cancel,
            progress=lambda share: cancel.set() if share > 0.1 else None,
        )
    made = sorted(folder.iterdir())
    assert 0 < len(made) < 40
    for path in made:
        with Image.open(path) as image:
            image.load()


def test_a_folder_that_cannot_be_made_is_an_error(video: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with open_video(video) as reader, pytest.raises(WriteError, match="folder could not be made"):
        extract_frames(reader, [0], tmp_path / "file" / "out")
