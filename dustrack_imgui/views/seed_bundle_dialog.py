"""Dialog: a trained model for a project to begin with, where there are no labels to learn from."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc_creation import Bundle, Bundles
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.dialog_view import Answer, AnswerRow
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.open_video import bare_path
from dustrack_imgui.views.pick_list import PickList
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.typing_guard import add_text_field
from dustrack_imgui.views.wording import counted, megabytes, shortened

WIDTH = 680


def row_words(bundle: Bundle) -> str:
    """A bundle in a line: its name, what it tracks, what it says of itself."""
    if bundle.problem:
        return f"{bundle.name}   cannot be used"
    parts = shortened(", ".join(bundle.body_parts), 40)
    first = bundle.description.splitlines()[0] if bundle.description else ""
    return f"{bundle.name}   {parts}{f'   {first}' if first else ''}"


def detail_words(bundle: Bundle) -> str:
    """What is known of a bundle, in a few lines."""
    if bundle.problem:
        return bundle.problem
    epoch = "" if bundle.epoch is None else f", {counted(bundle.epoch, 'epoch')}"
    lines = [
        f"{counted(len(bundle.body_parts), 'body part')}: {', '.join(bundle.body_parts)}",
        f"{bundle.net_type or 'network unknown'}{epoch}, {megabytes(bundle.size_bytes)}",
        *bundle.description.splitlines()[:3],
        str(bundle.path),
    ]
    return "\n".join(shortened(line, 110) for line in lines)


class SeedBundleDialog:
    """A list of bundles with what each holds; Enter takes the picked one, Esc gives up."""

    size = (WIDTH + 40, 0)
    closes_outside = False

    def __init__(self, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._list = PickList(look, width=WIDTH, max_lines=7, picked=self._show_details)
        self._refusal = RefusalLine(look)
        self._answers = AnswerRow(
            look,
            (Answer("Use this bundle…", self._use), Answer("Cancel", lambda: emit(Call("dialog.dismiss")))),
        )
        self._bundles: Bundles | None = None

    def build(self, card: Item) -> None:
        """Create the items."""
        look = self._look
        self._title = look.text(parent=card, font=Font.TITLE)
        self._text = look.text(parent=card, style=Style.TEXT_DIM, wrap=WIDTH)
        look.space(2, parent=card)
        with dpg.group(parent=card, horizontal=True):
            self._root = look.text(style=Style.TEXT_DIM)
            dpg.add_button(
                label="Change folder…", callback=lambda: self._emit(Call("dlc.seed_bundle_choose_root"))
            )
        self._list.build(card)
        self._details = look.text(parent=card, style=Style.TEXT_DIM, font=Font.SMALL, wrap=WIDTH)
        look.space(2, parent=card)
        with dpg.group(parent=card, horizontal=True):
            self._field = add_text_field(
                0, hint="or paste the path of a bundle or of a folder of bundles", width=-look.px(190)
            )
            for text, wants_folder in (("Folder…", True), ("Archive…", False)):
                arguments = {"wants_folder": wants_folder}
                dpg.add_button(label=text, callback=self._browsing(arguments))
        self._remember = dpg.add_checkbox(
            parent=card, label="Remember this folder of bundles", callback=self._ticked
        )
        self._refusal.build(card)
        self._answers.build(card)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Say why a model is asked for, and show the bundles that are known."""
        del card_px
        self._bundles = None
        dpg.set_value(self._title, dialog.title)
        dpg.set_value(
            self._text,
            f"{dialog.subject} has no labels to learn from. A project can begin with a model of another "
            "project, a seed bundle, which then tracks this video. Choose one, or label some frames first.",
        )
        dpg.set_value(self._field, "")
        self._refusal.begin(session)
        self._answers.reset()

    def draw(self, scene: Scene) -> None:
        """Follow the list."""
        self._refusal.draw(scene)
        bundles = scene.session.dlc.bundles
        if bundles is self._bundles:
            return
        before, self._bundles = self._bundles, bundles
        dpg.set_value(self._remember, bundles.is_remembered)
        root = (
            f"From: {shortened(bundles.root, 70)}" if bundles.root else "No folder of bundles is known yet."
        )
        dpg.set_value(self._root, "Looking…" if bundles.is_busy else root)
        if before is None or before.found is not bundles.found:
            dpg.set_value(self._details, "")
            self._list.show([row_words(bundle) for bundle in bundles.found])

    def press(self, key: str) -> None:
        """Answer a key; the arrows pick a bundle, Enter looks at a path that was typed."""
        if key in ("up", "down"):
            self._list.step(-1 if key == "up" else 1)
        elif key == "enter" and bare_path(dpg.get_value(self._field)):
            self._look_at(bare_path(dpg.get_value(self._field)))
        elif key in ("enter", "esc", "tab", "shift+tab"):
            self._answers.press(key)

    def _look_at(self, path: str) -> None:
        self._emit(Call("dlc.seed_bundle_inspect", {"path": path}))
        dpg.set_value(self._field, "")

    def _use(self) -> None:
        found = () if self._bundles is None else self._bundles.found
        chosen = self._list.chosen
        if chosen is not None and chosen < len(found):
            self._emit(Call("dlc.seed_bundle_use", {"path": str(found[chosen].path)}))

    def _show_details(self, number: int) -> None:
        if self._bundles is not None:
            bundle = self._bundles.found[number]
            dpg.set_value(self._details, detail_words(bundle))
            self._look.wear(self._details, Style.TEXT_WARNING if bundle.problem else Style.TEXT_DIM)

    def _browsing(self, arguments: dict[str, Any]) -> Any:
        return lambda: self._emit(Call("dlc.seed_bundle_browse", arguments))

    def _ticked(self, sender: Any, value: Any, user_data: Any) -> None:
        del sender, user_data
        self._emit(Call("dlc.seed_bundle_remember", {"is_remembered": bool(value)}))
