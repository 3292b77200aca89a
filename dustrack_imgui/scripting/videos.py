"""Methods of the session object about its list of videos."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dustrack_imgui.model.video import video_identity
from dustrack_imgui.scripting.base import Base, Event
from dustrack_imgui.scripting.errors import CommandFailedError, RefusedError
from dustrack_imgui.scripting.link import is_open

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


class Videos(Base):
    """Several videos in one session; an index counts those that are open."""

    @property
    def videos(self) -> list[Path]:
        """Paths of the open videos, in order."""
        return [state.video.path for state in self.session.videos]

    @property
    def video_index(self) -> int:
        """Index of the video on screen."""
        return self.session.active_index

    def swap_to(self, index: int) -> bool:
        """Show a video by its index; False when there is none."""
        if not 0 <= index < len(self.session.videos):
            return False
        self.run("video.show", video=self.session.videos[index].video.key)
        return True

    def swap_prev(self, event: Event = None) -> bool:
        """Show the previous video; False when this is the first."""
        return self.swap_to(self.session.active_index - 1)

    def swap_next(self, event: Event = None) -> bool:
        """Show the next video; False when this is the last."""
        return self.swap_to(self.session.active_index + 1)

    def add_video(
        self, path_or_paths: Paths, *, layer_name: str | None = None, set_active: bool = False
    ) -> list[int]:
        """Append videos, wait until they are open, and return their indices.

        Raises
        ------
        FileNotFoundError
            When one is missing; none is added then.
        CommandFailedError
            When one cannot be opened; it is not added.
        """
        keys = [str(video_identity(path)) for path in existing(path_or_paths)]
        for number, key in enumerate(keys):
            is_wanted = set_active and number == 0
            self._link.run("app.open_video", {"path": key, "layer": layer_name, "is_wanted": is_wanted})
        for key in keys:
            self._link.wait_until(is_open(key))
        self._check_opened(keys)
        order = [state.video.key for state in self.session.videos]
        return [order.index(key) for key in keys]

    def remove_video(self, index: int) -> bool:
        """Take a video out without asking; its files stay. False for the only one, or when there is none."""
        videos = self.session.videos
        if not 0 <= index < len(videos) or len(videos) < 2:
            return False
        self.run("video.discard", video=videos[index].video.key)
        return True

    def replace_active_with(self, path_or_paths: Paths, *, layer_name: str | None = None) -> list[int]:
        """Put videos in the place of the one on screen; when one cannot be opened, all stays as it was.

        Raises
        ------
        FileNotFoundError, CommandFailedError, RefusedError
            As `add_video`; also when the video on screen is among them.
        """
        old = self.state.video.key
        keys = [str(video_identity(path)) for path in existing(path_or_paths)]
        before = {state.video.key for state in self.session.videos}
        if before & set(keys):
            raise RefusedError("one of these videos is open already")
        try:
            self.add_video(keys, layer_name=layer_name, set_active=True)
        except CommandFailedError:
            for key in keys:
                if key in self.session.video_keys:
                    self.run("video.discard", video=key)
            self.run("video.show", video=old)
            raise
        place = self.session.video_keys.index(old)
        for offset, key in enumerate(keys):
            for _ in range(self.session.video_keys.index(key) - place - offset):
                self.run("video.move_up", video=key)
        self.run("video.discard", video=old)
        self.run("video.show", video=keys[0])
        order = [state.video.key for state in self.session.videos]
        return [order.index(key) for key in keys]

    def _check_opened(self, keys: Sequence[str]) -> None:
        dialog = self.session.dialog
        for key in keys:
            if self.session.video_state(key) is not None:
                continue
            queued = self.session.queued(key)
            reason = queued.reason if queued is not None else dialog.text if dialog is not None else key
            if queued is not None:
                self.run("video.discard", video=key)
            self.run("dialog.dismiss")
            raise CommandFailedError(f"a video could not be opened: {reason}")


def existing(path_or_paths: Paths) -> list[Path]:
    """Paths that are there.

    Raises
    ------
    FileNotFoundError, ValueError
        When one is missing, or none is given.
    """
    given = [path_or_paths] if isinstance(path_or_paths, (str, os.PathLike)) else list(path_or_paths)
    paths = [Path(path).expanduser() for path in given]
    if not paths:
        raise ValueError("name at least one video")
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no such file or folder: {path}")
    return paths
