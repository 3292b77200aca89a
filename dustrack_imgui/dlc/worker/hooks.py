"""Makes DeepLabCut tell how far it is, stop when asked, and save whole files: installed for one job.

DeepLabCut has no interface for this, so parts of it are wrapped while a job runs. Each part is looked for
first; what a version does not have is reported as missing, and the rest works without it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from dustrack_imgui.dlc.worker import hooks_items, hooks_metrics, hooks_progress, hooks_saving, hooks_training
from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.dlc.worker.watch import Watch
from dustrack_imgui.jobs.child.channel import Channel

_HOOKS: dict[str, Callable[[Patches, Watch], None]] = {
    "progress_bars": hooks_progress.install,
    "whole_snapshots": hooks_saving.install,
    "training_steps": hooks_training.install_steps,
    "training_epochs": hooks_training.install_epochs,
    "training_log": hooks_training.install_log,
    "snapshots": hooks_training.install_snapshots,
    "errors_in_pixels": hooks_metrics.install_errors,
    "errors_in_training": hooks_metrics.install_train_errors,
    "videos": hooks_items.install_videos,
    "evaluated_snapshots": hooks_items.install_snapshots,
}


@contextlib.contextmanager
def installed_hooks(channel: Channel) -> Iterator[tuple[Watch, dict[str, bool]]]:
    """Install all hooks that fit; gives the watch they report to, and which of them are there."""
    watch = Watch(channel)
    every: list[Patches] = []
    report: dict[str, bool] = {}
    for name, install in _HOOKS.items():
        patches = Patches()
        try:
            install(patches, watch)
            every.append(patches)
            report[name] = True
        except (ImportError, AttributeError):
            patches.undo()
            report[name] = False
    try:
        yield watch, report
    finally:
        for patches in reversed(every):
            patches.undo()
