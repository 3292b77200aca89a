"""Writes docs/api.md from the docstrings of the public names, with the examples in docs/examples.

python docs/make_api.py
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parent
PAGE = DOCS / "api.md"
EXAMPLES = DOCS / "examples"


class Topic(NamedTuple):
    """One chapter: its title, its example, and the names it explains as module:name."""

    title: str
    example: str
    names: tuple[str, ...]


TOPICS = (
    Topic("Sessions", "session", ("_open:open", "gui:DUSTrack")),
    Topic(
        "Annotations",
        "annotations",
        (
            "annotations:VideoAnnotation",
            "annotations:VideoAnnotations",
            "annotations:LinkedVideo",
        ),
    ),
    Topic("Signals and areas", "signals", ("operations.lowpass:lowpass", "operations.area:polygon_area")),
    Topic("Reducing jitter", "smooth", ("lk_filter:lk_moving_average_filter", "lk_filter:raw_windows")),
    Topic(
        "Optical flow",
        "track",
        (
            "lk_filter:lucas_kanade",
            "lk_filter:lucas_kanade_rstc",
            "lk_filter:lucas_kanade_2",
            "lk_filter:lucas_kanade_rstc_2",
            "lk_filter:process_window",
            "lk_filter:compute_sigmoid_weights",
            "lk_filter:gray",
            "lk_filter:lk_settings",
            "lk_filter:LKSettings",
        ),
    ),
    Topic(
        "Blips",
        "blips",
        (
            "annotations.blips:detect_blips",
            "annotations.blips:interpolate_blips",
            "annotations.blips:remove_blips",
            "annotations.blips:detect_and_interpolate_blips",
            "annotations.blips:Blip",
            "annotations.blips:BlipReport",
        ),
    ),
    Topic(
        "Files",
        "files",
        (
            "_file_management:make_annotation_file_name",
            "_file_management:get_annotation_file_name",
            "_file_management:merge_annotations_in_folder",
            "_file_management:_extract_frames_decord",
            "_file_management:rebase_to_config",
            "_file_management:VideoFileManager",
        ),
    ),
    Topic(
        "DeepLabCut",
        "",
        (
            "dlcinterface:DLCProject",
            "dlc.training_options:TrainingOptions",
            "dlc.trajectories:DLCData",
            "dlc.extraction:ExtractedLabels",
        ),
    ),
    Topic(
        "Seed bundles",
        "",
        (
            "dlc.seed_bundle:extract_snapshot_for_seeding",
            "dlc.seed_bundle:inspect_seed_bundle",
            "dlc.seed_bundle:list_seed_bundles",
            "dlc.seed_bundle:import_seed_bundle_into_project",
            "dlc.bundles_root:get_seed_bundles_root",
            "dlc.bundles_root:set_seed_bundles_root",
        ),
    ),
    Topic("Drawing", "drawing", ("batch:export_video", "batch:render", "batch:extract_frames")),
    Topic("Batch", "batch", ("batch:build_toc", "batch:convert_to_mono")),
    Topic(
        "Live sessions",
        "",
        ("annotations:SessionHolder", "annotations:LiveSession"),
    ),
    Topic(
        "Errors",
        "",
        (
            "annotations:AnnotationUseError",
            "annotations:UnknownLabelError",
            "annotations:PositionError",
            "annotations:NoVideoError",
            "annotations:NoFileError",
            "annotations:SignalsMissingError",
            "annotations:NoWindowError",
            "annotations:LayerGoneError",
            "annotations:AnnotationWarning",
            "scripting.errors:RefusedError",
            "scripting.errors:CommandFailedError",
            "scripting.errors:NoIntervalError",
            "scripting.errors:SessionClosedError",
            "scripting.errors:WaitedInVainError",
            "scripting.errors:NoEffectWarning",
            "dlc.errors:ProjectError",
            "dlc.errors:NoProjectError",
            "dlc.errors:BrokenProjectError",
            "dlc.errors:NewerProjectError",
            "dlc.errors:ReadOnlyProjectError",
            "dlc.errors:ProjectNameError",
            "dlc.errors:VideoMissingError",
            "dlc.errors:UnknownVideoError",
            "dlc.errors:NoLabelsError",
            "dlc.errors:NotTrainedError",
            "dlc.errors:OptionsError",
            "dlc.errors:SnapshotMissingError",
            "jobs.run_process:JobFailedError",
            "formats.errors:FormatError",
            "video.errors:VideoError",
            "tracking.errors:TrackingError",
            "operations.errors:OperationError",
        ),
    ),
)

INTRODUCTION = """# The scripting interface

