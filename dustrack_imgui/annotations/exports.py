"""An annotation as DeepLabCut's table and as a labelled video."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dustrack_imgui.annotations.errors import NoFileError, NoVideoError, UnknownLabelError
from dustrack_imgui.annotations.face import LayerFace
from dustrack_imgui.annotations.linked_video import LinkedVideo
from dustrack_imgui.annotations.resolve import PathLike
from dustrack_imgui.drawing.labelled_video import export_video
from dustrack_imgui.formats.dlc_write import ImageNames, labels_frame, write_labels
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback

if TYPE_CHECKING:
    import pandas as pd


class Exports(LayerFace):
    """Methods that write an annotation in other forms."""

    def to_dlc(
        self,
        scorer: str = "praneeth",
        output_path: PathLike | None = None,
        file_prefix: str | None = None,
        img_prefix: str = "img",
        img_suffix: str = ".png",
        label_prefix: str = "point",
        save: bool = True,
        internal_to_dlc_labels: Mapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """Return the annotation as DeepLabCut's table of labels, and write it as .csv and .h5.

        Parameters
        ----------
        scorer
            Who placed the points.
        output_path
            Folder to write to; that of the annotation file by default.
        file_prefix
            Name of the files without extension: that of the annotation file by default; "dlc" stands for
            ``CollectedData_{scorer}``.
        img_prefix, img_suffix
            What image names begin and end with; between them is the frame number.
        label_prefix
            Body parts are called this and the label.
        save
            Whether to write files.
        internal_to_dlc_labels
            Body part for each label, instead of `label_prefix`.

        Returns
        -------
        pandas.DataFrame
            A row for each frame on which anything is marked; columns scorer, body part, x or y; NaN for none.

        Raises
        ------
        NoVideoError, NoFileError
            When the video is not known, or there is no folder or name to write to.
        UnknownLabelError
            When `internal_to_dlc_labels` does not name exactly the labels.
        WriteError
            When nothing is marked, or the system refuses.
        """
        layer, video = self.layer, self._needed_video()
        if internal_to_dlc_labels is None:
            body_parts = {label: f"{label_prefix}{label}" for label in layer.labels}
        elif set(internal_to_dlc_labels) == set(layer.labels):
            body_parts = dict(internal_to_dlc_labels)
        else:
            raise UnknownLabelError(
                f"body parts are given for {sorted(internal_to_dlc_labels)}, not for {list(layer.labels)}"
            )
        images = ImageNames(img_prefix, img_suffix)
        if save:
            folder, stem = self._table_place(output_path, file_prefix, scorer)
            write_labels(
                folder,
                layer.tracks,
                scorer=scorer,
                video=video.name,
                n_frames=len(video),
                body_parts=body_parts,
                images=images,
                file_stem=stem,
            )
        return labels_frame(
            layer.tracks,
            scorer=scorer,
            video=video.name,
            n_frames=len(video),
            body_parts=body_parts,
            images=images,
        )

    def export_video(
        self,
        out_file_name: PathLike | None = None,
        start_frame: int | None = None,
        end_frame: int | None = None,
        *,
        overwrite: bool = False,
        progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> Path:
        """Write the video with a numbered ring at every point of every label, as H.264 mp4.

        Parameters
        ----------
        out_file_name
            File to write; by default ``{annotation stem}_sf{start}_ef{end}.mp4`` beside the annotation.
        start_frame, end_frame
            First and last frame, both included; the whole video by default.
        overwrite
            Whether a file of that name may be replaced.
        progress, cancel
            Told the finished share, 0 to 1; asked before every frame whether to stop.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        NoVideoError, NoFileError
            When the video is not known, or there is no name for the file.
        OutputExistsError, FrameSpanError, WriteError, WorkCancelledError
            When the file exists, there are no such frames, it cannot be written, or `cancel` is set.
        """
        layer, video = self.layer, self._needed_video()
        if out_file_name is None and layer.path is None:
            raise NoFileError("name the file to write: export_video(out_file_name=…)")
        return export_video(
            video.reader,
            layer,
            start_frame or 0,
            end_frame,
            None if out_file_name is None else Path(out_file_name),
            overwrite=overwrite,
            progress=progress,
            cancel=cancel,
        )

    def _needed_video(self) -> LinkedVideo:
        if self._video is None:
            raise NoVideoError(f"the video of {self.name} is not known: name it, vname=…")
        return self._video

    def _table_place(
        self, output_path: PathLike | None, file_prefix: str | None, scorer: str
    ) -> tuple[Path, str]:
        """Folder and name without extension of the tables."""
        path = self.layer.path
        if path is None and (output_path is None or file_prefix is None):
            raise NoFileError("the annotation has no file: give output_path=… and file_prefix=…")
        folder = path.parent if output_path is None and path is not None else Path(output_path or ".")
        stem = path.stem if file_prefix is None and path is not None else file_prefix or ""
        return folder, f"CollectedData_{scorer}" if stem == "dlc" and file_prefix is not None else stem
