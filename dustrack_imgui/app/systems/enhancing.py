"""The picture as the eye wants it: CLAHE computed beside the loop, ahead of the user's steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.equalising import Equaliser, ImageU8, Wanted
from dustrack_imgui.app.systems.picturing import PicturingSystem
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.video.enhancement import grey_of, grey_percentiles, is_equalising
from dustrack_imgui.video.meta import Picture

if TYPE_CHECKING:
    from dustrack_imgui.video.reader import VideoReader

FRAMES_AHEAD = 6
FARTHEST_STRIDE = 100
PENDING, FAILED = "enhancing…", "not enhanced"


@dataclass(frozen=True, slots=True, eq=False)
class Prospect:
    """A picture that may be shown next, as it would be shown.

    Attributes
    ----------
    source
        What it is made from, known by identity.
    size_px
        Width and height.
    image
        Gives the uint8 image, or None when it is gone; may take milliseconds, so ask on another thread.
    display_lut
        Table that brings its levels to display range.
    """

    source: object
    size_px: tuple[int, int]
    image: Callable[[], ImageU8 | None]
    display_lut: bytes = b""


class EnhancingSystem:
    """Between the decoded picture and the screen.

    Gamma and brightness are a table that the pane applies. CLAHE takes milliseconds: a thread computes it for
    the current frame and for the next ones in the direction of travel. Until that of the current frame is
    there, the last enhanced picture stays, marked as the stand-in that it is.

    Attributes
    ----------
    picture, display_lut
        Picture to show, and the table that brings its levels to display range.
    hint
        What is not yet as asked for in the picture; "" when nothing.
    """

    name = "enhancement"

    def __init__(self, readers: Readers, picturing: PicturingSystem, wake: Callable[[], None]) -> None:
        self._readers = readers
        self._picturing = picturing
        self.equaliser = Equaliser(wake)
        self.picture: Picture | None = None
        self.display_lut = b""
        self.hint = ""
        self._made_from: tuple[Picture, Enhancement] | None = None
        self._made_for: VideoReader | None = None
        self._asked: tuple[object, ...] = ()
        self._frame, self._stride = 0, 1

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for enhancement."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Bring `picture` up with the session."""
        del now_secs
        self.refresh(session)
        return []

    def refresh(self, session: Session) -> None:
        """Take what is computed; ask for what is not."""
        state, raw = session.active, self._picturing.picture
        reader = self._readers.get(state.video.key) if state else None
        if state is None or raw is None or reader is None or not is_equalising(state.view.enhancement.clip):
            self._show_raw("")
            if self._asked:
                self._asked = ()
                self.equaliser.forget()
            return
        self._note_stride(state)
        settings = state.view.enhancement
        made_from = self._made_from
        is_current = made_from is not None and made_from[0] is raw and _is_same_clahe(made_from[1], settings)
        if is_current and not self.hint:
            self._ask(state, reader, raw)
            return
        wanted = Wanted(raw.index, settings.clip, settings.grid, raw.is_proxied)
        image = self.equaliser.get(wanted, reader)
        if image is not None:
            self.picture, self.display_lut, self.hint = replace(raw, image=image), b"", ""
            self._made_from, self._made_for = (raw, settings), reader
        elif self.equaliser.has(wanted, reader):
            self._show_raw(FAILED)
        else:
            self._hold(raw, reader)
        self._ask(state, reader, raw)

    def exact_frame(self, session: Session) -> int | None:
        """Current frame when its own picture is decoded and shown, else None."""
        exact = self._picturing.exact_frame(session)
        self.refresh(session)
        is_shown = self.picture is not None and self.picture.is_exact and self.picture.index == exact
        return exact if is_shown else None

    def picture_at(self, state: VideoState, frame: int) -> Prospect | None:
        """Another frame as it would be shown; None until it is decoded and enhanced. Converts nothing."""
        reader = self._readers.get(state.video.key)
        if reader is None or not 0 <= frame < state.video.n_frames:
            return None
        settings = state.view.enhancement
        if is_equalising(settings.clip):
            image = self.equaliser.get(Wanted(frame, settings.clip, settings.grid), reader)
            return None if image is None else Prospect(image, _size_of(image), lambda: image)
        kept = reader.kept(frame)
        if kept is None:
            return None

        def image_of_frame() -> ImageU8 | None:
            picture = reader.peek(frame)
            return None if picture is None else picture.image

        lut = self._picturing.display_lut if kept.colour is None else b""
        return Prospect(kept, _size_of(kept.luma), image_of_frame, lut)

    def revision(self, state: VideoState) -> int:
        """Changes whenever `picture_at` may have more to give."""
        reader = self._readers.get(state.video.key)
        return -1 if reader is None else reader.cache_revision + self.equaliser.n_done

    def is_shown(self, session: Session) -> bool:
        """Whether the current frame is on screen as asked for, or will never be better."""
        return not self._picturing.is_active(session) and not self.is_active(session)

    def grey_percentiles(self, session: Session) -> tuple[float, float, float] | None:
        """Percentiles of the current frame's own grey, before any enhancement; None until it is decoded."""
        exact, picture = self._picturing.exact_frame(session), self._picturing.picture
        if exact is None or picture is None:
            return None
        return grey_percentiles(grey_of(picture.image, self._picturing.display_lut))

    def is_active(self, session: Session) -> bool:
        """While the enhanced picture of the current frame is still to come."""
        del session
        return self.hint == PENDING

    def close(self) -> None:
        """Stop the thread."""
        self.equaliser.close()

    def _show_raw(self, hint: str) -> None:
        self.picture, self.display_lut = self._picturing.picture, self._picturing.display_lut
        self.hint, self._made_from = hint, None

    def _hold(self, raw: Picture, reader: VideoReader) -> None:
        """Keep the enhanced picture that is on screen, marked; the plain one when there is none."""
        held = self.picture
        if self._made_from is None or held is None or self._made_for is not reader:
            self._show_raw(PENDING)
            return
        is_exact = raw.is_exact and held.index == raw.index and not held.is_proxied
        if (held.requested, held.is_exact) != (raw.requested, is_exact):
            self.picture = replace(held, requested=raw.requested, is_exact=is_exact, is_undecodable=False)
        self.hint = PENDING

    def _note_stride(self, state: VideoState) -> None:
        moved = state.view.frame - self._frame
        if moved:
            self._frame = state.view.frame
            self._stride = moved if abs(moved) <= FARTHEST_STRIDE else (1 if moved > 0 else -1)

    def _ask(self, state: VideoState, reader: VideoReader, raw: Picture) -> None:
        settings = state.view.enhancement
        place = (raw.index, raw.is_proxied)
        asked = (reader, place, settings.clip, settings.grid, self._stride, reader.cache_revision)
        if asked == self._asked:
            return
        self._asked = asked
        steps = (0, *range(1, FRAMES_AHEAD + 1), -1)
        frames = [raw.index + step * self._stride for step in steps]
        wanted = [
            Wanted(frame, settings.clip, settings.grid, raw.is_proxied and frame == raw.index)
            for frame in frames
            if 0 <= frame < state.video.n_frames
        ]
        self.equaliser.ask(reader, wanted, raw)


def _size_of(image: ImageU8) -> tuple[int, int]:
    return image.shape[1], image.shape[0]


def _is_same_clahe(one: Enhancement, other: Enhancement) -> bool:
    return (one.clip, one.grid) == (other.clip, other.grid)
