"""Slices and the files inside them import only what the design lets them."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
#: No slice of the product: it holds no business word.
NOT_A_SLICE = {"eventapp.core"}


def test_the_import_contracts_are_kept() -> None:
    program = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run(
        [program, "--no-logo", "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_slice_is_under_the_contract_for_its_files() -> None:
    slices = {f"eventapp.{init.parent.name}" for init in (ROOT / "eventapp").glob("*/__init__.py")}

    inside = next(contract for contract in CONTRACTS if contract["containers"] != ["eventapp"])

    assert set(inside["containers"]) == slices - NOT_A_SLICE
