"""Errors in pixels while training, which DeepLabCut computes wrongly or not at all.

Its validation treats a single animal like one of many: poses of fewer than two points are matched to
nothing, so that with one point the error is never known, and the first snapshot evaluated stays "best" for
ever (DeepLabCut issues 3518 and 2697).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.dlc.worker.watch import Watch


def install_errors(patches: Patches, watch: Watch) -> None:
    """Compute errors on test frames point by point, and note how sure the network is of its points."""
    from deeplabcut.pose_estimation_pytorch.runners import train

    def replacing(original: Any) -> Any:
        return _Metrics(original, watch)

    getattr(train.metrics, "compute_metrics")  # noqa: B009 - raises where a version has it elsewhere
    patches.replace(train, "metrics", replacing)


def install_train_errors(patches: Patches, watch: Watch) -> None:
    """Compute errors on the training frames of epochs that are evaluated: as augmented, before the step."""
    from deeplabcut.pose_estimation_pytorch.models.model import PoseModel

    def targeting(original: Callable[..., Any]) -> Callable[..., Any]:
        def get_target(self: Any, outputs: Any, labels: Any) -> Any:
            if watch.is_training and self.training and watch.is_evaluated_epoch:
                _note_train_errors(watch, self, outputs, labels)
            return original(self, outputs, labels)

        return get_target

    getattr(PoseModel, "get_predictions")  # noqa: B009 - as above
    patches.replace(PoseModel, "get_target", targeting)


class _Metrics:
    """Stands in for DeepLabCut's module of metrics."""

    def __init__(self, module: Any, watch: Watch) -> None:
        self._module = module
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def compute_metrics(
        self, ground_truth: Mapping[str, Any], predictions: Mapping[str, Any], **options: Any
    ) -> Any:
        if all(len(pose) == 1 for pose in ground_truth.values()):
            options["single_animal"] = True
            self._watch.note({"test_likelihood": _mean_likelihood(ground_truth, predictions)})
        return self._module.compute_metrics(ground_truth, predictions, **options)


def _mean_likelihood(ground_truth: Mapping[str, Any], predictions: Mapping[str, Any]) -> float | None:
    """Mean likelihood of the points that are labelled."""
    values = [
        float(predicted[0, point, 2])
        for name, pose in ground_truth.items()
        for predicted in (predictions[name],)
        for point in range(pose.shape[1])
        if pose[0, point, 2] > 0 and len(predicted)
    ]
    return sum(values) / len(values) if values else None


def _note_train_errors(watch: Watch, model: Any, outputs: Any, labels: Any) -> None:
    import torch

    with torch.no_grad():
        poses = model.get_predictions(outputs)["bodypart"]["poses"]
        truth = labels["keypoints"].to(poses.device)
        if poses.shape[1] != 1 or truth.shape[1] != 1:
            return
        points = poses.shape[2]
        is_labelled = truth[:, 0, :points, 2] > 0
        squares = ((poses[:, 0, :, :2] - truth[:, 0, :points, :2]) ** 2).sum(-1)[is_labelled]
        watch.train_errors.extend(squares.cpu().tolist())
    if watch.train_errors:
        watch.note({"train_rmse": (sum(watch.train_errors) / len(watch.train_errors)) ** 0.5})
