"""The labelled frames of a project as DeepLabCut will merge them, looked at before it does so silently."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from dustrack_imgui.dlc.worker.config_file import ProjectConfig
from dustrack_imgui.jobs.child.channel import Channel, JobError

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "labeled-data"
_TITLE = "No training dataset"


class LabelledFrames(NamedTuple):
    """All rows of the merged tables, in DeepLabCut's order.

    Attributes
    ----------
    names
        `{video}/{image}` of every row.
    has_label
        Whether any point of the row is labelled.
    largest_width_px, largest_height_px
        Of the images.
    """

    names: list[str]
    has_label: list[bool]
    largest_width_px: int
    largest_height_px: int


def read_labelled_frames(config: ProjectConfig, channel: Channel) -> LabelledFrames:
    """Read the tables of all videos of a project.

    Raises
    ------
    JobError
        When there are none, or DeepLabCut would drop or mix up labels without a word.
    """
    import pandas as pd

    refuse_equal_stems(config.stems)
    tables = [table for stem in config.stems if (table := _read(config, stem, channel)) is not None]
    merged = pd.concat(tables).sort_index() if tables else None
    if merged is None or not merged.notna().to_numpy().any():
        raise JobError(
            _TITLE,
            f"No frame has labels: {config.root / FOLDER}",
            "Label some frames, save them, then train.",
        )
    _check_points(config, merged)
    widths, heights = zip(*(_image_size(config, row) for row in merged.index), strict=True)
    return LabelledFrames(
        ["/".join(row[1:]) for row in merged.index],
        merged.notna().any(axis=1).tolist(),
        max(widths),
        max(heights),
    )


def refuse_equal_stems(stems: tuple[str, ...]) -> None:
    """Refuse videos that DeepLabCut cannot tell apart: it names everything by the name without ending.

    Raises
    ------
    JobError
        When two videos have the same name.
    """
    twice = sorted(stem for stem, count in Counter(stem.casefold() for stem in stems).items() if count > 1)
    if twice:
        raise JobError(
            "Two videos have the same name",
            f"DeepLabCut would mix up the videos called “{'”, “'.join(twice)}”.",
            "Rename one of them, also when they lie in different folders or have different endings.",
        )


def _read(config: ProjectConfig, stem: str, channel: Channel) -> pd.DataFrame | None:
    """The table of a video, its rows as (labeled-data, video, image); None when it has no labels."""
    import pandas as pd
    from deeplabcut.utils import conversioncode

    path = config.root / FOLDER / stem / f"CollectedData_{config.scorer}.h5"
    if not path.is_file():
        others = sorted(other.name for other in path.parent.glob("CollectedData_*.h5"))
        if others:
            channel.log(
                f"Labels of others than “{config.scorer}” are left out: {', '.join(others)}", "warning"
            )
        return None
    try:
        table = pd.read_hdf(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError) as error:
        raise JobError(
            _TITLE,
            f"The table of labels cannot be read ({type(error).__name__}): {path}",
            "Extract the frames of this video again.",
        ) from error
    if not isinstance(table, pd.DataFrame):
        raise JobError(_TITLE, f"This file holds no table of labels: {path}", "Extract the frames again.")
    conversioncode.guarantee_multiindex_rows(table)
    if config.scorer not in table.columns.get_level_values(0):
        channel.log(f"Labels of somebody else than “{config.scorer}” are left out: {path}", "warning")
        return None
    return table


def _check_points(config: ProjectConfig, merged: pd.DataFrame) -> None:
    """Refuse tables whose points are not those of the project: DeepLabCut would drop or shift them."""
    found = set(merged.columns.get_level_values("bodyparts"))
    missing = [name for name in config.label_names if name not in found]
    if missing:
        raise JobError(
            _TITLE,
            f"The tables of labels have no point “{'”, “'.join(missing)}” of the project.",
            "Extract the frames again, so that tables and project know the same points.",
        )


def _image_size(config: ProjectConfig, row: Any) -> tuple[int, int]:
    """Width and height of a row's image; only its header is read."""
    from PIL import Image

    path = config.root.joinpath(*row)
    try:
        with Image.open(path) as image:
            return int(image.width), int(image.height)
    except OSError as error:
        raise JobError(
            _TITLE, f"The image of a labelled frame cannot be read: {path}", "Extract the frames again."
        ) from error
