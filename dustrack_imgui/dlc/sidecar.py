"""What this program keeps about a project, in its own file: DeepLabCut's YAML takes no foreign keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.dlc.errors import BrokenProjectError, NewerProjectError
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.body_parts import is_label
from dustrack_imgui.formats.errors import ReadError, os_reason

FILE_NAME = "dustrack-project.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Content of the file.

    Attributes
    ----------
    labels
        Label by body part, also of body parts that the project had earlier.
    schema
        Version of the file's layout; a larger one than `SCHEMA` was written by a newer program.
    """

    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    schema: int = SCHEMA

    @property
    def is_newer(self) -> bool:
        """Whether a newer program wrote it."""
        return self.schema > SCHEMA


def read_sidecar(root: Path) -> Sidecar:
    """Read the file; without one the project has nothing of ours.

    Raises
    ------
    ReadError
        When it may not be read.
    BrokenProjectError
        When it cannot be understood although its version is known.
    """
    path = root / FILE_NAME
    try:
        values = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Sidecar()
    except OSError as error:
        raise ReadError(f"The facts of the project could not be read ({os_reason(error)})", path) from error
    except ValueError as error:
        raise _damaged(path) from error
    schema = values.get("schema") if isinstance(values, dict) else None
    if not isinstance(schema, int):
        raise _damaged(path)
    if schema > SCHEMA:
        return Sidecar(schema=schema)
    labels = values.get("labels", {})
    is_fine = isinstance(labels, dict) and all(
        isinstance(label, str) and is_label(label) for label in labels.values()
    )
    if not is_fine or len(set(labels.values())) < len(labels):
        raise _damaged(path)
    return Sidecar(MappingProxyType(labels), schema)


def write_sidecar(root: Path, sidecar: Sidecar) -> None:
    """Write the file unless it says the same already.

    Raises
    ------
    NewerProjectError
        When a newer program wrote the one that is there.
    BrokenProjectError, WriteError
        When the one that is there is damaged, or the system refuses.
    """
    there = read_sidecar(root)
    if there.is_newer:
        raise newer(root)
    if (root / FILE_NAME).exists() and dict(there.labels) == dict(sidecar.labels):
        return
    values = {"schema": SCHEMA, "labels": dict(sidecar.labels)}
    text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    write_atomically(root / FILE_NAME, text.encode("utf-8"))


def newer(root: Path) -> NewerProjectError:
    """What to say of a project that a newer program wrote to."""
    return NewerProjectError(
        "A newer version of this program has worked on the project; update this one, nothing was changed",
        root / FILE_NAME,
    )


def _damaged(path: Path) -> BrokenProjectError:
    return BrokenProjectError(
        "The file that says which body part is which label is damaged; restore it, or delete it",
        path,
    )
