"""Several videos without a window: the first is shown at once, the others follow, memory is shared."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from dustrack_imgui.app.headless import Headless
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.model.queued_video import Hydration
from dustrack_imgui.video import VideoReader, open_video
from dustrack_imgui.video.errors import VideoClosedError

WAIT_SECS = 30.0


def until(headless: Headless, condition: Callable[[], bool]) -> None:
    give_up = time.perf_counter() + WAIT_SECS
    while not condition():
        assert time.perf_counter() < give_up, headless.session.message.text
        headless.pump()


@pytest.fixture
def clips(tmp_path: Path) -> list[Path]:
    """Three folders of images, which open fast."""
    made = []
    for name, level in (("one", 40), ("two", 120), ("three", 200)):
        folder = tmp_path / name
        folder.mkdir()
        for frame in range(6):
            cv2.imwrite(str(folder / f"{frame:03d}.png"), np.full((48, 64), level + frame, np.uint8))
        made.append(folder)
    return made


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Headless]]:
    made: list[Headless] = []

    def begin() -> Headless:
        made.append(Headless(state_folder=tmp_path / "state"))
        return made[-1]

    yield begin
    for headless in made:
        headless.close()


def open_all(headless: Headless, clips: list[Path]) -> None:
    for number, clip in enumerate(clips):
        headless.ask("app.open_video", path=str(clip), is_wanted=number == 0)


def is_closed(reader: VideoReader) -> bool:
    try:
        reader.get(0)
    except VideoClosedError:
        return True
    return False


def test_videos_open_in_order_with_the_first_on_screen(start, clips):
    headless = start()
    open_all(headless, clips)
    until(headless, lambda: len(headless.session.videos) == 3)
    assert [state.video.stem for state in headless.session.videos] == ["one", "two", "three"]
    assert headless.session.active.video.stem == "one"


def test_one_bad_video_does_not_keep_the_others_away(start, clips, tmp_path):
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video at all")
    headless = start()
    open_all(headless, [clips[0], bad, clips[1]])
    until(headless, lambda: len(headless.session.videos) == 2)
    queued = headless.session.queued(str(bad.resolve()))
    assert queued is not None
    assert queued.phase is Hydration.FAILED
    assert "bad.mp4" in queued.reason
    shutil.rmtree(clips[2])
    bad.unlink()
    bad.mkdir()
    cv2.imwrite(str(bad / "0.png"), np.zeros((48, 64), np.uint8))
    headless.ask("video.retry", video=queued.key)
    until(headless, lambda: len(headless.session.videos) == 3)
    assert headless.session.active.video.key == queued.key


def test_a_video_that_is_taken_out_is_closed(start, clips):
    headless = start()
    open_all(headless, clips[:2])
    until(headless, lambda: len(headless.session.videos) == 2)
    key = headless.session.active.video.key
    reader = headless.readers.get(key)
    headless.ask("video.remove")
    until(headless, lambda: is_closed(reader))
    assert headless.readers.get(key) is None
    assert headless.session.active.video.stem == "two"


def test_reopening_lands_where_one_left(start, clips):
    headless = start()
    open_all(headless, clips[:1])
    until(headless, lambda: headless.session.active is not None)
    headless.ask("frame.go_to", frame=4)
    headless.ask("label.select", label="5")
    headless.ask("frame.toggle_of_interest", trace_frame=2.0)
    headless.close()
    again = start()
    open_all(again, clips[:1])
    until(again, lambda: again.session.active is not None)
    state = again.session.active
    assert (state.view.frame, state.view.label, state.data.frames_of_interest) == (4, "5", (2,))


@pytest.mark.parametrize("form", ["folder", "config"])
def test_the_folder_of_a_project_stands_for_all_its_videos(start, clips, form):
    root = clips[0].parent / "leg-x-2024-01-01"
    (root / "labeled-data").mkdir(parents=True)
    for clip in clips[:2]:
        shutil.copytree(clip, root / "videos" / clip.name)
    sets = "".join(f"  /elsewhere/{root.name}/videos/{clip.name}: {{}}\n" for clip in reversed(clips[:2]))
    (root / "config.yaml").write_text(f"video_sets:\n{sets}")
    headless = start()
    headless.ask("app.open_video", path=str(root if form == "folder" else root / "config.yaml"))
    until(headless, lambda: len(headless.session.videos) == 2)
    assert [state.video.stem for state in headless.session.videos] == ["two", "one"]
    assert headless.session.active.video.stem == "two"
    (root / "config.yaml").write_text("video_sets: [")
    headless.ask("app.open_video", path=str(root))
    until(headless, lambda: headless.session.dialog is not None)
    assert "config.yaml" in headless.session.dialog.text


def test_saving_before_removal_waits_for_the_file(start, clips):
    headless = start()
    open_all(headless, clips[:1])
    until(headless, lambda: headless.session.active is not None)
    headless.ask("point.place", xy_image=(3.0, 4.0), exact_frame=0)
    state = headless.session.active
    headless.ask("video.remove")
    assert headless.session.dialog is not None
    headless.ask("video.save_and_remove", video=state.video.key)
    until(headless, lambda: not headless.session.videos)
    assert state.layer.path.exists()


def test_parked_videos_share_a_small_part_of_the_memory(clips):
    readers = Readers(lambda: None, budget_bytes=100_000)
    for clip in clips:
        readers.add(clip.name, open_video(clip))
    readers.focus("two")
    readers.settle()
    budgets = {name: reader.stats.budget_bytes for name, reader in readers.items()}
    assert budgets["two"] == 75_000
    assert budgets["one"] == budgets["three"] == 12_500
    assert sum(budgets.values()) <= 100_000
    readers.close()
