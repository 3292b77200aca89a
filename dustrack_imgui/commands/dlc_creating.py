"""Commands that make a DeepLabCut project of what is open, and let the session go on inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.commands.creating_effects import CancelCreation, CreateProject, MoveReaders
from dustrack_imgui.commands.dlc_access import LOOKING, SECTION, active_project, with_panel
from dustrack_imgui.commands.dlc_creation_videos import problem_of_videos, tick
from dustrack_imgui.commands.dlc_effects import AnalyseVideos, AskDlcEnvironment, StartDlcJob
from dustrack_imgui.commands.edits import with_layer_in_order
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.commands.seed_bundles import begin_with_bundle
from dustrack_imgui.commands.videos import in_order
from dustrack_imgui.dlc.errors import ProjectNameError
from dustrack_imgui.dlc.label_mapping import label_mapping
from dustrack_imgui.dlc.project_names import check_name, default_project_name
from dustrack_imgui.dlc.rewire import Rewiring, rewired_state
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.dlc import Analysis
from dustrack_imgui.model.dlc_creation import Bundle, Creation
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog, DialogKind, Severity
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.store.command import Command, Do, Follow, Kind, Refused, Result, When, always

TITLE = "Create DLC project"
NEXT_LAYER = "iteration-1"
"""Layer to refine in what the model of a bundle, which is that of iteration 0, made of a video."""
BUSY = "A project is being created; wait for it, or cancel it."


def needs_no_project(session: Session) -> str | None:
    """Refusal when the video is in a project, its layer is not made by hand, or DeepLabCut is missing."""
    refusal = needs_video(session)
    if refusal is not None:
        return refusal
    project = active_project(session)
    if project is not None:
        return f"This video is in the project {project.name} already."
    state = active(session)
    if state.video.path not in session.dlc.looked_at:
        return LOOKING
    if state.layer.kind is not LayerKind.HAND:
        return f"{state.layer.name} was not made by hand; make a layer of your own labels active."
    return session.dlc.environment.problem or None


def ask(session: Session) -> Result:
    """Ask for name and place of the project; with an empty layer, for a model to begin with before."""
    state, before = active(session), session.dlc.creation
    asks_environment = AskDlcEnvironment()
    if before.is_running:
        return Result(replace(session, dialog=Dialog(DialogKind.CREATE_PROJECT, TITLE)))
    creation = Creation(
        videos=(state.video.key,),
        layer=state.layer.name,
        name=default_project_name(state.video.path, state.layer.name),
        folder=before.folder or str(state.video.path.parent),
        experimenter=before.experimenter,
    )
    session = replace(session, dlc=replace(session.dlc, creation=creation))
    if not state.layer.count():
        asked = begin_with_bundle(session)
        return replace(asked, effects=(asks_environment, *asked.effects))
    return Result(
        replace(session, dialog=Dialog(DialogKind.CREATE_PROJECT, TITLE)), effects=(asks_environment,)
    )


def set_choice(session: Session, *, name: str, value: str) -> Session:
    """Set name, folder or experimenter."""
    creation = replace(_idle(session), problems=(), root="")
    if name == "name":
        return _with(session, replace(creation, name=value))
    if name == "folder":
        return _with(session, replace(creation, folder=value))
    if name == "experimenter":
        return _with(session, replace(creation, experimenter=value))
    raise Refused(f"There is no choice {name}.")


def tick_video(session: Session, *, video: str, is_ticked: bool) -> Session:
    """Make the project of this open video, too, or not of it."""
    return _with(session, tick(session, _idle(session), video, is_ticked=bool(is_ticked)))


def choose_folder(session: Session) -> Result:
    """Ask for the folder by the desktop's own dialog."""
    start = _idle(session).folder
    effect = ChooseFor(
        "dlc.set_creation", "value", wants_folder=True, start=start, more=(("name", "folder"),)
    )
    return Result(session, effects=(effect,))


def problem_of(creation: Creation) -> str:
    """Sentence why a project cannot be made as typed; "" when it can."""
    for _, problem in creation.problems:
        return problem
    try:
        check_name(creation.name, "name of the project", Path(creation.folder))
        check_name(creation.experimenter, "name of the experimenter", Path(creation.folder))
    except ProjectNameError as error:
        return f"{error.reason}."
    return "" if creation.folder.strip() else "Give the folder in which the project is made."


def create(session: Session) -> Result:
    """Make the project, in the background."""
    creation = _idle(session)
    problem = problem_of(creation) or problem_of_videos(session, creation)
    if problem:
        raise Refused(problem)
    started = replace(creation, folder=str(Path(creation.folder.strip().strip('"')).expanduser()))
    effect = CreateProject(started)
    return Result(_with(session, replace(started, phase="starting")), effects=(effect,))


def cancel(session: Session) -> Result:
    """Stop making the project; nothing of it stays."""
    creation = session.dlc.creation
    if not creation.is_running:
        raise Refused("No project is being created.")
    return Result(_with(session, replace(creation, phase="cancelling")), effects=(CancelCreation(),))


def checked(
    session: Session, *, typed: Sequence[str], problems: Sequence[tuple[str, str]], root: str
) -> Session:
    """Report what is wrong with what was typed, unless something else was typed since."""
    creation = session.dlc.creation
    if (creation.name, creation.experimenter, creation.folder) != tuple(typed):
        return session
    return _with(session, replace(creation, problems=tuple(problems), root=root))


