#!/usr/bin/env bash
# Make the environments of those we are measured beside, once: DUSTrack 1.3.2, and the readers decord and torchcodec.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="$(.ci/python.sh)"

environment() {
    local folder="build/$1"
    shift
    [[ -f "$folder/.made" ]] && return
    echo "== making $folder: $*"
    "$python" -m venv --clear "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"
    touch "$folder/.made"
}

environment dustrack "dustrack==1.3.2" "numpy<2" PyQt6
environment peers decord torchcodec torch numpy
