"""What commands ask to be done outside the session; the systems of the app run these."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.model.session import LabelPalette, VideoState
from dustrack_imgui.store.command import Effect


@dataclass(frozen=True, slots=True)
class OpenVideo(Effect):
    """Open a video file, DICOM cine or image folder.

    Attributes
    ----------
    layer
        Layer to begin with; None lets the files decide.
    is_wanted
        Make it the active one as soon as it is there.
    """

    path: Path
    layer: str | None = None
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class ChooseVideos(Effect):
    """Ask for videos by the desktop's own file dialog, where there is one.

    Attributes
    ----------
    wants_folder
        Ask for a folder of images instead of files.
    start
        Folder to begin in; "" leaves it to what is open.
    is_for_batch
        The answer goes to the batch dialog instead of being opened.
    says_why_not
        Say so where there is no such dialog; otherwise the path field is enough of an answer.
    """

    wants_folder: bool = False
    start: str = ""
    is_for_batch: bool = False
    says_why_not: bool = False


@dataclass(frozen=True, slots=True)
class ChooseFor(Effect):
    """Ask for a file or a folder by the desktop's own dialog, and give the answer to a command.

    Attributes
    ----------
    command, argument
        Command that is applied with the chosen path, and the argument that gets it.
    wants_folder
        Ask for a folder instead of a file.
    start
        Folder to begin in; "" leaves it to what is open.
    more
        Further arguments of the command.
    """

    command: str
    argument: str
    wants_folder: bool = False
    start: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RunBatch(Effect):
    """Convert videos to monochrome, and make their indexes.

    Attributes
    ----------
    sources
        Files, and folders that are searched.
    """

    sources: tuple[Path, ...]
    converts: bool
    indexes: bool


@dataclass(frozen=True, slots=True)
class CancelBatch(Effect):
    """Stop that work."""


@dataclass(frozen=True, slots=True)
class RenderVideo(Effect):
    """Write frames `first` to `last` (included) of a state as a labelled video.

    Attributes
    ----------
    state
        What is drawn: active layer, overlay, names and the traces of the current label.
    """

    state: VideoState
    first: int
    last: int
    palette: LabelPalette


@dataclass(frozen=True, slots=True)
class CloseVideo(Effect):
    """Give back what an open video holds, after it left the session."""

    video: str


@dataclass(frozen=True, slots=True)
class SaveLayers(Effect):
    """Write layers to their files.

    Attributes
    ----------
    layers
        (video key, layer name) of each.
    then_quit
        Close the window when all of them are on disk.
    then_remove
        Key of a video that leaves the session when all of them are on disk.
    is_quiet
        Say nothing when it went well.
    overwrites
        Write even where another program changed the file.
    drops_layers
        Take each layer out of the session when it is on disk.
    then_apply
        Command to apply when all of them are on disk; "" for none.
    """

    layers: tuple[tuple[str, str], ...]
    then_quit: bool = False
    is_quiet: bool = False
    overwrites: bool = False
    then_remove: str | None = None
    drops_layers: bool = False
    then_apply: str = ""


@dataclass(frozen=True, slots=True)
class MoveLayerFile(Effect):
    """Write a renamed layer to its new file, then take away the old one.

    Attributes
    ----------
    layer, old_layer
        Name of the layer now and before.
    old_path
        Its file before, None when it had none. A file stays when it holds anything that this session neither
        read nor wrote, and when it is no annotation JSON.
    """

    video: str
    layer: str
    old_layer: str
    old_path: Path | None


@dataclass(frozen=True, slots=True)
class SaveLayerAs(Effect):
    """Write a copy of a layer to another file.

    Attributes
    ----------
    overwrite
        Replace a file that is there.
    stands_for_file
        The layer's own file cannot be written: with this copy its edits count as saved. Where a file of that
        name is there, the copy gets a number.
    """

    video: str
    layer: str
    path: Path
    overwrite: bool = False
    stands_for_file: bool = False


@dataclass(frozen=True, slots=True)
class ReloadLayers(Effect):
    """Read layers, (video key, layer name) of each, from their files again."""

    layers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrashLayerFile(Effect):
    """Move a layer's file to the trash, then take the layer out of the session."""

    video: str
    layer: str
    path: Path


@dataclass(frozen=True, slots=True)
class RestoreSession(Effect):
    """Bring back what an earlier session left unsaved."""

    folder: str


@dataclass(frozen=True, slots=True)
class DismissRecovery(Effect):
    """Set an earlier session's journal aside, once the own journal is on disk."""

    folder: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class CancelJob(Effect):
    """Ask a background job to stop."""

    job: int


@dataclass(frozen=True, slots=True)
class TakeScreenshot(Effect):
    """Take a picture of the window.

    Attributes
    ----------
    path
        PNG file to write; None gives it a name in the user's folder of pictures.
    to_clipboard
        Copy it instead; it becomes a file where there is no clipboard to copy to.
    """

    path: Path | None = None
    to_clipboard: bool = False
