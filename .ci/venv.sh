#!/usr/bin/env bash
# Make .venv with the package installed editable: `run` for the program alone, `test` with what checks need.
# A stamp in .venv tells what it was made from, so that nothing happens when nothing changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

level="${1:?say which: run or test}"
stamp=.venv/.made-from

python_of_venv() {
    .venv/bin/python -c 'import sys; print(sys.version.split()[0])' 2>/dev/null || echo none
}

made_from() {
    echo "$1 python $(python_of_venv) in $PWD pyproject $(cat pyproject.toml hatch_build.py kernels/lucas_kanade_cpu* | cksum)"
}

if [[ -f "$stamp" ]]; then
    found="$(<"$stamp")"
    [[ "$found" == "$(made_from test)" || "$found" == "$(made_from "$level")" ]] && exit 0
fi

python="$(.ci/python.sh)"
if [[ ! -x .venv/bin/python || "$(python_of_venv)" != "$("$python" -c 'import sys; print(sys.version.split()[0])')" ]]; then
    echo "== making .venv with $python"
    "$python" -m venv --clear .venv
fi

extras=""
[[ "$level" == test ]] && extras="[test,dlc]"
echo "== installing the package into .venv (once; some minutes, with PyTorch)"
rm -f "$stamp"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input -e ".$extras"
made_from "$level" >"$stamp"
