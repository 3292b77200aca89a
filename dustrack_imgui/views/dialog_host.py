"""The one dialog that may be open: a card over the dimmed desk, which takes every key while it is there."""

from __future__ import annotations

from collections.abc import Callable

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.dialog_view import DialogView
from dustrack_imgui.views.layout import centred
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.menu_bar import MenuBar
from dustrack_imgui.views.menu_view import MenuView
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_MARGIN, _EDGE = 24, 8
_SETTLED = 4
"""Frames after which the size of a card is that of what it holds now."""
_TOP_FRACTION = 0.14


class DialogHost:
    """Shows the dialog of the session on a window that covers all; no popup of Dear ImGui is used.

    Dialogs are built when they are first opened, or one by one with `build_more` before anybody wants them.

    Parameters
    ----------
    finish_loading
        Called before their modules are imported, in case another thread is at that.
    """

    def __init__(
        self,
        commands: CommandTable,
        emit: Emit,
        look: Look,
        menu_bar: MenuBar,
        finish_loading: Callable[[], None] = lambda: None,
    ) -> None:
        self._commands = commands
        self._emit = emit
        self._look = look
        self._menu_bar = menu_bar
        self._finish_loading = finish_loading
        self._known: dict[DialogKind, DialogView] | None = None
        self._unbuilt: list[DialogView] = []
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
        """Create the scrim; cards are put on it later."""
        self._scrim = dpg.add_window(
            no_title_bar=True, no_move=True, no_resize=True, no_scrollbar=True, no_scroll_with_mouse=True,
            no_collapse=True, no_saved_settings=True, show=False, pos=(0, 0),
        )  # fmt: skip
        self._look.wear(self._scrim, Style.SCRIM)

    @property
    def is_settled(self) -> bool:
        """Whether no dialogs are being built ahead of their use."""
        return not self._unbuilt

    @property
    def is_complete(self) -> bool:
        """Whether all dialogs are built."""
        return self._known is not None and not self._unbuilt

    def build_more(self) -> None:
        """Build one more dialog, or none when all are."""
        if self._views and self._unbuilt:
            self._build(self._unbuilt[0])

    @property
    def _views(self) -> dict[DialogKind, DialogView]:
        if self._known is None:
            self._finish_loading()
            from dustrack_imgui.views.dialog_table import dialog_views  # late: it takes its time

            self._known = dialog_views(self._commands, self._emit, self._look, self._menu_bar)
            self._unbuilt = list(dict.fromkeys(self._known.values()))
        return self._known

    def _view(self, dialog: Dialog) -> DialogView:
        """The view of a dialog, with its items."""
        view = self._views[dialog.kind]
        if view in self._unbuilt:
            self._build(view)
        return view

    def _build(self, view: DialogView) -> None:
        is_menu = isinstance(view, MenuView)
        card = self._look.box(
            self._scrim,
            Style.MENU if is_menu else Style.CARD,
            is_shown=False,
            is_scrolling=is_menu,
            fits_height=view.size[1] == 0 and not is_menu,
        )
        self._cards[view] = card
        self._unbuilt.remove(view)
        view.build(card)

    def resize(self, width_px: int, height_px: int) -> None:
        """Cover a window of that size."""
        self._size_px = (width_px, height_px)
        dpg.configure_item(self._scrim, width=width_px, height=height_px)
        if self._dialog is not None:
            self._place(self._view(self._dialog))

    def draw(self, scene: Scene) -> None:
        """Follow the session's dialog."""
        session = scene.session
        if session.dialog is not self._dialog:
            if self._dialog is not None:
                dpg.configure_item(self._cards[self._view(self._dialog)], show=False)
            self._dialog = session.dialog
            dpg.configure_item(self._scrim, show=self._dialog is not None)
            is_menu = self._dialog is not None and self._dialog.kind is DialogKind.MENU
            self._look.wear(self._scrim, Style.BARE if is_menu else Style.SCRIM)
            if self._dialog is not None:
                view = self._view(self._dialog)
                card_px = self._place(view)
                dpg.configure_item(self._cards[view], show=True)
                dpg.focus_item(self._scrim)
                view.open(self._dialog, session, card_px)
                self._was_button_down = True
        if self._dialog is not None:
            view = self._view(self._dialog)
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
        self._view(self._dialog).press(name)
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
