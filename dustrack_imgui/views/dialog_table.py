"""All dialogs, by kind; importing this loads every one of them."""

from __future__ import annotations

from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.views.analyse_dialog import AnalyseDialog
from dustrack_imgui.views.ask_interval import AskInterval
from dustrack_imgui.views.ask_name import AskName
from dustrack_imgui.views.batch_dialog import BatchDialog
from dustrack_imgui.views.command_palette import CommandPalette
from dustrack_imgui.views.confirm import Confirm
from dustrack_imgui.views.create_project_dialog import CreateProjectDialog
from dustrack_imgui.views.dialog_view import DialogView
from dustrack_imgui.views.dlc_python_dialog import DlcPythonDialog
from dustrack_imgui.views.evaluation_dialog import EvaluationDialog
from dustrack_imgui.views.export_bundle_dialog import ExportBundleDialog
from dustrack_imgui.views.go_to_frame import GoToFrame
from dustrack_imgui.views.key_editor import KeyEditor
from dustrack_imgui.views.layers_question import CLOSING, FOUND, LayersQuestion
from dustrack_imgui.views.likelihood_dialog import LikelihoodDialog
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.menu_bar import MenuBar
from dustrack_imgui.views.menu_view import MenuView
from dustrack_imgui.views.notice import Notice
from dustrack_imgui.views.open_video import OpenVideo
from dustrack_imgui.views.preflight_dialog import PreflightDialog
from dustrack_imgui.views.restore_dialog import RestoreDialog
from dustrack_imgui.views.save_as import SaveAs
from dustrack_imgui.views.scene import Emit
from dustrack_imgui.views.seed_bundle_dialog import SeedBundleDialog
from dustrack_imgui.views.shortcut_sheet import ShortcutSheet
from dustrack_imgui.views.train_dialog import TrainDialog


def dialog_views(
    commands: CommandTable, emit: Emit, look: Look, menu_bar: MenuBar
) -> dict[DialogKind, DialogView]:
    """Make all dialogs without their items; some kinds share one."""
    notice = Notice(emit, look)
    ask_name = AskName(emit, look)
    return {
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
        DialogKind.DLC_PYTHON: DlcPythonDialog(emit, look),
        DialogKind.EXPORT_BUNDLE: ExportBundleDialog(emit, look),
    }
