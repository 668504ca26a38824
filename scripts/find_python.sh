# shellcheck shell=sh
# Sourced by the other scripts: set PYTHON to an interpreter that is new enough, or stop and say so.
# An interpreter named by the caller (make setup PYTHON=/path/to/python3) is taken or refused, never replaced.

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    if ! new_enough "$PYTHON"; then
        echo "setup: PYTHON=$PYTHON is not a working Python 3.11 or newer." >&2
        exit 1
    fi
else
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if new_enough "$candidate"; then
            PYTHON=$candidate
            break
        fi
    done
    if [ -z "${PYTHON:-}" ]; then
        echo "setup: no Python 3.11 or newer was found." >&2
        echo "       Install one (on Debian 12 or newer: apt-get install python3 python3-venv)," >&2
        echo "       or name it: make setup PYTHON=/path/to/python3" >&2
        exit 1
    fi
fi
