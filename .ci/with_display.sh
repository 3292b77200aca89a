#!/usr/bin/env bash
# Run a command on a virtual X display of its own, which goes when the command ends.
set -euo pipefail

chosen="$(mktemp)"
Xvfb -displayfd 9 -screen 0 1920x1200x24 -nolisten tcp -noreset 9>"$chosen" >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -f "$chosen"' EXIT

for _ in {1..200}; do
    [[ -s "$chosen" ]] && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.05
done
if [[ ! -s "$chosen" ]]; then
    echo "Xvfb did not start: no virtual display for: $*" >&2
    exit 1
fi

DISPLAY=":$(<"$chosen")" LIBGL_ALWAYS_SOFTWARE=1 "$@"
