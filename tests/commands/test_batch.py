"""Commands of the batch dialog."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.commands.effects import CancelBatch, ChooseVideos, RunBatch
from dustrack_imgui.model.status import DialogKind


@pytest.fixture
def bench(make_bench, make_layer):
    return make_bench(make_layer("hand", {"0": {1: (1.0, 1.0)}}))


def test_the_dialog_offers_the_videos_of_the_session(bench):
    bench.do("batch.open")
    assert bench.session.dialog.kind is DialogKind.BATCH
    assert bench.session.batch.sources == (str(Path("/clips/v.mp4")),)
    bench.do("batch.open")
    assert bench.session.dialog is None


def test_a_run_is_asked_for_followed_and_summed_up(bench):
    bench.do("batch.add", paths=("/clips/a.mp4", " /clips/b.mp4 ", "/clips/a.mp4", ""))
    bench.do("batch.configure", indexes=True)
    sources = (Path("/clips/a.mp4"), Path("/clips/b.mp4"))
    assert bench.do("batch.run") == [RunBatch(sources, True, True)]
    bench.do("batch.add", paths=("/clips/c.mp4",))
    assert "running" in bench.said
    for number in range(5):
        lines = (f"{number}: x", f"{number}: y")
        bench.do("batch.progress", fraction=number / 5, phase="converting", lines=lines)
    assert bench.session.batch.lines == tuple(f"{n}: {c}" for n in (1, 2, 3, 4) for c in "xy")
    assert bench.do("batch.cancel") == [CancelBatch()]
    assert bench.session.batch.phase == "cancelling"
    bench.do("batch.progress", fraction=0.9, phase="converting", lines=())
    assert bench.session.batch.phase == "cancelling"
    bench.do("batch.ended", counts=(("converted", 3),), is_cancelled=True, error="")
    assert bench.session.batch.summary == bench.said == "Cancelled after 3 results: 3 converted."
    assert bench.session.batch.sources == tuple(map(str, sources))
    assert bench.session.history.undo is None


def test_what_cannot_run_says_why(bench):
    bench.do("batch.run")
    assert bench.said == "Choose videos first."
    bench.do("batch.add", paths=("",))
    assert "path" in bench.said
    bench.do("batch.add", paths=("/clips/a.mp4",))
    bench.do("batch.configure", converts=False)
    bench.do("batch.run")
    assert "Tick" in bench.said
    bench.do("batch.cancel")
    assert bench.said == "No batch is running."


def test_videos_are_asked_for_by_the_desktop(bench):
    assert bench.do("batch.choose", wants_folder=True) == [
        ChooseVideos(True, is_for_batch=True, says_why_not=True)
    ]
    bench.do("batch.ended", counts=(), is_cancelled=False, error="The folder could not be listed.")
    assert bench.session.batch.summary == "The batch failed: The folder could not be listed."


def test_quitting_while_a_batch_runs_asks_first(make_bench):
    bench = make_bench()
    bench.do("batch.open")
    bench.do("batch.configure", indexes=True)
    bench.do("batch.run")
    bench.do("dialog.dismiss")
    bench.do("app.quit")
    assert bench.session.dialog is not None
    assert bench.session.dialog.choices[bench.session.dialog.default].text == "Stay"
    assert not bench.session.is_closing
    bench.do("app.quit_stopping_batch")
    assert bench.session.dialog.kind is DialogKind.UNSAVED, "what is not saved is asked about as ever"
    bench.do("dialog.answer", answer="discard")
    assert bench.session.is_closing
