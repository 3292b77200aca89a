"""What the DeepLabCut dialogs offer to choose from, in words; pure."""

from __future__ import annotations

from typing import Any

from dustrack_imgui.commands.dlc_rules import NET_TYPES
from dustrack_imgui.dlc.training_options import AUGMENTATIONS
from dustrack_imgui.model.dlc import BEST, LAST, DlcProject, Environment, Iteration
from dustrack_imgui.views.wording import counted

Options = tuple[tuple[str, Any], ...]

_NET_WORDS = {
    "resnet_50": "resnet_50 (the usual one)",
    "resnet_101": "resnet_101 (larger)",
    "cspnext_s": "cspnext_s (small, quick)",
    "hrnet_w18": "hrnet_w18 (fine detail)",
}
_AUGMENTATION_WORDS = {
    "default": "default (DeepLabCut's own)",
    "ultrasound": "ultrasound (mild)",
    "none": "none",
}


def net_options(chosen: str) -> Options:
    """Networks, with the chosen one even where it is none of the list."""
    names = NET_TYPES if chosen in NET_TYPES else (*NET_TYPES, chosen)
    return tuple((_NET_WORDS.get(name, name), name) for name in names)


def augmentation_options() -> Options:
    """Presets of augmentation."""
    return tuple((_AUGMENTATION_WORDS.get(name, name), name) for name in AUGMENTATIONS)


def device_options(environment: Environment, chosen: str) -> Options:
    """Devices that DeepLabCut has, with the chosen one even where it is not among them."""
    found: list[tuple[str, str]] = [("auto (GPU if there is one)", "auto"), ("cpu", "cpu")]
    found += [(f"{name}  ·  {words}" if words else name, name) for name, words in environment.devices]
    if chosen not in {value for _, value in found}:
        found.append((chosen, chosen))
    return tuple(found)


def iteration_options(project: DlcProject) -> Options:
    """Trained iterations, the latest first."""
    return tuple(
        (f"iteration-{one.number}  ·  {counted(len(one.snapshots), 'snapshot')}", one.number)
        for one in reversed(project.trained)
    )


def snapshot_options(iteration: Iteration | None) -> Options:
    """Snapshots of an iteration, first the one that is best."""
    if iteration is None:
        return (("best (auto)", BEST),)
    best = iteration.snapshot(BEST)
    words = "best (auto)" if best is None else f"best: {best.name}"
    named = tuple((_snapshot_words(one.name, one.test_rmse_px), one.name) for one in iteration.snapshots)
    return ((words, BEST), ("last", LAST), *named)


def choice_options() -> Options:
    """Which snapshot videos are tracked with after training."""
    return (("best by test error", BEST), ("the last one", LAST))


def project_words(project: DlcProject) -> str:
    """A project in a line."""
    trained = project.trained
    state = "nothing trained yet" if not trained else f"trained up to iteration-{trained[-1].number}"
    labels = counted(len(project.labels), "label")
    return f"{project.name}  ·  {counted(len(project.videos), 'video')}  ·  {labels}  ·  {state}"


def environment_words(environment: Environment) -> tuple[str, bool]:
    """Where DeepLabCut runs, and whether that is bad news."""
    if environment.problem:
        return environment.problem, True
    if not environment.words:
        return ("Asking DeepLabCut what it can do…" if environment.is_asked else ""), False
    if not environment.devices:
        return f"{environment.words}. No GPU was found, and the CPU is slow.", True
    return environment.words, False


def _snapshot_words(name: str, test_rmse_px: float | None) -> str:
    return name if test_rmse_px is None else f"{name}  ·  {test_rmse_px:.2f} px"
