"""What the dialogs about a project have in common: whose it is, when there is news of it, what runs it."""

from __future__ import annotations

from pathlib import Path

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc import Dlc, DlcProject, Environment
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.views.dlc_options import environment_words
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.refusal_line import RefusalLine
from dustrack_imgui.views.scene import Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


class ProjectWatch:
    """Follows the project that a dialog was opened for, and says below it what is refused.

    Attributes
    ----------
    root
        Folder of the project.
    dlc
        What was drawn last; None before.
    """

    def __init__(self, look: Look) -> None:
        self.root = Path()
        self.dlc: Dlc | None = None
        self._refusal = RefusalLine(look)

    def build(self, card: Item) -> None:
        """Create the line for refusals."""
        self._refusal.build(card)

    def begin(self, dialog: Dialog, session: Session) -> None:
        """Follow the project of a dialog."""
        self.root = Path(dialog.subject)
        self.dlc = None
        self._refusal.begin(session)

    def news(self, scene: Scene) -> DlcProject | None:
        """The project when anything of DeepLabCut changed since the last call, else None."""
        self._refusal.draw(scene)
        dlc = scene.session.dlc
        if dlc is self.dlc:
            return None
        self.dlc = dlc
        return dlc.project(self.root)


class EnvironmentLine:
    """Which DeepLabCut does the work, or why none can."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def build(self, card: Item, *, wrap: int) -> None:
        """Create the line."""
        self._text = self._look.text(parent=card, font=Font.SMALL, wrap=wrap)

    def show(self, environment: Environment) -> None:
        """Tell of an environment."""
        words, is_bad = environment_words(environment)
        dpg.set_value(self._text, words)
        self._look.wear(self._text, Style.TEXT_WARNING if is_bad else Style.TEXT_DIM)
