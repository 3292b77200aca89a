"""Fills in what a command needs from outside the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from dustrack_imgui.app.events import Xy
from dustrack_imgui.app.keys import Request
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, CommandTable, Need

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies outside the session, asked only when a command needs it."""

    xy_image: Callable[[Session], Xy | None]
    trace_frame: Callable[[], float | None]
    exact_frame: Callable[[Session], int | None]
    grey_percentiles: Callable[[Session], tuple[float, float, float] | None]
    pane: Callable[[], str]
    trace_limits: Callable[[], tuple[Range, Range]]


def filled(request: Request, session: Session, table: CommandTable, outside: Outside) -> Call:
    """Call of a request, with the arguments that its command needs from outside.

    What the request brings itself (e.g. a script) is kept.
    """
    command = table.get(request.command)
    arguments: dict[str, object] = {}
    for need in command.needs if command else ():
        if need.value in request.arguments:
            continue
        if need is Need.CURSOR_IMAGE:
            arguments[need.value] = outside.xy_image(session)
        elif need is Need.CURSOR_TRACE:
            arguments[need.value] = outside.trace_frame()
        elif need is Need.GREY_PERCENTILES:
            arguments[need.value] = outside.grey_percentiles(session)
        elif need is Need.PANE:
            arguments[need.value] = outside.pane()
        elif need is Need.TRACE_LIMITS:
            arguments[need.value] = outside.trace_limits()
        else:
            arguments[need.value] = outside.exact_frame(session)
    fixed = command.arguments if command else MappingProxyType({})
    return Call(
        request.command, MappingProxyType({**fixed, **arguments, **request.arguments}), request.gesture
    )
