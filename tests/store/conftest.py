"""The toy command table, for all tests of this room."""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("shared-cores", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared-cores")


@pytest.fixture(scope="session")
def toy() -> ModuleType:
    """Module of toy commands and sessions."""
    spec = util.spec_from_file_location("dustrack_toy", Path(__file__).with_name("toy.py"))
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules["dustrack_toy"] = module
    spec.loader.exec_module(module)
    return module
