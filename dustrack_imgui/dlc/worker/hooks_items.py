"""Which video is analysed, which snapshot is evaluated: told when DeepLabCut turns to the next one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.worker.patches import Patches
from dustrack_imgui.dlc.worker.watch import Watch


def install_videos(patches: Patches, watch: Watch) -> None:
    """Tell of each video."""
    from deeplabcut.pose_estimation_pytorch.apis import videos

    def telling(original: Callable[..., Any]) -> Callable[..., Any]:
        def video_inference(video: Any, *args: Any, **options: Any) -> Any:
            watch.channel.item("video", str(getattr(video, "video_path", video)))
            return original(video, *args, **options)

        return video_inference

    patches.replace(videos, "video_inference", telling)


def install_snapshots(patches: Patches, watch: Watch) -> None:
    """Tell of each snapshot."""
    from deeplabcut.pose_estimation_pytorch.apis import evaluation

    def telling(original: Callable[..., Any]) -> Callable[..., Any]:
        def evaluate_snapshot(*args: Any, **options: Any) -> Any:
            snapshot = options.get("snapshot") or args[3]
            watch.channel.item("snapshot", Path(snapshot.path).stem)
            return original(*args, **options)

        return evaluate_snapshot

    patches.replace(evaluation, "evaluate_snapshot", telling)
