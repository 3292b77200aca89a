"""Recent sessions on disk, and the desktop's file dialog through a helper process."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from dustrack_imgui.app.file_chooser import NoDialogError, Question, ask
from dustrack_imgui.app.recent_sessions import MAX_SESSIONS, load_recent, push_recent, there
from dustrack_imgui.app.systems.choosing import ChoosingSystem
from dustrack_imgui.commands.effects import ChooseFor, ChooseVideos
from dustrack_imgui.model.recent import RecentSession
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind


def of(*videos: str) -> RecentSession:
    return RecentSession(videos, videos[0])


def test_the_list_is_most_recent_first_without_repeats_and_bounded(tmp_path):
    path = tmp_path / "state" / "recent.json"
    for number in range(MAX_SESSIONS + 3):
        push_recent(path, of(f"/clips/{number}.mp4"))
    push_recent(path, of("/clips/7.mp4"))
    found = [one.videos[0] for one in load_recent(path)]
    assert found[:2] == ["/clips/7.mp4", f"/clips/{MAX_SESSIONS + 2}.mp4"]
    assert len(found) == len(set(found)) == MAX_SESSIONS


def test_the_same_video_alone_and_among_others_are_two_sessions(tmp_path):
    path = tmp_path / "recent.json"
    push_recent(path, of("/a.mp4"))
    push_recent(path, of("/a.mp4", "/b.mp4"))
    push_recent(path, RecentSession(("/a.mp4", "/b.mp4"), "/b.mp4"))
    assert load_recent(path) == (RecentSession(("/a.mp4", "/b.mp4"), "/b.mp4"), of("/a.mp4"))


def test_vanished_videos_are_hidden_but_not_forgotten(tmp_path):
    path, video = tmp_path / "recent.json", tmp_path / "here.mp4"
    video.touch()
    push_recent(path, of(str(video)))
    push_recent(path, of("/gone.mp4"))
    assert there(load_recent(path)) == (of(str(video)),)
    assert len(load_recent(path)) == 2


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 9}', '{"format": 1, "sessions": [{"videos": []}]}']
)
def test_a_damaged_list_is_empty_and_said_in_the_log(tmp_path, caplog, content):
    path = tmp_path / "recent.json"
    path.write_text(content)
    assert load_recent(path) == ()
    assert "is not used" in caplog.text


def test_the_first_dialog_that_works_is_asked():
    def broken(question: Question) -> list[str]:
        raise NoDialogError("not installed")

    assert ask(Question(), (broken, lambda question: ["/a.mp4"])) == ["/a.mp4"]
    with pytest.raises(NoDialogError, match="not installed"):
        ask(Question(), (broken,))


def answered(tmp_path: Path, line: str, *, says_why_not: bool = False):
    script = tmp_path / "helper.py"
    script.write_text(f"import sys\nprint({line!r})\n")
    system = ChoosingSystem(lambda: None, (sys.executable, str(script)))
    assert system.run(ChooseVideos(says_why_not=says_why_not), Session())
    calls = []
    while not calls and system.is_waiting:
        time.sleep(0.01)
        calls = system.tick(Session(), 0.0)
    system.close()
    return calls


def test_what_the_helper_answers_is_opened_with_the_first_on_screen(tmp_path):
    calls = answered(tmp_path, '{"paths": ["/a.mp4", "/b.mp4"]}')
    assert [(call.command, call.arguments["path"], call.arguments["is_wanted"]) for call in calls] == [
        ("app.open_video", "/a.mp4", True),
        ("app.open_video", "/b.mp4", False),
    ]


@pytest.mark.parametrize("line", ['{"paths": []}', '{"reason": "none here"}', "", "nonsense"])
def test_cancel_and_failure_leave_the_path_field(tmp_path, line):
    assert answered(tmp_path, line) == []


@pytest.mark.parametrize("line", ['{"reason": "none here"}', "nonsense"])
def test_who_asked_to_browse_is_told_that_there_is_no_dialog(tmp_path, line):
    (call,) = answered(tmp_path, line, says_why_not=True)
    assert "no file dialog" in call.arguments["text"]
    assert answered(tmp_path, '{"paths": []}', says_why_not=True) == []
    system = ChoosingSystem(lambda: None, None)
    assert system.run(ChooseVideos(), Session())
    assert system.tick(Session(), 0.0) == []
    assert system.run(ChooseVideos(says_why_not=True), Session())
    assert "no file dialog" in system.tick(Session(), 0.0)[0].arguments["text"]
    system.close()


def test_closing_takes_the_dialog_away(tmp_path):
    script = tmp_path / "helper.py"
    script.write_text("import time\ntime.sleep(60)\n")
    system = ChoosingSystem(lambda: None, (sys.executable, str(script)))
    system.run(ChooseVideos(), Session())
    began = time.perf_counter()
    system.close()
    assert time.perf_counter() - began < 30


def test_the_dialog_goes_with_the_one_of_the_window_that_it_stood_beside(tmp_path):
    script = tmp_path / "helper.py"
    script.write_text("import time\ntime.sleep(600)\n")
    system = ChoosingSystem(lambda: None, (sys.executable, str(script)))
    beside = Session(dialog=Dialog(DialogKind.OPEN_VIDEO, "Open video"))
    system.run(ChooseVideos(), beside)
    assert system.tick(beside, 0.0) == []
    assert system.is_waiting
    while system.is_waiting:
        assert system.tick(Session(), 0.0) == []
        time.sleep(0.01)
    system.close()


def test_an_answer_for_a_command_goes_to_it_with_what_else_it_needs(tmp_path):
    script = tmp_path / "helper.py"
    script.write_text('print(\'{"paths": ["/studies", "/other"]}\')\n')
    system = ChoosingSystem(lambda: None, (sys.executable, str(script)))
    effect = ChooseFor("dlc.set_creation", "value", wants_folder=True, more=(("name", "folder"),))
    assert system.run(effect, Session())
    calls = []
    while not calls and system.is_waiting:
        time.sleep(0.01)
        calls = system.tick(Session(), 0.0)
    system.close()
    (call,) = calls
    assert (call.command, dict(call.arguments)) == (
        "dlc.set_creation",
        {"value": "/studies", "name": "folder"},
    )


def test_without_a_file_dialog_a_browse_button_says_so():
    system = ChoosingSystem(lambda: None, None)
    assert system.run(ChooseFor("dlc.seed_bundle_root", "path"), Session())
    (call,) = system.tick(Session(), 0.0)
    assert "no file dialog" in call.arguments["text"]
    system.close()
