"""Which commands stand in the sidebar's groups of tools, and in which words; no second list of commands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolGroup:
    """A group that folds.

    Attributes
    ----------
    name
        Its heading, by which the session knows that it is unfolded.
    rows
        Command ids with words shorter than their titles, which stand in the tooltips.
    """

    name: str
    rows: dict[str, str]


TOOL_GROUPS = (
    ToolGroup(
        "Track",
        {
            "interval.interpolate": "Interpolate",
            "interval.interpolate_all": "Interpolate all labels",
            "interval.interpolate_lk": "Track all, LK only",
            "interval.clear": "Clear interval",
            "interval.clear_all": "Clear interval, all labels",
            "interval.decimate": "Decimate interval",
            "predict.current": "Predict here",
            "predict.all": "Predict all labels here",
            "filter.reduce_jitter": "Reduce jitter",
        },
    ),
    ToolGroup(
        "Check labels",
        {
            "check.around": "Around this frame",
            "check.label": "This label",
            "check.all": "All labels",
            "layer.report_incomplete": "Find incomplete frames",
        },
    ),
    ToolGroup(
        "Copy from overlay",
        {
            "copy.point": "This label here",
            "copy.frame": "All labels here",
            "copy.interval": "This label in interval",
            "copy.frames_of_interest": "Frames of interest",
            "copy.replace_existing": "Replace existing",
        },
    ),
    ToolGroup(
        "Correct",
        {
            "likelihood.next_unsure": "Next unsure frame",
            "likelihood.previous_unsure": "Previous unsure frame",
            "likelihood.ask_threshold": "Likelihood threshold…",
            "corrections.apply": "Apply manual corrections",
            "blips.toggle_panel": "Blips…",
            "blips.ask_remove": "Remove blips",
            "blips.interpolate": "Track blips anew",
        },
    ),
    ToolGroup(
        "DeepLabCut",
        {
            "dlc.create_project": "Create DLC project…",
            "dlc.train": "Train DLC model…",
            "dlc.evaluation": "Snapshots and errors…",
            "dlc.analyse": "Analyse videos…",
            "dlc.toggle_panel": "Progress",
        },
    ),
    ToolGroup(
        "Layer tools",
        {
            "layer.swap": "Swap with overlay",
            "layer.keep_overlapping": "Keep complete frames",
            "layer.keep_continuous": "Keep consecutive complete",
            "layer.sort_labels": "Sort labels",
            "layer.remove_empty_labels": "Remove empty labels",
            "dialog.ask_save_as": "Save layer as…",
            "dialog.ask_discard": "Discard unsaved edits…",
            "dialog.ask_remove_layer": "Remove layer…",
        },
    ),
    ToolGroup(
        "Display and files",
        {
            "traces.toggle_frozen": "Freeze plot axes",
            "window.refresh": "Refresh window",
            "view.reset": "Reset view",
            "view.reset_to_data": "Reset view to data",
            "window.toggle_history": "History",
            "video.render": "Write labelled video",
            "window.copy_screenshot": "Copy picture of the window",
            "dialog.open_shortcuts": "Keyboard shortcuts",
            "batch.open": "Batch process videos…",
        },
    ),
)
