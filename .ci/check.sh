#!/usr/bin/env bash
# Every check, each with its name; all of them run, and what failed is listed at the end. `lint` leaves out the tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin=.venv/bin
failed=()
export CI=true # hypothesis: no time limits, the same examples every time

step() {
    local name="$1" start=$SECONDS
    shift
    echo
    echo "== $name"
    "$@" || failed+=("$name")
    echo "-- $name: $((SECONDS - start)) s"
}

lint() {
    step "ruff check" $bin/ruff check --output-format=concise .
    step "ruff format" $bin/ruff format --check .
    step "mypy" $bin/mypy
    step "import layers" $bin/lint-imports
    step "codespell" $bin/codespell
}

tests() {
    local file
    step "tests" .ci/with_display.sh $bin/python -m pytest -q -n 2 --dist loadfile \
        --ignore=tests/gui --ignore=tests/packaging --cov --cov-report=
    for file in tests/gui/test_*.py; do
        [[ -e "$file" ]] || continue
        step "window tests: $(basename "$file" .py)" .ci/with_display.sh $bin/python -m pytest -q "$file"
    done
    step "packaging tests" .ci/with_display.sh $bin/python -m pytest -q tests/packaging
    step "coverage of the pure rooms" $bin/coverage report
}

lint
[[ "${1:-all}" == lint ]] || tests

echo
if ((${#failed[@]})); then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
echo "all checks passed in $SECONDS s"
