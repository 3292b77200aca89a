"""What can go wrong with seed bundles, each with the reason first and the path last."""

from __future__ import annotations

from dustrack_imgui.formats.errors import FormatError


class BundleError(FormatError, ValueError):
    """A seed bundle is damaged, ambiguous, unsafe, or does not go with the project; nothing was changed."""


class BundleMissingError(BundleError, FileNotFoundError):
    """There is no bundle, or a file of it is missing."""


class BundleInTheWayError(BundleError, FileExistsError):
    """What a bundle would be written over is there already; it was left as it is."""
