"""`DLCProject`, under the import path that scripts for DUSTrack use: a project from labels to results."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from dustrack_imgui.dlc.errors import UnknownVideoError
from dustrack_imgui.dlc.project import Project
from dustrack_imgui.dlc.trajectories import DLCData
from dustrack_imgui.formats.errors import os_reason

if TYPE_CHECKING:
    from dustrack_imgui.gui import DUSTrack

__all__ = ["DLCData", "DLCProject"]


class FileManagerError(OSError):
    """The file manager of the desktop could not be started."""


class DLCProject(Project):
    __doc__ = Project.__doc__

    def annotate(
        self, video_index: int = 0, new_annotation_suffix: str | None = None, **dustrack_kwargs: Any
    ) -> DUSTrack:
        """Open a session on a video of the project, with its layers and predictions.

        Parameters
        ----------
        video_index
            Place in `video_list`, from the end when negative.
        new_annotation_suffix
            Layer to label in; by default that of the next round of training, “iteration-{N}”. One that exists
            is gone on with.
        **dustrack_kwargs
            As for `open`: clahe_clip, gamma, brightness, dark_mode, window, state_folder, timeout_secs…

        Raises
        ------
        UnknownVideoError
            (A `ValueError`.) When there is no such video.
        FileNotFoundError
            When the video is not where it should be.
        """
        from dustrack_imgui._open import open as open_session

        facts = self.facts
        if not -len(facts.videos) <= video_index < len(facts.videos):
            reason = f"The project has {len(facts.videos)} videos, so none number {video_index}"
            raise UnknownVideoError(reason, facts.root)
        session = open_session(
            facts.videos[video_index], new_annotation_suffix or facts.next_layer, **dustrack_kwargs
        )
        assert session is not None, "only a file dialog can be cancelled"
        return session

    def open(self) -> None:
        """Show the project's folder in the file manager of the desktop.

        Raises
        ------
        FileManagerError
            When there is none.
        """
        folder = str(self.paths["project"])
        try:
            if sys.platform == "win32":
                os.startfile(folder)
            else:
                program = "open" if sys.platform == "darwin" else "xdg-open"
                process = subprocess.Popen(
                    [program, folder],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
                threading.Thread(target=process.wait, daemon=True).start()
        except OSError as error:
            raise FileManagerError(f"The folder could not be shown ({os_reason(error)}): {folder}") from error
