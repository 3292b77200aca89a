#!/usr/bin/env bash
# Install the Debian packages that are missing for: demo, test or lint. Silent and quick when none is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

purpose="${1:?say what for: demo, test or lint}"
window=(libgl1 libgl1-mesa-dri libx11-6 libxrandr2 libxcursor1 libxi6 libxinerama1)
needed=()
case "$purpose" in
lint) ;;
demo)
    needed+=("${window[@]}" g++)
    [[ -n "${DISPLAY:-}" ]] || needed+=(xvfb xdotool)
    ;;
test) needed+=("${window[@]}" xvfb xdotool ffmpeg dbus g++) ;;
*)
    echo "unknown purpose: $purpose" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: make sure that these, or their like, are installed: ${needed[*]}" >&2
    exit 0
fi

if ! python="$(.ci/python.sh 2>/dev/null)"; then
    [[ -z "${PYTHON:-}" ]] || exec .ci/python.sh
    needed+=(python3 python3-venv)
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    needed+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')")
fi

missing=()
for package in "${needed[@]}"; do
    status="$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)"
    [[ "$status" == installed* ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

if ((EUID != 0)); then
    echo "These system packages are missing: ${missing[*]}" >&2
    echo "Install them and try again:  sudo apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "== installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq -o Acquire::Retries=3
apt-get install -qq -y --no-install-recommends -o Acquire::Retries=3 "${missing[@]}" >/dev/null
