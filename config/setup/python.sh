#!/bin/sh
# Prints a Python of 3.11 or later that can make environments, or says in a sentence what is missing.
set -u

has_version='import sys; sys.exit(sys.version_info < (3, 11))'
can_make_environments='import ensurepip, venv'
without_venv=''

for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    path=$(command -v "$candidate") || continue
    "$path" -c "$has_version" >/dev/null 2>&1 || continue
    if "$path" -c "$can_make_environments" >/dev/null 2>&1; then
        echo "$path"
        exit 0
    fi
    without_venv=$path
done

if [ -n "$without_venv" ]; then
    echo "$without_venv lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2
else
    echo "eventapp needs Python 3.11 or later, and none was found. Install one, or name it: make install PYTHON=/path/to/python3" >&2
fi
exit 1