Made from the docstrings by `python docs/make_api.py`; do not edit. Names are those of DUSTrack, so that

    import dustrack_imgui as dustrack

runs its scripts; [differences.md](differences.md) says where the answers differ. The tests run every
example, in a folder that holds `video.mp4` and `video_annotations_pn.json`.

Positions are image pixels, x right, y down; (0, 0) is the centre of the top-left pixel. Frames count from 0.
"""


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for topic in TOPICS:
        parts.append(f"## {topic.title}\n")
        if topic.example:
            parts.append(_example(topic.example))
        parts += [_entry(name) for name in topic.names]
    return "\n".join(parts).rstrip() + "\n"


def _example(name: str) -> str:
    code = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").strip()
    title, _, body = code.partition("\n")
    sentence = title.strip('"')
    return f"{sentence}\n\n```python\n{body.strip()}\n```\n"


def _entry(path: str) -> str:
    module, _, name = path.partition(":")
    thing = getattr(import_module(f"dustrack_imgui.{module}"), name)
    home = "dustrack_imgui" if name in import_module("dustrack_imgui").__all__ else f"dustrack_imgui.{module}"
    lines = [f"### `{home}.{name}`\n"]
    if not inspect.isclass(thing):
        lines.append(f"```python\n{name}{_signature(thing)}\n```\n")
        lines.append(_text(thing))
        return "\n".join(lines)
    has_constructor = not issubclass(thing, BaseException) and not getattr(thing, "_is_protocol", False)
    if has_constructor:
        lines.append(f"```python\n{name}{_signature(thing)}\n```\n")
    lines.append(_text(thing))
    if has_constructor or getattr(thing, "_is_protocol", False):
        lines += [_member(name, member) for member in _members(thing)]
    return "\n".join(lines)


def _member(owner: str, member: tuple[str, object]) -> str:
    name, thing = member
    if isinstance(thing, property):
        return f"#### `{owner}.{name}`\n\n{_text(thing.fget)}"
    plain = thing.__func__ if isinstance(thing, classmethod | staticmethod) else thing
    return f"#### `{owner}.{name}`\n\n```python\n{name}{_signature(plain)}\n```\n\n{_text(plain)}"


def _members(thing: type) -> Iterator[tuple[str, object]]:
    """Public members in the order of the source, those of base classes after their own."""
    seen: set[str] = set()
    for base in thing.__mro__:
        if not base.__module__.startswith("dustrack_imgui"):
            continue
        for name, member in vars(base).items():
            is_documented = isinstance(member, property | classmethod | staticmethod) or inspect.isfunction(
                member
            )
            if is_documented and name not in seen and (not name.startswith("_") or name == "__getitem__"):
                seen.add(name)
                yield name, member


def _signature(thing: Callable[..., object] | object) -> str:
    """Arguments without types: the text below says what they are."""
    parameters = []
    is_keyword_only = False
    for parameter in inspect.signature(thing).parameters.values():  # type: ignore[arg-type]
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not is_keyword_only:
            is_keyword_only = True
            parameters.append("*")
        parameters.append(_parameter(parameter))
    return f"({', '.join(parameters)})"


def _parameter(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_KEYWORD:
        return f"**{parameter.name}"
    if parameter.default is parameter.empty:
        return parameter.name
    default = repr(parameter.default)
    return f"{parameter.name}={'…' if ' object at ' in default or '<' in default else default}"


def _text(thing: object) -> str:
    """A numpy-style docstring as Markdown."""
    lines = (inspect.getdoc(thing) or "").splitlines()
    out: list[str] = []
    section = ""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if following and re.fullmatch(r"-{3,}", following):
            section = line
            out.append(f"**{line}**\n")
        elif re.fullmatch(r"-{3,}", line):
            continue
        elif section in ("", "Notes", "Examples"):
            out.append(line)
        elif line and not line.startswith(" "):
            out.append(f"* `{line}`" if section != "Returns" or " " not in line else f"* {line}")
        elif line.strip():
            out.append(f"  {line.strip()}")
        else:
            out.append("")
    text = "\n".join(out)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
