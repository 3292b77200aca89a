"""A video of the picture with points and traces drawn in, to look at a result anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dustrack_imgui.drawing.blending import Canvas
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.drawing.enhancing import enhanced_frames
from dustrack_imgui.drawing.movie import write_movie
from dustrack_imgui.drawing.palette import PLAIN_LOOK, LabelLook
from dustrack_imgui.drawing.scene import Scene
from dustrack_imgui.drawing.steps import CancelToken, OnProgress, Steps
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import LabelPalette, VideoState
from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.video import VideoReader

PLAIN = Enhancement()
"""The picture as it is."""


class FrameSpanError(ValueError):
    """The frames asked for are not in the video, or in the wrong order."""


def render(
    reader: VideoReader,
    layer: Layer,
    start: int = 0,
    end: int | None = None,
    out: Path | None = None,
    *,
    overlay: Layer | None = None,
    trace_labels: Sequence[str] | None = None,
    scale: int | None = None,
    enhancement: Enhancement = PLAIN,
    look: LabelLook = PLAIN_LOOK,
    overwrite: bool = False,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """Write frames with the points of a layer, an overlay and traces as an H.264 mp4 at the video's rate.

    Parameters
    ----------
    start, end
        First and last frame, both included; the whole video by default.
    out
        The file to write; the layer's own file with the extension .mp4 by default.
    trace_labels
        Labels to draw against the frame number below the picture; by default the layer's first label that
        has points. An empty sequence leaves the traces out.
    scale
        How many times the picture is enlarged; small pictures are by default.
    enhancement
        How the picture is made clearer, as the window does it (`dustrack_imgui.model.view.Enhancement`); not
        at all by default.
    look
        Colours of labels, and their names beside the numbers.
    overwrite
        Whether a file of that name may be replaced.
    progress, cancel
        Told the done share, 0 to 1; asked before every frame whether to stop.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FrameSpanError
        When there are no such frames.
    OutputExistsError, MovieError, WriteError
        When the file exists already, or cannot be made.
    VideoError
        When a frame cannot be had.
    WorkCancelledError
        As soon as `cancel` is set; nothing is left behind.
    """
    if trace_labels is None:
        trace_labels = [label for label, track in layer.tracks.items() if track.count][:1]
    heading = f"{reader.path.name}   {layer.name}" + (f" over {overlay.name}" if overlay is not None else "")
    return _write(
        reader,
        layer,
        start,
        end,
        out or default_path(reader.path, layer),
        overlay=overlay,
        trace_labels=trace_labels,
        heading=heading,
        scale=scale,
        enhancement=enhancement,
        look=look,
        overwrite=overwrite,
        progress=progress,
        cancel=cancel,
    )


def export_video(
    reader: VideoReader,
    layer: Layer,
    start: int = 0,
    end: int | None = None,
    out: Path | None = None,
    *,
    scale: int | None = 1,
    enhancement: Enhancement = PLAIN,
    overwrite: bool = False,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """Write frames with the points of a layer, any number of labels, and nothing beside the picture.

    Arguments and errors are those of `render`. The default name is that of DUSTrack:
    ``{annotation stem}_sf{start}_ef{end}.mp4``.
    """
    end = len(reader) - 1 if end is None else end
    stem_path = default_path(reader.path, layer)
    out = out or stem_path.with_name(f"{stem_path.stem}_sf{start}_ef{end}.mp4")
    return _write(
        reader,
        layer,
        start,
        end,
        out,
        scale=scale,
        enhancement=enhancement,
        overwrite=overwrite,
        progress=progress,
        cancel=cancel,
    )


def render_state(
    state: VideoState,
    reader: VideoReader,
    start: int,
    end: int,
    out: Path | None = None,
    *,
    enhancement: Enhancement | None = None,
    palette: LabelPalette = LabelPalette.SET2,
    overwrite: bool = False,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """`render` of what a session shows: active layer, overlay, names, and the traces of the current label.

    The picture is made clearer as on screen unless another ``enhancement`` is given.
    """
    shown = [one for one in (state.layer, state.overlay) if one is not None]
    has_trace = any(state.view.label in one.tracks for one in shown)
    return render(
        reader,
        state.layer,
        start,
        end,
        out,
        overlay=state.overlay,
        trace_labels=(state.view.label,) if has_trace else (),
        enhancement=state.view.enhancement if enhancement is None else enhancement,
        look=LabelLook(palette, state.data.label_names),
        overwrite=overwrite,
        progress=progress,
        cancel=cancel,
    )


def default_path(video: Path, layer: Layer) -> Path:
    """Where a video of a layer goes: beside the layer's file, of the same stem."""
    source = layer.path or annotation_path(video, layer.name)
    return source.with_name(f"{source.stem}.mp4")


def _write(
    reader: VideoReader,
    layer: Layer,
    start: int,
    end: int | None,
    out: Path,
    *,
    overlay: Layer | None = None,
    trace_labels: Sequence[str] = (),
    heading: str | None = None,
    scale: int | None,
    enhancement: Enhancement = PLAIN,
    look: LabelLook = PLAIN_LOOK,
    overwrite: bool,
    progress: OnProgress | None,
    cancel: CancelToken | None,
) -> Path:
    end = len(reader) - 1 if end is None else end
    if not 0 <= start <= end < len(reader):
        there = f"the video has frames 0 to {len(reader) - 1}"
        raise FrameSpanError(f"There are no frames {start} to {end}, {there}: {reader.path}")
    require_free(out, overwrite=overwrite)
    scene = Scene(
        layer,
        overlay,
        start,
        end,
        width_px=reader.meta.width,
        height_px=reader.meta.height,
        n_frames=len(reader),
        trace_labels=trace_labels,
        scale=scale,
        heading=heading,
        look=look,
    )
    steps = Steps(end - start + 1, progress, cancel)
    pictures = _pictures(reader, scene, start, end, enhancement, steps)
    write_movie(out, pictures, fps=reader.meta.fps, overwrite=overwrite)
    return out


def _pictures(
    reader: VideoReader, scene: Scene, start: int, end: int, enhancement: Enhancement, steps: Steps
) -> Iterator[Canvas]:
    steps.check()
    shown = enhanced_frames(reader.rgb_frames(start, end + 1), enhancement)
    for frame, picture in enumerate(shown, start):
        yield scene.draw(picture, frame, float(reader.times[frame]))
        steps.step()
