# Two commands matter: `make demo` shows the desk at work, `make test` checks everything. Both set up what they need.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench wheel clean distclean

help:
	@echo "make demo       open the desk on the demo clips; without a display, play a scripted session into demo-output/"
	@echo "make test       everything that CI runs: linters, types, import layers, tests"
	@echo "make lint       the same without the tests"
	@echo "make bench      each benchmark beside its reference, into benchmarks/results.md (takes 20 minutes)"
	@echo "make wheel      build dist/*.whl"
	@echo "make clean      remove what was built; make distclean removes .venv as well"

demo:
	@.ci/system_packages.sh demo
	@.ci/venv.sh run
	@.venv/bin/dustrack-imgui demo

test:
	@.ci/system_packages.sh test
	@.ci/venv.sh test
	@.ci/check.sh all

lint:
	@.ci/system_packages.sh lint
	@.ci/venv.sh test
	@.ci/check.sh lint

bench:
	@.ci/system_packages.sh test
	@.ci/venv.sh test
	@.ci/peers.sh
	@.ci/with_display.sh .venv/bin/python benchmarks/run_all.py \
	  --dustrack-python build/dustrack/bin/python --peers-python build/peers/bin/python

wheel:
	@.ci/system_packages.sh lint
	@.ci/venv.sh test
	@.venv/bin/python -m build --wheel

clean:
	rm -rf build dist demo-output .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -path ./.venv -prune -o -type d -name __pycache__ -exec rm -rf {} +

distclean: clean
	rm -rf .venv