def told(session: Session, *, phase: str) -> Session:
    """Report how far it is."""
    creation = session.dlc.creation
    if not creation.is_running or creation.phase == "cancelling":
        return session
    return _with(session, replace(creation, phase=phase))


def ended(session: Session, *, reason: str = "") -> Session:
    """Report that no project was made, and why; without a reason it was cancelled."""
    session = _with(session, replace(session.dlc.creation, phase=""))
    if not reason:
        return session.saying("No project was created; everything is as before.")
    return session.saying(f"The project was not created: {reason}", Severity.ERROR)


def remembered(session: Session, *, folder: str, experimenter: str) -> Session:
    """Take over where the last project was made, and by whom."""
    return _with(session, replace(session.dlc.creation, folder=folder, experimenter=experimenter))


def created(session: Session, *, root: str, rewirings: Sequence[Rewiring], is_seeded: bool) -> Result:
    """Let the open videos and their layers go on in the project; the files outside stay as they are."""
    moved: list[tuple[str, str]] = []
    order = list(session.video_keys)
    shown = session.active
    for rewiring in rewirings:
        state = session.video_state(str(rewiring.old_video))
        if state is None:
            continue
        new = rewired_state(state, rewiring)
        if is_seeded and session.dlc.creation.bundle is not None:
            new = _to_refine(new, session.dlc.creation.layer, session.dlc.creation.bundle)
        moved.append((state.video.key, new.video.key))
        videos = tuple(new if old is state else old for old in session.videos)
        order = [new.video.key if key == state.video.key else key for key in order]
        session = replace(session, videos=videos, video_order=tuple(order))
        shown = new if shown is state else shown
    session = in_order(session)
    keys = [state.video.key for state in session.videos]
    if shown is not None and shown.video.key in keys:
        session = replace(session, active_index=keys.index(shown.video.key))
    is_shown = session.dialog is not None and session.dialog.kind is DialogKind.CREATE_PROJECT
    done = replace(
        _with(session, replace(session.dlc.creation, phase="", bundle=None)),
        dialog=None if is_shown else session.dialog,
    )
    name = Path(root).name
    done = done.saying(f"{name} is created; {plural(len(moved), 'video')} and layers go on in it, in {root}.")
    effects, follow = (MoveReaders(tuple(moved)),), Follow(tuple(moved))
    if not is_seeded:
        return Result(done, effects=effects, history=follow)
    work = AnalyseVideos(Path(root), Analysis(iteration=0))
    analysis = StartDlcJob("analyse", f"Tracking the videos of {name}", work)
    return Result(with_panel(done), effects=(*effects, analysis), history=follow)


def _to_refine(state: VideoState, empty: str, bundle: Bundle) -> VideoState:
    """State with a layer for the labels of the next round, in place of the empty one that was never saved."""
    data = state.data
    if data.has_layer(empty) and not data.layer(empty).count() and empty not in state.saved:
        data = replace(data, layers=tuple(layer for layer in data.layers if layer.name != empty))
    labels = tuple(label_mapping(bundle.body_parts).values())
    path = annotation_path(state.video.path, NEXT_LAYER)
    tracks = MappingProxyType(dict.fromkeys(labels, EMPTY_TRACK))
    data = with_layer_in_order(data, Layer(NEXT_LAYER, tracks, path, LayerKind.HAND))
    overlay = state.view.overlay if data.has_layer(state.view.overlay) else None
    view = replace(state.view, layer=NEXT_LAYER, label=labels[0], overlay=overlay, pending_pick=None)
    return replace(state, data=data, view=view)


def _idle(session: Session) -> Creation:
    if session.dlc.creation.is_running:
        raise Refused(BUSY)
    return session.dlc.creation


def _with(session: Session, creation: Creation) -> Session:
    return replace(session, dlc=replace(session.dlc, creation=creation))


def _hidden(id_: str, title: str, do: Do, when: When = always, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, title, SECTION, do, kind, when=when, is_listed=False)


COMMANDS = (
    Command(
        "dlc.create_project",
        "Create DLC project…",
        "Make a DeepLabCut project of open videos and their labels in the active layer, and go on in it.",
        SECTION,
        ask,
        Kind.VIEW,
        (),
        needs_no_project,
    ),
    _hidden("dlc.set_creation", "Set project", set_choice),
    _hidden("dlc.tick_video", "Take this video along", tick_video),
    _hidden("dlc.choose_project_folder", "Browse…", choose_folder),
    _hidden("dlc.create", "Create", create, needs_no_project),
    _hidden("dlc.cancel_creation", "Cancel", cancel),
    _hidden("dlc.creation_checked", "Report", checked, kind=Kind.SYSTEM),
    _hidden("dlc.creation_told", "Report", told, kind=Kind.SYSTEM),
    _hidden("dlc.creation_ended", "Report", ended, kind=Kind.SYSTEM),
    _hidden("dlc.creation_remembered", "Report", remembered, kind=Kind.SYSTEM),
    _hidden("dlc.project_created", "Report", created, kind=Kind.SYSTEM),
)
