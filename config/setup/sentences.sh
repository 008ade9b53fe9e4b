#!/bin/sh
# Collects the sentences of code and templates into the file named, without line numbers: they would change every day.
set -eu
cd "$(dirname "$0")/../.."

exec "${PYTHON:-.venv/bin/python}" -m babel.messages.frontend --quiet extract --mapping-file config/babel.cfg \
    --keywords "_l lazy_gettext" --add-location file --sort-by-file --project eventapp --output-file "$1" .
