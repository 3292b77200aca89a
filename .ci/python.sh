#!/usr/bin/env bash
# Print the Python to build .venv with: $PYTHON if it is set, else the first supported one that really runs.
set -euo pipefail

supported='import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))'

for name in ${PYTHON:-python3.11 python3.13 python3.12 python3.10 python3}; do
    if command -v "$name" >/dev/null && "$name" -c "$supported" >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
echo "No usable Python 3.10-3.13 found${PYTHON:+ (PYTHON=$PYTHON)}; set PYTHON to one." >&2
exit 1
