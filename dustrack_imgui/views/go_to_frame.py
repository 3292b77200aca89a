"""Dialog: type a frame, a step or a time to go there."""

from __future__ import annotations

from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.entry_field import EntryField
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.frame_entry import frame_from
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.wording import clock


class GoToFrame:
    """A field that says at once where it would lead."""

    size = (480, 0)
    closes_outside = True

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._state: VideoState | None = None
        self._entry = EntryField(
            look,
            hint="120   +50   −50   4.5s   1:04.5",
            read=frame_from,
            words=lambda frame, video: f"frame {frame}  ·  {clock(video.time_secs(frame))}",
            asks=lambda video: f"A frame (0 to {video.n_frames - 1}), a step, or a time.",
        )
        self._answers = AnswerRow(
            look,
            (Answer("Go", self._go), Answer("Cancel", lambda: emit(Call("dialog.dismiss")))),
        )

    def build(self, card: Item) -> None:
        """Create the items."""
        self._look.text("Go to frame", parent=card, font=Font.TITLE)
        self._entry.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Empty the field and put the keyboard there."""
        del dialog, card_px
        self._state = session.active
        self._entry.begin()
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Say where the typed text leads."""
        self._state = scene.session.active
        if self._state is not None:
            self._entry.draw(self._state)

    def press(self, key: str) -> None:
        """Answer a key; arrows belong to the field."""
        if key in ("enter", "esc"):
            self._answers.press(key)

    def _go(self) -> None:
        frame = None if self._state is None else self._entry.value(self._state)
        if frame is not None:
            self._emit(Call("dialog.dismiss"))
            self._emit(Call("frame.go_to", {"frame": frame}))
