"""Progress bars of tqdm as progress of the job; their loops are where analysing can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.dlc.worker.watch import Watch


def install(patches: Patches, watch: Watch) -> None:
    """Show nothing on the terminal; tell the job's channel instead."""
    import tqdm.std

    bar = tqdm.std.tqdm

    def displaying(original: Callable[..., Any]) -> Callable[..., Any]:
        def display(self: Any, msg: str | None = None, pos: int | None = None) -> bool:
            values = self.format_dict
            if not watch.is_training:
                watch.channel.progress(
                    values["n"],
                    values.get("total") or 0,
                    unit=_unit(values.get("unit")),
                    rate=values.get("rate"),
                )
            return True

        return display

    def iterating(original: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        def iterate(self: Any) -> Iterator[Any]:
            for item in original(self):
                watch.channel.check()
                yield item

        return iterate

    patches.replace(bar, "display", displaying)
    patches.replace(bar, "__iter__", iterating)
    patches.replace(bar, "status_printer", lambda original: staticmethod(_printer_of_nothing))
    patches.replace(bar, "moveto", lambda original: _do_not_move)


def _unit(unit: str | None) -> str:
    return {"it": "frames", "B": "bytes", None: ""}.get(unit, unit or "")


def _printer_of_nothing(file: object) -> Callable[[str], None]:
    def print_status(text: str) -> None:
        return None

    return print_status


def _do_not_move(self: object, n: int) -> None:
    return None
