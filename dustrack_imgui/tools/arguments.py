"""Arguments that several subcommands share, and how their texts are understood."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from dustrack_imgui.tracking.backends.choice import BackendName


def add_video(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the video of an annotation."""
    parser.add_argument(
        "--video", type=Path, metavar="FILE", help="its video (the one of the same stem beside it)"
    )


def add_labels(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses labels."""
    parser.add_argument("--labels", type=label_list, metavar="0,1,…", help="labels to work on (all)")


def add_gray(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses what tracking looks at."""
    parser.add_argument(
        "--gray",
        choices=("luma", "rgb"),
        default="luma",
        help="what is tracked: luma as stored, or grey of the RGB picture as in DUSTrack (luma)",
    )


def add_backend(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses what tracks."""
    parser.add_argument(
        "--backend",
        choices=get_args(BackendName),
        help="what tracks: a GPU if there is one, else the CPU (auto); a GPU, saying so if there is none; "
        "compiled code on the CPU; or OpenCV (auto, or what DUSTRACK_BACKEND in the environment names)",
    )


def add_output(parser: argparse.ArgumentParser, default: str) -> None:
    """Add the options that say where the result goes."""
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help=f"file to write ({default})")
    add_force(parser)


def add_force(parser: argparse.ArgumentParser) -> None:
    """Add the option that allows overwriting."""
    parser.add_argument("-f", "--force", action="store_true", help="replace a file that is there already")


def label_list(text: str) -> tuple[str, ...]:
    """Labels of "0,1,2", each once."""
    labels = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not all(label.isascii() and label.isdigit() for label in labels):
        raise argparse.ArgumentTypeError(f"labels are numbers joined by commas, not {text!r}")
    return labels


def frame_list(text: str) -> tuple[range, ...]:
    """Frames of "0,5,10-20,100-200:10" (the end included, a step after the colon)."""
    return tuple(_frame_range(part.strip()) for part in text.split(","))


def positive_number(text: str) -> float:
    """A finite number above 0."""
    number = _number(text, float)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"a number above 0 is expected, not {text!r}")
    return number


def number_from_0(text: str) -> float:
    """A finite number of at least 0."""
    number = _number(text, float)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"a number of at least 0 is expected, not {text!r}")
    return number


def count_from_1(text: str) -> int:
    """A whole number of at least 1."""
    number = int(_number(text, int))
    if number < 1:
        raise argparse.ArgumentTypeError(f"a whole number of at least 1 is expected, not {text!r}")
    return number


def frame_number(text: str) -> int:
    """A whole number of at least 0."""
    number = int(_number(text, int))
    if number < 0:
        raise argparse.ArgumentTypeError(f"frames are numbered from 0; there is no frame {text!r}")
    return number


def _frame_range(text: str) -> range:
    span, colon, step_text = text.partition(":")
    first_text, dash, last_text = span.partition("-")
    first = frame_number(first_text)
    last = frame_number(last_text) if dash else first
    step = count_from_1(step_text) if colon else 1
    if last < first:
        raise argparse.ArgumentTypeError(f"the frames {text!r} run backwards")
    return range(first, last + 1, step)


def _number(text: str, kind: type[int] | type[float]) -> float:
    try:
        return kind(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number that fits here") from error
