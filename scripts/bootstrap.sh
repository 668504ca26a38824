#!/bin/sh
# Bring .venv up to date with one of the locks: scripts/bootstrap.sh runtime|dev|docs
#
# Needs only a POSIX shell, Python >= 3.11 and, the first time, the network. Silent and immediate when
# nothing changed. Every package comes at a locked version whose hash is checked, by pip.
#
#   .venv/heredity-LEVEL    fingerprint of what was installed, written last
#   .venv/setup.log         everything that pip said
#   .venv/unfinished        there while an installation runs; if found at the start, that one was
#                           interrupted, and the environment is built anew
set -eu
cd "$(dirname "$0")/.."

level=${1:?usage: scripts/bootstrap.sh runtime|dev|docs}
lock=requirements/$level.lock
venv=.venv
python=$venv/bin/python
log=$venv/setup.log
created=no

# Stop at an interruption even if the program that was running made light of it.
trap 'exit 130' INT TERM

say() { echo "setup: $*"; }

fail() {
    echo "setup: $1" >&2
    shift
    for line in "$@"; do echo "       $line" >&2; done
    exit 1
}

# What an installation depends on: where it is, what is locked, and how the project is packaged.
fingerprint() {
    { pwd -P; cat requirements/build.lock "requirements/$1.lock" pyproject.toml; } | cksum
}

fresh() {
    [ -x "$python" ] && [ ! -e "$venv/unfinished" ] && [ -f "$venv/heredity-$1" ] &&
        [ "$(cat "$venv/heredity-$1")" = "$(fingerprint "$1")" ]
}

# An environment is kept if its Python runs, is new enough and has pip, if it was made in this very
# folder (its scripts hold the full path), and if no installation was cut off.
usable() {
    [ ! -e "$venv/unfinished" ] && grep -qF "$(pwd -P)/$venv/" "$venv/bin/pip" 2>/dev/null &&
        "$python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# On Debian the package python3-venv may be missing, and with it ensurepip. Then, in this order: the
# virtualenv tool, the system's pip, and the missing package itself where we may install it.
make_environment() {
    if has_module ensurepip; then
        "$PYTHON" -m venv "$venv"
    elif has_module virtualenv; then
        say "this Python has no ensurepip; using virtualenv instead"
        "$PYTHON" -m virtualenv --quiet "$venv"
    elif has_module pip; then
        say "this Python has no ensurepip; using its own pip instead"
        "$PYTHON" -m venv --without-pip "$venv"
        pip_with "$PYTHON" --python "$python" install -q --progress-bar off --no-deps \
            --require-hashes -r requirements/build.lock
    else
        install_venv_package
        "$PYTHON" -m venv "$venv"
    fi
}

has_module() { "$PYTHON" -c "import $1" >/dev/null 2>&1; }

install_venv_package() {
    package=$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if ! command -v apt-get >/dev/null 2>&1; then
        as_root=none
    elif [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true >/dev/null 2>&1; then
        as_root=sudo
    else
        as_root=none
    fi
    if [ "$as_root" = none ]; then
        fail "this Python cannot make virtual environments (it has no ensurepip, virtualenv or pip)." \
            "Install the missing part, then run make again. On Debian, as root:" \
            "    apt-get install $package"
    fi
    say "this Python has no ensurepip; installing the system package $package (apt-get)"
    export DEBIAN_FRONTEND=noninteractive
    # A container often has no package lists at all; a stale list is no reason to stop.
    $as_root apt-get update -qq || true
    $as_root apt-get install -y -qq "$package" >/dev/null ||
        fail "apt-get could not install $package (its message is above)." \
            "Install it by hand, then run make again."
    has_module ensurepip || fail "$package was installed, but $PYTHON still has no ensurepip." \
        "Name another Python: make setup PYTHON=/path/to/python3"
}

# What pip remarks (retries, the user's own settings) goes to the log, and is shown if pip fails.
pip_with() {
    interpreter=$1
    shift
    PIP_ROOT_USER_ACTION=ignore "$interpreter" -m pip --disable-pip-version-check --no-input "$@" \
        >>"$log" 2>&1 || give_up
}

pip_install() { pip_with "$python" install -q --progress-bar off --no-deps "$@"; }

# A new environment that failed is built anew next time; one that worked before is left as it was.
give_up() {
    tail -n 40 "$log" >&2
    [ "$created" = yes ] || rm -f "$venv/unfinished"
    fail "pip could not install what $lock asks for (its last words are above, all are in $log)." \
        "Check the network and the disk space, then run make again."
}

[ -f "$lock" ] || fail "there is no $lock; the levels are runtime, dev and docs."
if fresh "$level" || { [ "$level" = runtime ] && fresh dev; }; then
    exit 0
fi

started=$(date +%s)
if ! usable; then
    [ ! -e "$venv" ] || say "$venv is unfinished, broken or moved; building it anew"
    . scripts/find_python.sh
    say "creating $venv with $("$PYTHON" --version) ($(command -v "$PYTHON"))"
    rm -rf "$venv"
    mkdir "$venv"
    created=yes
    : >"$venv/unfinished"
    : >"$log"
    make_environment
fi
: >"$venv/unfinished"
: >"$log"
rm -f "$venv/heredity-$level"

say "installing $(grep -c '==' "$lock") locked packages from $lock" \
    "(the first time this downloads for a minute or more)"
pip_install --require-hashes -r requirements/build.lock
# pyspark comes as source: the locked setuptools builds it, none is fetched besides.
pip_install --require-hashes --no-build-isolation -r "$lock"
say "installing heredity itself from this folder"
pip_install --no-build-isolation --editable .

fingerprint "$level" >"$venv/heredity-$level"
rm -f "$venv/unfinished"
say "ready after $(($(date +%s) - started)) s$([ ! -s "$log" ] || echo "; pip's remarks are in $log")"
