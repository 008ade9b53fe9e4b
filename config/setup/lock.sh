#!/bin/sh
# Pins what pyproject.toml asks for, with hashes and without addresses, into config/requirements/*.lock. Needs uv.
set -eu
cd "$(dirname "$0")/../.."

command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }

folder=config/requirements
lock() {
    target=$1
    shift
    uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header "$@" -o "$folder/$target.lock"
}

lock run pyproject.toml
lock dev pyproject.toml --group dev --constraints "$folder/run.lock"
lock browser --group browser --constraints "$folder/dev.lock"
# Their programs are used, their Python code is not: so without what that code would need.
lock postgres --group postgres --no-deps
lock html --group html --no-deps
