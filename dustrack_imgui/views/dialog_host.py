"""The one dialog that may be open: a card over the dimmed desk, which takes every key while it is there."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.analyse_dialog import AnalyseDialog
from dustrack_imgui.views.ask_interval import AskInterval
from dustrack_imgui.views.ask_name import AskName
from dustrack_imgui.views.batch_dialog import BatchDialog
from dustrack_imgui.views.command_palette import CommandPalette
from dustrack_imgui.views.confirm import Confirm
from dustrack_imgui.views.create_project_dialog import CreateProjectDialog
from dustrack_imgui.views.dialog_view import DialogView
from dustrack_imgui.views.evaluation_dialog import EvaluationDialog
from dustrack_imgui.views.go_to_frame import GoToFrame
from dustrack_imgui.views.key_editor import KeyEditor
from dustrack_imgui.views.layers_question import CLOSING, FOUND, LayersQuestion
from dustrack_imgui.views.layout import centred
from dustrack_imgui.views.likelihood_dialog import LikelihoodDialog
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.menu_bar import MenuBar
from dustrack_imgui.views.menu_view import MenuView
from dustrack_imgui.views.notice import Notice
from dustrack_imgui.views.open_video import OpenVideo
from dustrack_imgui.views.preflight_dialog import PreflightDialog
from dustrack_imgui.views.restore_dialog import RestoreDialog
from dustrack_imgui.views.save_as import SaveAs
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.seed_bundle_dialog import SeedBundleDialog
from dustrack_imgui.views.shortcut_sheet import ShortcutSheet
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.train_dialog import TrainDialog

_MARGIN, _EDGE = 24, 8
_SETTLED = 4
"""Frames after which the size of a card is that of what it holds now."""
_TOP_FRACTION = 0.14


class DialogHost:
    """Shows the dialog of the session on a window that covers all; no popup of Dear ImGui is used."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look, menu_bar: MenuBar) -> None:
        self._emit = emit
        self._look = look
        notice = Notice(emit, look)
        ask_name = AskName(emit, look)
        self._views: dict[DialogKind, DialogView] = {
            DialogKind.PALETTE: CommandPalette(commands, emit, look),
            DialogKind.SHORTCUTS: ShortcutSheet(commands, emit, look),
            DialogKind.GO_TO_FRAME: GoToFrame(emit, look),
            DialogKind.UNSAVED: LayersQuestion(emit, look, CLOSING),
            DialogKind.RECOVERY: LayersQuestion(emit, look, FOUND),
            DialogKind.OPEN_VIDEO: OpenVideo(emit, look),
            DialogKind.SAVE_AS: SaveAs(emit, look),
            DialogKind.NOTICE: notice,
            DialogKind.ABOUT: notice,
            DialogKind.CONFIRM: Confirm(emit, look),
            DialogKind.NEW_LAYER: ask_name,
            DialogKind.DUPLICATE_LAYER: ask_name,
            DialogKind.RENAME_LAYER: ask_name,
            DialogKind.NAME_LABEL: ask_name,
            DialogKind.KEYS: KeyEditor(commands, emit, look),
            DialogKind.BATCH: BatchDialog(commands, emit, look),
            DialogKind.MENU: MenuView(menu_bar, emit, look),
            DialogKind.INTERVAL: AskInterval(emit, look),
            DialogKind.TRAIN: TrainDialog(emit, look),
            DialogKind.ANALYSE: AnalyseDialog(emit, look),
            DialogKind.EVALUATION: EvaluationDialog(emit, look),
            DialogKind.CONFIDENCE: LikelihoodDialog(emit, look),
            DialogKind.PREFLIGHT: PreflightDialog(emit, look),
            DialogKind.RESTORE: RestoreDialog(emit, look),
            DialogKind.CREATE_PROJECT: CreateProjectDialog(emit, look),
            DialogKind.SEED_BUNDLE: SeedBundleDialog(emit, look),
        }
        self._cards: dict[DialogView, Item] = {}
        self._dialog: Dialog | None = None
        self._size_px = (1, 1)
        self._was_button_down = False
        self._is_cut = False
        self._age = 0

    @property
    def is_open(self) -> bool:
        """Whether a dialog takes the keys."""
        return self._dialog is not None

    def build(self) -> None:
        """Create the scrim and a hidden card for each dialog."""
        self._scrim = dpg.add_window(
            no_title_bar=True, no_move=True, no_resize=True, no_scrollbar=True, no_scroll_with_mouse=True,
            no_collapse=True, no_saved_settings=True, show=False, pos=(0, 0),
        )  # fmt: skip
        self._look.wear(self._scrim, Style.SCRIM)
        for view in self._views.values():
            if view not in self._cards:
                is_menu = isinstance(view, MenuView)
                card = self._look.box(
                    self._scrim,
                    Style.MENU if is_menu else Style.CARD,
                    is_shown=False,
                    is_scrolling=is_menu,
                    fits_height=view.size[1] == 0 and not is_menu,
                )
                self._cards[view] = card
                view.build(card)

    def resize(self, width_px: int, height_px: int) -> None:
        """Cover a window of that size."""
        self._size_px = (width_px, height_px)
        dpg.configure_item(self._scrim, width=width_px, height=height_px)
        if self._dialog is not None:
            self._place(self._views[self._dialog.kind])

    def draw(self, scene: Scene) -> None:
        """Follow the session's dialog."""
        session = scene.session
        if session.dialog is not self._dialog:
            if self._dialog is not None:
                dpg.configure_item(self._cards[self._views[self._dialog.kind]], show=False)
            self._dialog = session.dialog
            dpg.configure_item(self._scrim, show=self._dialog is not None)
            is_menu = self._dialog is not None and self._dialog.kind is DialogKind.MENU
            self._look.wear(self._scrim, Style.BARE if is_menu else Style.SCRIM)
            if self._dialog is not None:
                view = self._views[self._dialog.kind]
                card_px = self._place(view)
                dpg.configure_item(self._cards[view], show=True)
                dpg.focus_item(self._scrim)
                view.open(self._dialog, session, card_px)
                self._was_button_down = True
        if self._dialog is not None:
            view = self._views[self._dialog.kind]
            view.draw(scene)
            if not view.size[1] and not isinstance(view, MenuView):
                self._keep_inside(self._cards[view])
            self._cancel_on_click_outside(view, scene)

    def handle_key(self, name: str) -> bool:
        """Give a key (named as in `key_names`) to the open dialog; False when none is open.

        An open dialog takes every key, so that nothing typed into it reaches the desk.
        """
        if self._dialog is None:
            return False
        self._views[self._dialog.kind].press(name)
        return True

    def _place(self, view: DialogView) -> tuple[int, int]:
        """Put the card into the upper middle; its size, with height 0 when that fits the content."""
        if isinstance(view, MenuView):
            return view.place(*self._size_px)
        width, height = (self._look.px(length) for length in view.size)
        window = Rect(0, 0, *self._size_px)
        rect = centred(window, width, height or 1, margin_px=self._look.px(_MARGIN))
        top = (
            min(rect.top, round(self._size_px[1] * _TOP_FRACTION))
            if height
            else round(self._size_px[1] * _TOP_FRACTION)
        )
        card = self._cards[view]
        self._age = 0
        if self._is_cut:
            self._is_cut = False
            self._let_scroll(card, is_scrolling=False)
        dpg.configure_item(card, pos=(rect.left, top), width=rect.width, height=rect.height if height else 0)
        return rect.width, rect.height if height else 0

    def _keep_inside(self, card: Item) -> None:
        """Move a card up that grew beyond the window's edge; one that is too high for the window scrolls."""
        self._age += 1
        rect, edge = self._look.rect_of(card), self._look.px(_EDGE)
        lowest = self._size_px[1] - edge
        if self._is_cut or self._age < _SETTLED or rect.top + rect.height <= lowest:
            return
        top = max(edge, lowest - rect.height)
        dpg.configure_item(card, pos=(rect.left, top))
        if rect.height > lowest - top:
            self._is_cut = True
            self._let_scroll(card, is_scrolling=True)
            dpg.configure_item(card, height=lowest - top)

    @staticmethod
    def _let_scroll(card: Item, *, is_scrolling: bool) -> None:
        dpg.configure_item(
            card,
            auto_resize_y=not is_scrolling,
            no_scrollbar=not is_scrolling,
            no_scroll_with_mouse=not is_scrolling,
        )

    def _cancel_on_click_outside(self, view: DialogView, scene: Scene) -> None:
        is_down = dpg.is_mouse_button_down(dpg.mvMouseButton_Left)
        is_click = is_down and not self._was_button_down
        self._was_button_down = is_down
        if not (is_click and view.closes_outside):
            return
        if not self._look.rect_of(self._cards[view]).contains(scene.xy_mouse):
            self._emit(Call("dialog.dismiss"))
