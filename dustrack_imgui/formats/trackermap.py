"""`dlc_trackermap.txt`: what the body parts of a project are called among people, one a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import ReadError, TrackerMapError, os_reason

FILE_NAME = "dlc_trackermap.txt"
_SEPARATOR = " - "


@dataclass(frozen=True, eq=False, slots=True)
class TrackerMap:
    """Content of a tracker map.

    Attributes
    ----------
    names
        Body part -> name, in the order of the file.
    warnings
        Sentences about lines that were left out.
    """

    names: Mapping[str, str]
    warnings: tuple[str, ...] = ()


def load_trackermap(path: Path) -> TrackerMap:
    """Read `point0 - muscle` and so on; a line without a name is left out with a warning.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    TrackerMapError
        When it is no text in UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReadError(f"The names of body parts could not be read ({os_reason(error)})", path) from error
    except UnicodeDecodeError as error:
        raise TrackerMapError(
            "The names of body parts are no text in UTF-8; save them as such", path
        ) from error
    names: dict[str, str] = {}
    warnings = []
    for number, line in enumerate(text.splitlines(), start=1):
        part, separator, name = line.partition(_SEPARATOR)
        if not line.strip():
            continue
        if not separator or not part.strip() or not name.strip():
            warnings.append(f"Line {number} of {path.name} does not name a body part: {line:.60}")
        elif part.strip() in names:
            warnings.append(
                f"Line {number} of {path.name} names {part.strip()} again; the first name is kept."
            )
        else:
            names[part.strip()] = name.strip()
    return TrackerMap(MappingProxyType(names), tuple(warnings))


def save_trackermap(path: Path, names: Mapping[str, str]) -> None:
    """Write body part -> name.

    Raises
    ------
    TrackerMapError
        When a body part or a name cannot stand in a line.
    WriteError
        When the system refuses.
    """
    for part, name in names.items():
        if _SEPARATOR in part or not _fits(part) or not _fits(name):
            raise TrackerMapError(f"{part!r:.60} - {name!r:.60} cannot be written in one line", path)
    text = "".join(f"{part}{_SEPARATOR}{name}\n" for part, name in names.items())
    write_atomically(path, text.encode("utf-8"))


def _fits(text: str) -> bool:
    return text != "" and text == text.strip() and text.splitlines() == [text] and text.isprintable()
