"""Commands that choose the current label."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.following import followed
from dustrack_imgui.commands.points import Xy, place
from dustrack_imgui.model.session import NumberKeys, Session, VideoState
from dustrack_imgui.store.command import Command, Kind, Need, Refused, Result

SECTION = "2. Select annotation number (#)"
PAGES = 100


def with_label(session: Session, state: VideoState, label: str) -> Session:
    """Return the session with `label` current in the video."""
    view = replace(state.view, label=label, pending_pick=None)
    return session.with_video_state(followed(replace(state, view=view)))


def labels_on_page(state: VideoState, page: int) -> tuple[str, ...]:
    """Labels of a page that any layer declares, in numeric order."""
    declared = {label for layer in state.data.layers for label in layer.labels}
    return tuple(sorted((label for label in declared if int(label) // 10 == page), key=int))


def select(session: Session, *, label: str) -> Session:
    """Make a label current; it is declared when its first point is placed."""
    if not (label.isascii() and label.isdigit()):
        raise Refused(f"Labels are numbers, not {label!r}.")
    return with_label(session, active(session), str(int(label)))


def digit(
    session: Session, *, digit: int, xy_image: Xy | None = None, exact_frame: int | None = None
) -> Session | Result:
    """Select label page·10 + digit; in place mode also place it at the cursor."""
    state = active(session)
    chosen = with_label(session, state, str(state.view.label_page * 10 + digit))
    if session.interface.number_keys is NumberKeys.SELECT:
        return chosen
    return place(chosen, xy_image=xy_image, exact_frame=exact_frame)


def neighbour(session: Session, *, delta: int) -> Session:
    """Select the next label of the page that some layer declares, wrapping around."""
    state = active(session)
    labels = labels_on_page(state, state.view.label_page)
    others = [label for label in labels if label != state.view.label]
    if not others:
        raise Refused("No other label on this page; press a digit to choose one.")
    current = int(state.view.label)
    beyond = [x for x in others if (int(x) > current if delta > 0 else int(x) < current)]
    ring = beyond or others
    return with_label(session, state, ring[0] if delta > 0 else ring[-1])


def page(session: Session, *, delta: int) -> Session:
    """Turn to another page of ten labels, wrapping around, keeping the digit."""
    state = active(session)
    label = (int(state.view.label) + 10 * delta) % (10 * PAGES)
    return with_label(session, state, str(label))


def toggle_number_keys(session: Session) -> Session:
    """Switch digit keys between selecting and placing."""
    is_select = session.interface.number_keys is NumberKeys.SELECT
    mode = NumberKeys.PLACE if is_select else NumberKeys.SELECT
    text = "Number keys place the label at the cursor." if is_select else "Number keys select a label."
    return replace(session, interface=replace(session.interface, number_keys=mode)).saying(text)


def _digit(number: int) -> Command:
    return Command(
        f"label.digit_{number}",
        "Label 0–9 of this page" if number == 0 else f"Label {number} of this page",
        "Number keys select a label, or in place mode place it at the cursor."
        if number == 0
        else "Select or place.",
        SECTION,
        partial(digit, digit=number),
        Kind.EDIT,
        (str(number),),
        needs_video,
        needs=(Need.CURSOR_IMAGE, Need.EXACT_FRAME),
        is_listed=number == 0,
    )


def _view(id_: str, title: str, help_: str, do: partial[Session], *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, needs_video, repeats=True)


COMMANDS = (
    *(_digit(number) for number in range(10)),
    _view("label.next", "Next label", "Next label of this page, wraps.", partial(neighbour, delta=1), "'"),
    _view(
        "label.previous",
        "Previous label",
        "Previous label of this page, wraps.",
        partial(neighbour, delta=-1),
        ";",
    ),
    _view("label.next_page", "Next ten labels", "Next label range, wraps.", partial(page, delta=1), "w"),
    _view(
        "label.previous_page",
        "Previous ten labels",
        "Previous label range, wraps.",
        partial(page, delta=-1),
        "q",
    ),
    Command(
        "label.select",
        "Select label",
        "Click a marker or a label in the list.",
        SECTION,
        select,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
    Command(
        "label.toggle_number_keys",
        "Number keys: select or place",
        "Switch digit keys between selecting a label and placing it at the cursor.",
        "Other",
        toggle_number_keys,
        Kind.VIEW,
        ("`",),
    ),
)
