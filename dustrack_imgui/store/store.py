"""The one place where the current session is replaced."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dustrack_imgui.model.session import Session, VideoData
from dustrack_imgui.model.status import HistoryStatus, Severity
from dustrack_imgui.store.command import (
    Call,
    Command,
    CommandTable,
    Continue,
    Effect,
    Follow,
    GoToStep,
    HistoryMove,
    Kind,
    Refused,
    Result,
)
from dustrack_imgui.store.difference import (
    changes_between,
    edited_layers,
    has_same_files,
    has_same_views,
    newly_saved,
    region_of,
)
from dustrack_imgui.store.history import History
from dustrack_imgui.store.merge import carried
from dustrack_imgui.store.recorder import Recorder
from dustrack_imgui.store.sight import brought_into_sight, with_new_data
from dustrack_imgui.store.step import Step

log = logging.getLogger(__name__)


class ContractError(RuntimeError):
    """A command did what its kind does not allow; a defect of the command table."""


class ReplayError(RuntimeError):
    """A recorded command could not be applied again."""


class HistoryTooShortError(ReplayError):
    """A recorded undo, redo or jump leads to a step from before the session that replay began with."""


class _NoSuchStep(Refused):
    """There is nothing to undo, to redo or to go to."""


@dataclass(frozen=True, slots=True)
class _Applied:
    """What one call led to."""

    session: Session
    effects: tuple[Effect, ...] = ()


class Store:
    """Holds the session and applies commands to it, all of a frame at one point.

    Parameters
    ----------
    session
        The first session.
    table
        Commands by id.
    journal
        Where applied commands are recorded; None for none.
    history
        Undo tree to go on with; a new one by default.
    is_strict
        Raise `ContractError` for a command that does what its kind does not allow, instead of a message.
    """

    def __init__(
        self,
        session: Session,
        table: CommandTable,
        *,
        journal: Recorder | None = None,
        history: History | None = None,
        is_strict: bool = False,
    ) -> None:
        self._table = table
        self._journal = journal
        self._is_strict = is_strict
        self._views_are_recorded = True
        self._left_the_journal = False
        self.history = History() if history is None else history
        self._status = HistoryStatus()
        self._status_steps: tuple[Step | None, Step | None] = (None, None)
        self._session = self._with_history_status(session)
        if journal is not None:
            journal.snapshot(self._session, mark=self.history.mark, continues=False)

    @property
    def session(self) -> Session:
        """The current session."""
        return self._session

    def apply(self, calls: Iterable[Call]) -> list[Effect]:
        """Apply the calls in order; return what is to be done outside, in order.

        A refused or failed call leaves the session as it was, with a message that says why.
        """
        effects: list[Effect] = []
        for call in calls:
            effects += self._apply(call)
        if self._journal is not None and self._journal.wants_snapshot and not self.history.is_gesture_open:
            self._checkpoint(continues=True)
        return effects

    def reapply(self, call: Call) -> None:
        """Apply a recorded call, whose condition was met when it was made.

        Raises
        ------
        HistoryTooShortError
            When it moves to a step of the undo tree that is not known here.
        ReplayError
            When it is not known or fails.
        """
        command = self._table.get(call.command)
        if command is None:
            raise ReplayError(f"The command {call.command} is not known here.")
        try:
            self._session = self._with_history_status(self._answer(command, call).session)
        except _NoSuchStep as error:
            raise HistoryTooShortError(str(error)) from error
        except Exception as error:
            log.exception("replay of %s failed", call.command)
            raise ReplayError(f"{command.title} failed: {error}") from error

    def stand_at(self, session: Session) -> None:
        """Replace the session by a recorded one, for replay; undo carries earlier steps over to it."""
        self._session = self._with_history_status(session)

    def _apply(self, call: Call) -> Sequence[Effect]:
        command = self._table.get(call.command)
        if command is None:
            self._say(f"The command {call.command} is not known here.", Severity.ERROR)
            return ()
        try:
            reason = command.when(self._session)
            if reason is not None:
                raise Refused(reason)
            applied = self._answer(command, call)
        except Refused as refusal:
            self._say(str(refusal), Severity.WARNING)
            return ()
        except Exception as error:
            if self._is_strict and isinstance(error, ContractError):
                raise
            log.exception("%s failed", call.command)
            self._say(f"{command.title} failed: {error or type(error).__name__}", Severity.ERROR)
            return ()
        before, self._session = self._session, self._with_history_status(applied.session)
        self._record(command, call, before)
        return applied.effects

    def _answer(self, command: Command, call: Call) -> _Applied:
        """Run the command and keep the undo tree; the current session is not replaced here."""
        before = self._session
        answer = command.do(before, **call.arguments)
        result = Result(answer) if isinstance(answer, Session) else answer
        if not isinstance(result, Result):
            raise ContractError(f"{command.id} answered {type(answer).__name__}, not a session or result")
        changes = changes_between(before, result.session)
        if changes and command.kind is Kind.VIEW:
            raise ContractError(f"{command.id} only changes the view but touched the data")
        if result.history is not None:
            if changes:
                raise ContractError(f"{command.id} may not edit and move in the history at once")
            return self._moved(result, result.history)
        if not changes or command.kind is Kind.SYSTEM:
            return _Applied(result.session, result.effects)
        self.history.push(
            changes,
            sentence=result.sentence or command.title.lower(),
            region=result.region or region_of(changes),
            title=command.title,
            gesture=call.gesture,
        )
        return _Applied(result.session, result.effects)

    def _moved(self, result: Result, move: HistoryMove | GoToStep | Continue | Follow) -> _Applied:
        taken: tuple[Step, ...]
        made: tuple[Step, ...]
        if isinstance(move, Continue):
            for earlier in move.histories:
                if not self.history.adopt(earlier, is_latest=move.is_latest):
                    break
            return _Applied(result.session, result.effects)
        if isinstance(move, Follow):
            for old, new in move.videos:
                self.history.follow(old, new)
            return _Applied(result.session, result.effects)
        if isinstance(move, GoToStep):
            if move.step_id not in self.history:
                raise _NoSuchStep("That step is no longer in the history.")
            taken, made = self.history.go_to(move.step_id)
            said = f"Went to: {self.history.current.sentence or 'the beginning'}"
        elif move is HistoryMove.UNDO:
            undone = self.history.undo()
            if undone is None:
                raise _NoSuchStep("Nothing to undo.")
            taken, made, said = (undone,), (), f"Undid: {undone.sentence}"
        else:
            redone = self.history.redo()
            if redone is None:
                raise _NoSuchStep("Nothing to redo.")
            taken, made, said = (), (redone,), f"Redid: {redone.sentence}"
        self._left_the_journal = any(self.history.is_adopted(step.id) for step in (*taken, *made))
        session = result.session
        for step in taken:
            session = _with_step(session, step, is_forward=False)
        for step in made:
            session = _with_step(session, step, is_forward=True)
        for step in (*taken, *made)[-1:]:
            session = brought_into_sight(session, step.region)
        return _Applied(session.saying(said), result.effects)

    def _record(self, command: Command, call: Call, before: Session) -> None:
        journal, now = self._journal, self._session
        if journal is None or now is before:
            return
        if self._left_the_journal:
            self._left_the_journal = False
            self._checkpoint(continues=False)
            return
        if command.kind is not Kind.SYSTEM:
            if not self._views_are_recorded:
                journal.append_views(before)
                self._views_are_recorded = True
            journal.append(call, edited=edited_layers(before, now))
            return
        self._views_are_recorded = self._views_are_recorded and has_same_views(before, now)
        if has_same_files(before, now):
            return
        self._checkpoint(continues=False)
        for video, layer in newly_saved(before, now):
            journal.note_saved(video, layer)

    def _checkpoint(self, *, continues: bool) -> None:
        if self._journal is not None:
            if continues and not self._views_are_recorded:
                self._journal.append_views(self._session)
            self._views_are_recorded = True
            self.history.seal()
            self._journal.snapshot(self._session, mark=self.history.mark, continues=continues)

    def _say(self, text: str, severity: Severity) -> None:
        self._session = self._session.saying(text, severity)

    def _with_history_status(self, session: Session) -> Session:
        steps = (self.history.next_undo, self.history.next_redo)
        if steps != self._status_steps:
            undo, redo = (step.sentence if step else None for step in steps)
            self._status = HistoryStatus(undo, redo, self._status.revision + 1)
            self._status_steps = steps
        return session if session.history is self._status else replace(session, history=self._status)


def _with_step(session: Session, step: Step, *, is_forward: bool) -> Session:
    """Return the session with a step made or taken back; a video that is no longer open is passed over."""
    for change in step.changes:
        state = session.video_state(change.video)
        if state is not None:
            data: VideoData = (
                carried(state.data, change.before, change.after)
                if is_forward
                else carried(state.data, change.after, change.before)
            )
            session = session.with_video_state(with_new_data(state, data))
    return session
