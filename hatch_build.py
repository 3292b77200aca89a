"""Builds the compiled tracker into the wheel where there is a C++ compiler; else OpenCV tracks instead."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path("kernels") / "lucas_kanade_cpu.cpp"
LIBRARY = Path("dustrack_imgui") / "tracking" / "backends"
FLAGS = ("-O3", "-std=c++17", "-shared", "-fvisibility=hidden", "-ffp-contract=off")
SUFFIX = ".dll" if sys.platform == "win32" else ".so"


class CompiledTracker(BuildHookInterface[Any]):
    """Compiles `kernels/lucas_kanade_cpu.cpp` beside the module that loads it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the library to the wheel, which is then one for this platform."""
        del version
        compiler = find_compiler()
        if compiler is None:
            self.app.display_warning(
                "No C++ compiler: tracking on the CPU will use OpenCV, several times slower."
            )
            return
        root = Path(self.root)
        library = LIBRARY / f"lucas_kanade_cpu{SUFFIX}"
        made = root / library.with_suffix(f".{os.getpid()}.part")
        portable = () if sys.platform == "win32" else ("-fPIC",)
        done = subprocess.run(
            [compiler, *FLAGS, *portable, "-o", str(made), str(root / SOURCE)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            made.unlink(missing_ok=True)
            self.app.display_warning(
                f"The tracker was not compiled, OpenCV will be used:\n{done.stderr[-2000:]}"
            )
            return
        made.replace(root / library)
        build_data["artifacts"].append(library.as_posix())
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + sysconfig.get_platform().replace("-", "_").replace(".", "_")


def find_compiler() -> str | None:
    """Return a compiler that understands GCC's options: the one named by CXX, or the first that is there."""
    named = os.environ.get("CXX", "").split()
    return next(
        (path for name in (*named[:1], "g++", "clang++", "c++") if (path := shutil.which(name))), None
    )
