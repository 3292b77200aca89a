"""How videos are decoded for the eye, as the user chose it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decoding:
    """Choices that cost something and are off at first; neither changes a result.

    Attributes
    ----------
    makes_proxies
        Whether videos with long groups of pictures get a proxy when they are opened.
    uses_device
        Whether a device of the machine decodes videos for which it gives exactly the same pictures.
    """

    makes_proxies: bool = False
    uses_device: bool = False
