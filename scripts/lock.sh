#!/bin/sh
# Write the locked requirements: exact versions and hashes for every platform and Python >= 3.11.
# Usage: scripts/lock.sh [--upgrade | --upgrade-package NAME]
#
# Versions already locked are kept unless --upgrade is given. The locker lives in .lock-venv and is
# needed by nobody who only installs: the files it writes are plain pip requirements.
set -eu
cd "$(dirname "$0")/.."

UV_VERSION=0.13.8
UV=.lock-venv/bin/uv

if [ "$($UV --version 2>/dev/null | cut -d' ' -f2)" != "$UV_VERSION" ]; then
    echo "lock: installing uv $UV_VERSION into .lock-venv"
    rm -rf .lock-venv
    . scripts/find_python.sh
    "$PYTHON" -m venv .lock-venv
    .lock-venv/bin/python -m pip install -q --disable-pip-version-check "uv==$UV_VERSION"
fi

# compile NAME [uv options]: resolve into requirements/NAME.lock
compile() {
    name=$1
    shift
    echo "lock: requirements/$name.lock"
    "$UV" --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "requirements/$name.lock" "$@" >/dev/null
}

# The widest set first; the others then take its versions, so that one environment serves all.
compile dev pyproject.toml --extra spark --group build --group dev "$@"
compile runtime pyproject.toml --group build --constraint requirements/dev.lock "$@"
compile docs pyproject.toml --group build --group docs --constraint requirements/dev.lock "$@"
compile build --group pyproject.toml:build --constraint requirements/dev.lock "$@"

if grep -nE '://|file:|(^|[^a-z])/(home|opt|root|tmp|usr|work)|-index|--find-links' requirements/*.lock; then
    echo "lock: a lock names a host or a path of this machine (see above); do not commit it" >&2
    exit 1
fi
