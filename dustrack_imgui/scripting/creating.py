"""The method of the session object that makes a project of what is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dustrack_imgui.dlc.project import Project
from dustrack_imgui.model.dlc_creation import Creation
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.scripting.base import Event
from dustrack_imgui.scripting.dlc import WorkingWithDeepLabCut
from dustrack_imgui.scripting.errors import CommandFailedError, RefusedError


class CreatingProjects(WorkingWithDeepLabCut):
    """What the dialogs of a new project ask comes in the arguments."""

    def create_dlc_project(
        self,
        event: Event = None,
        name: str | None = None,
        path: str | Path | None = None,
        experimenter: str = "x",
        seed_bundle_path: str | Path | None = None,
        videos: Sequence[str | Path] = (),
    ) -> Project:
        """Make a DeepLabCut project of the video and the labels of the active layer, and go on in it.

        The session's layers are kept in the project from then on; the files outside stay as they are.

        Parameters
        ----------
        name
            By default stem of the video and name of the layer.
        path
            Folder in which the project's own is made; by default that of the last project, else the video's.
        experimenter
            Who made it.
        seed_bundle_path
            Trained model to begin with, a folder or an archive; the video is tracked with it at once. Needed
            when the active layer is empty.
        videos
            Other open videos of the session that go into the project as well, with what is in their layers of
            that name.

        Returns
        -------
        Project
            All of `DLCProject` but `annotate` and `open`: it is open in this session.

        Raises
        ------
        RefusedError
            When it is in a project already, there is nothing to begin with, or a name cannot be used.
        CommandFailedError
            When it cannot be made; nothing of it stays.
        """
        del event
        video = self.state.video.path
        self._link.wait_until(lambda engine: video in engine.store.session.dlc.looked_at)
        self.run("dlc.create_project")
        try:
            self._seed(seed_bundle_path)
            for field, value in (("name", name), ("folder", path), ("experimenter", experimenter)):
                if value is not None:
                    self.run("dlc.set_creation", name=field, value=str(value))
            for path_of_video in videos:
                self._take_along(Path(path_of_video).expanduser().absolute())
            self._link.wait_until(lambda engine: _is_checked(engine.store.session.dlc.creation))
            self.run("dlc.create")
            self._link.wait_until(lambda engine: not engine.store.session.dlc.creation.is_running)
        finally:
            self._link.run_soon("dialog.dismiss", {})
        made = self.state.video.path
        if made == video:
            raise CommandFailedError(self.message)
        root = made.parent.parent
        self._link.wait_until(lambda engine: made in engine.store.session.dlc.looked_at)
        if seed_bundle_path is not None:
            tracking = [job for job in self.jobs if job.project == root]
            self.wait_for_dlc(tracking[-1].id)
        return Project(root)

    def _take_along(self, video: Path) -> None:
        """Tick another open video."""
        self._link.wait_until(
            lambda engine: (
                video in engine.store.session.dlc.looked_at
                or str(video) not in engine.store.session.video_keys
            )
        )
        self.run("dlc.tick_video", video=str(video), is_ticked=True)

    def _seed(self, path: str | Path | None) -> None:
        """Choose the model to begin with, or refuse an empty layer without one."""
        if path is None:
            dialog = self.session.dialog
            if dialog is not None and dialog.kind is DialogKind.SEED_BUNDLE:
                raise RefusedError(
                    f"{dialog.subject} has no labels; label some frames, or name a seed bundle."
                )
            return
        bundle = Path(path).expanduser().absolute()
        self.run("dlc.seed_bundle_remember", is_remembered=False)
        self.run("dlc.seed_bundle_inspect", path=str(bundle))
        self._link.wait_until(
            lambda engine: any(one.path == bundle for one in engine.store.session.dlc.bundles.found)
        )
        self.run("dlc.seed_bundle_use", path=str(bundle))


def _is_checked(creation: Creation) -> bool:
    """Whether what was chosen was looked at."""
    return bool(creation.root or creation.problems)
