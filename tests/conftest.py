"""Fixtures that every room's tests may use; for hypothesis, a slow machine is no failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("shared-cores", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared-cores")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of real clips and golden files that lies beside the project."""
    folder = Path(__file__).parents[1].parent / "shared"
    assert folder.is_dir(), f"the shared test data is missing: {folder}"
    return folder
