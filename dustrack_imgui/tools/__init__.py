"""Subcommands of the command line, one file each: arguments, one call into `batch`, and what it tells."""

from __future__ import annotations

from types import MappingProxyType

TOOLS = MappingProxyType(
    {
        "info": "what a video or an annotation file holds",
        "smooth": "reduce the jitter of an annotation with the LK-RSTC moving average",
        "interpolate": "track labels through the gaps between labelled frames (LK-RSTC)",
        "blips": "find short jumps of a dense annotation; remove them or track them anew",
        "merge": "make one annotation of several files of a video",
        "export": "write an annotation in the format of another program",
        "import": "make an annotation of a file of another program",
        "extract-frames": "write frames of a video as PNG pictures",
        "convert-mono": "encode videos as H.265 without colour, beside the originals",
        "index": "make the indexes of videos ahead of time, so that they open at once",
        "render": "write a labelled video",
    }
)
"""Subcommands with what each does; `convert-mono` lives in the module `convert_mono_tool`."""
