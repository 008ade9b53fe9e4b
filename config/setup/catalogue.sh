#!/bin/sh
# Brings every catalogue up to date: new sentences come in untranslated, what is gone leaves, nothing is guessed.
# `catalogue.sh fi` first makes an empty one for a new language.
set -eu
cd "$(dirname "$0")/../.."

sentences=$(mktemp)
trap 'rm -f "$sentences"' EXIT
sh config/setup/sentences.sh "$sentences"
babel() { "${PYTHON:-.venv/bin/python}" -m babel.messages.frontend --quiet "$@" --input-file "$sentences" --output-dir eventapp/translations; }
if [ $# -gt 0 ]; then babel init --locale "$1"; fi
babel update --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date --width 120
