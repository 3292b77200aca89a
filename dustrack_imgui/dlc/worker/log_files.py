"""Log files that DeepLabCut opens for a training and never closes: on Windows they lock folders."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from dustrack_imgui.dlc.worker.patches import Patches


@contextlib.contextmanager
def closed_logs() -> Iterator[None]:
    """Close what was opened meanwhile, and let handlers that were there before stay."""
    root = logging.getLogger()
    before = list(root.handlers)
    level = root.level

    def close() -> None:
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
            handler.close()

    patches = Patches()
    with contextlib.suppress(ImportError, AttributeError):
        from deeplabcut.pose_estimation_pytorch.apis import training

        patches.replace(training, "destroy_file_logging", lambda original: close)
    try:
        yield
    finally:
        patches.undo()
        close()
        for handler in before:
            if handler not in root.handlers:
                root.addHandler(handler)
        root.setLevel(level)
