"""Moving a file to the trash of the desktop, from which its owner can take it back."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.formats.errors import WriteError, os_reason


def move_to_trash(path: Path) -> None:
    """Move a file to the trash.

    Raises
    ------
    WriteError
        When there is no such file, or the system has no trash for the place it is in; it stays then.
    """
    from send2trash import send2trash

    try:
        send2trash(str(path))
    except OSError as error:
        raise WriteError(f"It could not be moved to the trash ({os_reason(error)})", path) from error
