"""Commands about the window, its dialogs, background jobs and the end of the session."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import needs_video, plural
from dustrack_imgui.commands.dlc_quitting import question_about_cancelling, question_about_jobs
from dustrack_imgui.commands.effects import (
    CancelJob,
    DismissRecovery,
    RestoreSession,
)
from dustrack_imgui.commands.layer_saving import dirty_layers, save_effects
from dustrack_imgui.formats.layer_diff import dirty_layers as diff_of_dirty_layers
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, switch

SECTION = "Window"
MIN_SCALE, MAX_SCALE = 0.75, 2.5
_BATCH_QUESTION = Dialog(
    DialogKind.CONFIRM,
    "A batch is at work",
    "Closing the window stops it. What it finished stays; of the video at hand nothing is left behind.",
    choices=(Choice("Stop it and close", "app.quit_stopping_batch"), Choice("Stay")),
    default=1,
)


def open_dialog(session: Session, *, kind: DialogKind, title: str) -> Session:
    """Open one of the plain dialogs; the same command closes it again."""
    if session.dialog is not None and session.dialog.kind is kind:
        return replace(session, dialog=None)
    return replace(session, dialog=Dialog(kind, title))


def dismiss(session: Session) -> Session:
    """Close the dialog."""
    return replace(session, dialog=None)


def answer(session: Session, *, answer: str) -> Session | Result:
    """Answer the open dialog."""
    dialog = session.dialog
    closed = replace(session, dialog=None)
    if dialog is None or answer == "cancel":
        return closed
    if dialog.kind is DialogKind.UNSAVED:
        if answer == "save":
            return Result(closed, effects=save_effects(session, dirty_layers(session), then_quit=True))
        if answer == "discard":
            return replace(closed, is_closing=True)
    if dialog.kind is DialogKind.RECOVERY and dialog.offer is not None:
        if answer == "restore":
            return Result(closed, effects=(RestoreSession(dialog.offer.folder),))
        if answer == "discard":
            return Result(closed, effects=(DismissRecovery(dialog.offer.folder),))
    return closed


def request_quit(session: Session, *, asks_batch: bool = True, asks_jobs: bool = True) -> Session:
    """Close the window, after asking when a batch runs, a long job runs, or something is not saved."""
    if session.batch.is_running and asks_batch and asks_jobs:
        return replace(session, dialog=_BATCH_QUESTION)
    question = question_about_jobs(session) if asks_jobs else None
    if question is not None:
        return replace(session, dialog=question)
    layers = diff_of_dirty_layers(session.videos)
    if not layers:
        return replace(session, is_closing=True)
    text = f"{plural(len(layers), 'layer')} not saved."
    return replace(session, dialog=Dialog(DialogKind.UNSAVED, "Unsaved annotations", text, layers))


def close_now(session: Session) -> Session:
    """Close the window."""
    return replace(session, is_closing=True)


def cancel_job(session: Session, *, job: int | None = None) -> Result:
    """Cancel a background job, the newest when none is named."""
    ids = [status.id for status in session.jobs if not status.is_cancelling]
    if job is None and ids:
        job = ids[-1]
    if job not in ids:
        raise Refused("Nothing is running.")
    long_job = session.dlc.job_of(job)
    if long_job is not None:
        dlc = replace(session.dlc, shown_job=long_job.id)
        return Result(replace(session, dlc=dlc, dialog=question_about_cancelling(long_job)))
    jobs = tuple(
        replace(status, is_cancelling=True) if status.id == job else status for status in session.jobs
    )
    return Result(replace(session, jobs=jobs), effects=(CancelJob(job),))


def set_scale(session: Session, *, scale: float) -> Session:
    """Set the size of everything in the window, 0.75 to 2.5."""
    kept = round(min(max(float(scale), MIN_SCALE), MAX_SCALE), 2)
    return replace(session, interface=replace(session.interface, scale=kept)).saying(f"Scale {kept:g}")


def change_scale(session: Session, *, delta: float) -> Session:
    """Make everything in the window larger or smaller."""
    return set_scale(session, scale=session.interface.scale + delta)


def refresh(session: Session) -> Session:
    """Draw everything anew."""
    interface = replace(session.interface, redraws=session.interface.redraws + 1)
    return replace(session, interface=interface).saying("Everything is drawn anew.")


def toggle_theme(session: Session) -> Session:
    """Switch between dark and light."""
    return replace(session, interface=replace(session.interface, is_dark=not session.interface.is_dark))


def toggle_developer_panel(session: Session) -> Session:
    """Show or hide the measurements of the running program."""
    interface = session.interface
    return replace(
        session, interface=replace(interface, shows_developer_panel=not interface.shows_developer_panel)
    )


def toggle_history(session: Session) -> Session:
    """Show the history beside the picture, where the blips may be; or hide it."""
    interface = session.interface
    blips = replace(interface.blips, is_shown=False)
    shows = not interface.shows_history
    dlc = replace(session.dlc, shows_panel=False)
    return replace(session, interface=replace(interface, shows_history=shows, blips=blips), dlc=dlc)


def open_menu(session: Session, *, section: str = "") -> Session:
    """Open the menu of a section of the command table, the first when none is named."""
    return replace(session, dialog=Dialog(DialogKind.MENU, section))


def _open(id_: str, title: str, help_: str, kind: DialogKind, heading: str, *keys: str) -> Command:
    return Command(
        id_, title, help_, SECTION, partial(open_dialog, kind=kind, title=heading), Kind.VIEW, keys
    )


def _hidden(id_: str, title: str, do: Do, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, title, SECTION, do, kind, is_listed=False)


COMMANDS = (
    _open(
        "dialog.open_palette",
        "Command palette",
        "Find any command by name.",
        DialogKind.PALETTE,
        "Commands",
        "ctrl+p",
    ),
    _open(
        "dialog.open_shortcuts",
        "Keyboard shortcuts",
        "All keys.",
        DialogKind.SHORTCUTS,
        "Keyboard shortcuts",
        "ctrl+k",
        "f1",
    ),
    Command(
        "app.quit",
        "Quit",
        "Close the window; asks when something runs or is not saved.",
        SECTION,
        request_quit,
        Kind.VIEW,
        ("ctrl+q",),
    ),
    Command(
        "job.cancel",
        "Cancel background job",
        "Stop the running job; nothing is changed.",
        SECTION,
        cancel_job,
        Kind.VIEW,
    ),
    Command(
        "window.larger",
        "Larger interface",
        "Scale everything up.",
        SECTION,
        partial(change_scale, delta=0.25),
        Kind.VIEW,
        ("ctrl+=",),
    ),
    Command(
        "window.smaller",
        "Smaller interface",
        "Scale everything down.",
        SECTION,
        partial(change_scale, delta=-0.25),
        Kind.VIEW,
        ("ctrl+-",),
    ),
    Command(
        "window.refresh",
        "Refresh window",
        "Draw everything anew from the data; never needed, since every change is drawn.",
        SECTION,
        refresh,
        Kind.VIEW,
        ("f5",),
    ),
    Command("window.toggle_theme", "Dark or light", "Switch the colours.", SECTION, toggle_theme, Kind.VIEW),
    switch(
        Command(
            "window.toggle_developer_panel",
            "Developer panel",
            "Frame times, caches, journal.",
            SECTION,
            toggle_developer_panel,
            Kind.VIEW,
            ("f12",),
        ),
        lambda session: session.interface.shows_developer_panel,
    ),
    switch(
        Command(
            "window.toggle_history",
            "History",
            "Every step that was made, undone ones too; a click goes there.",
            SECTION,
            toggle_history,
            Kind.VIEW,
            ("ctrl+h",),
            needs_video,
        ),
        lambda session: session.interface.shows_history,
    ),
    Command(
        "menu.open_first",
        "Menu bar",
        "Open the menus, to be used with the arrow keys.",
        SECTION,
        open_menu,
        Kind.VIEW,
        ("f10",),
    ),
    _hidden("menu.open", "Open menu", open_menu),
    _hidden("window.scale", "Scale", set_scale),
    _hidden("dialog.dismiss", "Close dialog", dismiss),
    _hidden("dialog.answer", "Answer dialog", answer),
    _hidden("app.quit_stopping_batch", "Stop the batch and close", partial(request_quit, asks_batch=False)),
    _hidden("app.close", "Close", close_now, Kind.SYSTEM),
)
