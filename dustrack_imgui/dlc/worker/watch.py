"""What the hooks know of the training that runs: how far it is, its figures, and when it should end early."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from dustrack_imgui.jobs.child.channel import Channel


@dataclass
class Watch:
    """Shared by all hooks of a job.

    Attributes
    ----------
    epochs
        Epochs of the training that runs; 0 when none does.
    early_stop_epochs
        Epochs without a better error on the test frames after which training ends; None for never.
    epochs_done
        Epochs that are trained and, if it was their turn, evaluated.
    has_stopped_early
        Whether training ended before its last epoch because there was nothing more to gain.
    figures
        Figures of the epoch that runs, by name.
    """

    channel: Channel
    epochs: int = 0
    batches: int = 0
    batch: int = 0
    eval_every: int = 1
    early_stop_epochs: int | None = None
    epochs_done: int = 0
    has_stopped_early: bool = False
    best_test_rmse: float = math.inf
    best_epoch: int = 0
    figures: dict[str, float | None] = field(default_factory=dict)
    train_errors: list[float] = field(default_factory=list)

    def begin(self, *, epochs: int, batches: int, eval_every: int) -> None:
        """Training begins."""
        self.epochs, self.batches, self.batch, self.eval_every = (
            epochs,
            max(1, batches),
            0,
            max(1, eval_every),
        )
        self.epochs_done, self.has_stopped_early = 0, False
        self.best_test_rmse, self.best_epoch = math.inf, 0
        self.figures, self.train_errors = {}, []

    def end(self) -> None:
        """Training is over."""
        self.epochs = 0

    @property
    def is_training(self) -> bool:
        """Whether a training runs."""
        return self.epochs > 0

    @property
    def is_evaluated_epoch(self) -> bool:
        """Whether the epoch that runs will be evaluated."""
        return (self.epochs_done + 1) % self.eval_every == 0

    def note(self, figures: Mapping[str, float | None]) -> None:
        """Remember figures of the epoch that runs."""
        self.figures.update(figures)

    def end_epoch(self, epoch: int) -> None:
        """The epoch is trained; tells its figures."""
        self.epochs_done = epoch
        test_rmse = self.figures.get("test_rmse")
        if test_rmse is not None and test_rmse < self.best_test_rmse:
            self.best_test_rmse, self.best_epoch = test_rmse, epoch
        self.channel.metrics(self.figures, step=epoch)
        self.figures, self.train_errors = {}, []

    @property
    def has_nothing_to_gain(self) -> bool:
        """Whether the error on the test frames has not fallen for as long as was given."""
        if self.early_stop_epochs is None or self.best_epoch == 0:
            return False
        return self.epochs_done - self.best_epoch >= self.early_stop_epochs
