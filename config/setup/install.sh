#!/bin/sh
# Makes .venv and installs one lock into it: install.sh run|dev|browser|html|postgres. Nothing is done when the lock is installed already.
set -eu
cd "$(dirname "$0")/../.."

name=$1
lock=config/requirements/$name.lock
python=.venv/bin/python

# A copy of the lock lies in the environment when all of it is installed.
is_installed() { cmp -s "$lock" ".venv/$name.lock" && "$python" -c '' >/dev/null 2>&1; }

make_environment() {
    # Without pip it was broken off while it was made.
    "$python" -c 'import pip' >/dev/null 2>&1 && return
    base=$(sh config/setup/python.sh)
    echo "Making the environment .venv with $("$base" --version)"
    rm -rf .venv
    "$base" -m venv .venv
}

# uv is quicker but reads none of pip's settings, so a failure is no more than a reason to take pip.
install_with_uv() {
    command -v uv >/dev/null || return 1
    [ -n "${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-}}" ] && export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
    UV_SYSTEM_CERTS=1 uv pip install --quiet --python "$python" --no-deps --require-hashes -r "$lock" 2>/dev/null
}

# The lock is complete, so nothing has to be resolved.
install_with_pip() {
    "$python" -m pip install -qq --disable-pip-version-check --no-input --no-deps --require-hashes -r "$lock"
}

is_installed && exit 0
make_environment
echo "Installing $lock"
install_with_uv || install_with_pip
cp "$lock" ".venv/$name.lock"
# The development lock holds everything of the other, at the same versions.
if [ "$name" = dev ]; then cp config/requirements/run.lock .venv/run.lock; fi
