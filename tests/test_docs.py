"""The documentation says what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]


def maker_of(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    return maker


def test_the_page_of_keys_is_up_to_date():
    maker = maker_of("make_keys")
    assert maker.PAGE.read_text(encoding="utf-8") == maker.page(), "run python docs/make_keys.py"


def test_the_table_of_modules_is_up_to_date():
    maker = maker_of("make_architecture")
    text = maker.PAGE.read_text(encoding="utf-8")
    assert maker.page(text) == text, "run python docs/make_architecture.py"
    assert "| |" not in text.split(maker.START)[1], "a module has no docstring"


def test_pages_that_the_readme_points_to_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = [part.split(")")[0] for part in readme.split("](")[1:]]
    local = [target.split("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    assert local
    assert [target for target in local if not (ROOT / target).exists()] == []
