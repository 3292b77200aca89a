"""What can go wrong with a project, each with the reason first and the path last."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.formats.errors import FormatError


class ProjectError(FormatError, ValueError):
    """A project cannot be read or used as was asked; nothing on disk was changed."""


class NoProjectError(ProjectError, FileNotFoundError):
    """There is no project at that place."""


class BrokenProjectError(ProjectError):
    """The project is half-written or damaged: its configuration or a part of it cannot be understood."""


class NewerProjectError(ProjectError):
    """A newer version of this program keeps facts in the project that this one does not understand."""


class ReadOnlyProjectError(ProjectError):
    """The project can be looked at but not trained here, e.g. because its engine is TensorFlow."""


class ProjectExistsError(ProjectError, FileExistsError):
    """There is a project of that name already."""


class ProjectNameError(ProjectError):
    """The name of a project or an experimenter cannot be used."""


class VideoMissingError(ProjectError, FileNotFoundError):
    """A video of the project is not where it should be."""


class UnknownVideoError(ProjectError, LookupError):
    """A video is asked for that the project does not have."""


class NoLabelsError(ProjectError):
    """Nothing is labelled, so that there is nothing to train on."""


class NotTrainedError(ProjectError, LookupError):
    """An iteration or a snapshot is asked for that is not there."""


class OptionsError(ValueError):
    """Choices of a training round that do not go together; the message says which and what to do."""


class SnapshotMissingError(OptionsError, FileNotFoundError):
    """The snapshot file to begin from is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no such snapshot file; choose another one: {path}")
        self.path = path

    def __str__(self) -> str:
        return str(self.args[0])
