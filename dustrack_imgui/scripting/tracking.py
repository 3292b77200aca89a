"""Methods of the session object that track with Lucas-Kanade; each waits for its result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from dustrack_imgui.annotations.video_annotation import VideoAnnotation
from dustrack_imgui.drawing import render_state
from dustrack_imgui.lk_filter import lucas_kanade
from dustrack_imgui.model.source import Source
from dustrack_imgui.scripting.base import Base, Event
from dustrack_imgui.scripting.errors import RefusedError

CHECKS = {"minimal": "check.around", "current": "check.label", "all": "check.all"}


class TrackingPoints(Base):
    """Tracking between, from and around points."""

    def interpolate_with_lk(self, all_labels: bool = False) -> None:
        """Track with LK-RSTC between the overlay's points at both ends of the interval."""
        self.run("interval.interpolate_all" if all_labels else "interval.interpolate")

    def interpolate_with_lk_norstc(self, all_labels: bool = False) -> None:
        """Track forward from the overlay's points at the start of the interval, without correction."""
        self.run("interval.interpolate_lk", all_labels=bool(all_labels))

    def check_labels_with_lk(self, mode: str = "minimal") -> None:
        """Track with LK-RSTC between labelled frames into the layer “buffer”.

        Parameters
        ----------
        mode
            "minimal": current label, around the current frame; "current": current label, all gaps; "all":
            all labels, all gaps.
        """
        if mode not in CHECKS:
            raise RefusedError(f"mode must be one of {', '.join(CHECKS)}, not {mode!r}")
        self.run(CHECKS[mode])

    def predict_labels_with_lucas_kanade(
        self,
        labels: str | Sequence[str] = "all",
        start_frame: int | None = None,
        mode: Literal["full", "direct"] = "full",
    ) -> None:
        """Track labels to the current frame and place them there.

        Parameters
        ----------
        labels
            "all", "current", or names of labels.
        start_frame
            Frame to track from, on which all these labels are placed; by default the nearest one.
        mode
            "full" tracks from frame to frame, "direct" in one leap.
        """
        if start_frame is None and mode == "full" and labels in ("all", "current"):
            self.run("predict.all" if labels == "all" else "predict.current")
            return
        state = self.state
        layer, frame = state.layer, state.view.frame
        names = _names(labels, layer.labels, state.view.label)
        start = _start(start_frame, [layer.track(name).frames() for name in names], frame)
        placed = {name: layer.track(name).xy_at(start) for name in names}
        missing = [name for name, xy in placed.items() if xy is None]
        if missing:
            raise RefusedError(f"frame {start} of {layer.name} lacks label {', '.join(missing)}")
        points = np.array([placed[name] for name in names], np.float64)
        found = lucas_kanade(self.video, start, frame, points, mode=mode)[-1]
        self.run(
            "track.put",
            video=state.video.key,
            layer=layer.name,
            labels=tuple(names),
            frames=np.array([frame]),
            xy=np.asarray(found, np.float64).reshape(len(names), 1, 2),
            source=int(Source.LK),
            sentence=f"predict {', '.join(names)} at frame {frame} from frame {start}",
        )

    def process_with_lk(self, event: Event = None, *, window_size: float = 0.5) -> VideoAnnotation:
        """Reduce jitter of the active layer with the LK-RSTC moving average; the result becomes active.

        Parameters
        ----------
        window_size
            Window in seconds.
        """
        self.run("filter.reduce_jitter", window_secs=float(window_size))
        return self.ann

    def apply_manual_corrections(self, event: Event = None) -> None:
        """Put the active layer's points on top of the overlay's, as the layer `dlccorr`.

        Raises
        ------
        RefusedError
            Without an overlay, or when `dlccorr` itself is active. It is a `ValueError`.
        """
        self.run("corrections.apply")

    def render(self, start_frame: int, end_frame: int, out_vid_name: str | None = None) -> Path:
        """Write a video of picture, points and traces over a range of frames, both ends included.

        Raises
        ------
        OutputExistsError
            When the file is there already.
        """
        out = None if out_vid_name is None else Path(out_vid_name)
        colours = self.session.interface.label_palette
        path = render_state(self.state, self.video, int(start_frame), int(end_frame), out, palette=colours)
        self.run("frame.go_to", frame=int(end_frame))
        return path


def _names(labels: str | Sequence[str], declared: Sequence[str], current: str) -> list[str]:
    if labels == "all":
        return list(declared)
    if labels == "current":
        return [current]
    return [labels] if isinstance(labels, str) else [str(label) for label in labels]


def _start(start_frame: int | None, marked: Sequence[np.ndarray], frame: int) -> int:
    """Frame to begin with: the nearest on which any label is placed; of two as near the later."""
    if start_frame is not None:
        return int(start_frame)
    frames = np.concatenate(list(marked)) if marked else np.empty(0, np.int64)
    frames = frames[frames != frame]
    if not len(frames):
        raise RefusedError("there is no other frame with these labels to track from")
    return int(max(frames, key=lambda one: (-abs(int(one) - frame), int(one))))
