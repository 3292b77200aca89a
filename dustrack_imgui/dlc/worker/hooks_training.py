"""DeepLabCut's training loop, epoch by epoch: progress, figures, snapshots, and where it can end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.dlc.worker.watch import Watch
from dustrack_imgui.jobs.child.channel import StopAndKeep

_FIGURES = {
    "losses/train.total_loss": "train_loss",
    "losses/eval.total_loss": "test_loss",
    "metrics/test.rmse": "test_rmse",
    "metrics/test.rmse_pcutoff": "test_rmse_pcutoff",
}


def install_epochs(patches: Patches, watch: Watch) -> None:
    """Learn how long the training will be."""
    from deeplabcut.pose_estimation_pytorch.runners import train

    def fitting(original: Callable[..., Any]) -> Callable[..., Any]:
        def fit(self: Any, train_loader: Any, valid_loader: Any, epochs: int, display_iters: int) -> Any:
            watch.begin(epochs=epochs, batches=len(train_loader), eval_every=self.eval_interval)
            try:
                return original(self, train_loader, valid_loader, epochs=epochs, display_iters=display_iters)
            finally:
                watch.end()

        return fit

    patches.replace(train.TrainingRunner, "fit", fitting)


def install_steps(patches: Patches, watch: Watch) -> None:
    """Tell of every batch, and stop or pause between batches."""
    from deeplabcut.pose_estimation_pytorch.runners import train

    def stepping(original: Callable[..., Any]) -> Callable[..., Any]:
        def step(self: Any, batch: Any, mode: str = "train") -> Any:
            watch.channel.wait_while_paused()
            losses = original(self, batch, mode)
            if mode == "train" and watch.is_training:
                watch.batch += 1
                watch.note({"learning_rate": float(self.optimizer.param_groups[0]["lr"])})
                watch.channel.progress(watch.batch / watch.batches, watch.epochs, unit="epochs")
            return losses

        return step

    patches.replace(train.PoseTrainingRunner, "step", stepping)


def install_log(patches: Patches, watch: Watch) -> None:
    """Take the figures of an epoch from where DeepLabCut writes them down."""
    from deeplabcut.pose_estimation_pytorch.runners import train

    def logging(original: Callable[..., Any]) -> Callable[..., Any]:
        def log(self: Any, metrics: Mapping[str, Any], step: int | None = None) -> Any:
            watch.note({name: _number(metrics[key]) for key, name in _FIGURES.items() if key in metrics})
            return original(self, metrics, step=step)

        return log

    patches.replace(train.CSVLogger, "log", logging)


def install_snapshots(patches: Patches, watch: Watch) -> None:
    """Tell of saved snapshots; after an epoch training may be ended, with a snapshot of that epoch."""
    from deeplabcut.pose_estimation_pytorch.runners.snapshots import TorchSnapshotManager

    def updating(original: Callable[..., Any]) -> Callable[..., Any]:
        def update(self: Any, epoch: int, state_dict: dict[str, Any], last: bool = False) -> Any:
            watch.end_epoch(epoch)
            is_over = not last and (watch.has_nothing_to_gain or watch.channel.wants_stop)
            before = _saved(self)
            result = original(self, epoch, state_dict, last=last or is_over)
            for path in sorted(_saved(self) - before):
                if path.stem.endswith(f"-{epoch:03}"):
                    watch.channel.snapshot(str(path), epoch=epoch, is_best="-best-" in path.stem)
            if is_over:
                watch.has_stopped_early = True
                raise StopAndKeep
            return result

        return update

    patches.replace(TorchSnapshotManager, "update", updating)


def _saved(manager: Any) -> set[Path]:
    return set(Path(manager.model_folder).glob("*.pt"))


def _number(value: Any) -> float | None:
    number = float(value)
    return number if number == number else None
