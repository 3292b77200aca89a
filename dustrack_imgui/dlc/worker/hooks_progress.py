"""Progress bars of tqdm as progress of the job; their loops are where analysing can be stopped and paused.

A bar draws itself while it holds a lock that all bars share. Whatever is raised there leaves the lock taken,
and the next bar waits for ever; so drawing only notes the figures, and they are told when the lock is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.dlc.worker.watch import Watch

_NOTED = "_dustrack_figures"
_UNITS = {"it": "frames", "B": "bytes"}


def install(patches: Patches, watch: Watch) -> None:
    """Show nothing on the terminal; tell the job's channel instead."""
    import tqdm.std

    bar = tqdm.std.tqdm

    def displaying(original: Callable[..., Any]) -> Callable[..., Any]:
        def display(self: Any, msg: str | None = None, pos: int | None = None) -> bool:
            setattr(self, _NOTED, self.format_dict)
            return True

        return display

    def updating(original: Callable[..., Any]) -> Callable[..., Any]:
        def update(self: Any, n: float | None = 1) -> Any:
            result = original(self, n)
            _tell(self, watch)
            return result

        return update

    def iterating(original: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        def iterate(self: Any) -> Iterator[Any]:
            for item in original(self):
                watch.channel.wait_while_paused()
                yield item
            _tell(self, watch)

        return iterate

    patches.replace(bar, "display", displaying)
    patches.replace(bar, "update", updating)
    patches.replace(bar, "__iter__", iterating)
    patches.replace(bar, "status_printer", lambda original: staticmethod(_printer_of_nothing))
    patches.replace(bar, "moveto", lambda original: _do_not_move)


def _tell(bar: Any, watch: Watch) -> None:
    """Tell what the bar noted when it last drew itself; a training tells of itself."""
    figures = vars(bar).pop(_NOTED, None)
    if figures is None or watch.is_training:
        return
    unit = figures.get("unit") or ""
    watch.channel.progress(
        figures["n"], figures.get("total") or 0, unit=_UNITS.get(unit, unit), rate=figures.get("rate")
    )


def _printer_of_nothing(file: object) -> Callable[[str], None]:
    def print_status(text: str) -> None:
        return None

    return print_status


def _do_not_move(self: object, n: int) -> None:
    return None
