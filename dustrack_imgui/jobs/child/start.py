"""Starts the work of a job in a Python that need not have this package: run as ``start.py JOB_FOLDER``.

The job itself runs its guard so: ``start.py JOB_FOLDER guard NUMBER_OF_THE_JOB``.

The modules that the work needs are made importable by name without their packages being run, since those
import what only the window's Python has. A process that the work spawns imports this file too, and finds them
as well.
"""

import sys

OLDEST = (3, 10)
EXIT_TOO_OLD = 97
BARE_PACKAGES = ("dustrack_imgui", "dustrack_imgui.jobs", "dustrack_imgui.dlc")


def make_importable() -> None:
    """Put empty packages into place whose folders are ours."""
    import importlib.machinery
    import types
    from pathlib import Path

    here = Path(__file__).resolve().parent
    sys.path[:] = [entry for entry in sys.path if not entry or Path(entry).resolve() != here]
    root = here.parents[1]
    for name in BARE_PACKAGES:
        if name not in sys.modules:
            folder = str(root.joinpath(*name.split(".")[1:]))
            package = types.ModuleType(name)
            package.__path__ = [folder]
            package.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
            package.__spec__.submodule_search_locations = [folder]
            sys.modules[name] = package


if sys.version_info < OLDEST:
    sys.stderr.write(
        "This is Python {}.{}; at least {}.{} is needed: {}\n".format(
            *sys.version_info[:2], *OLDEST, sys.executable
        )
    )
    sys.exit(EXIT_TOO_OLD)

if __name__ in ("__main__", "__mp_main__"):
    make_importable()

if __name__ == "__main__":
    if len(sys.argv) > 2:
        from pathlib import Path

        from dustrack_imgui.jobs.child.guard import stand_guard

        stand_guard(Path(sys.argv[1]), int(sys.argv[3]))
    else:
        from dustrack_imgui.jobs.child.main import main

        main(sys.argv[1])
