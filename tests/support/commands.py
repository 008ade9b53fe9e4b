"""The product's commands, run in this process: starting Python anew takes most of their time."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from eventapp.cli import main

#: The least that a real installation sets, beside database and mail server.
PRODUCTION = {
    "EVENTAPP_CONFIG": "production",
    "EVENTAPP_BASE_URL": "https://anmalan.example.se",
    "EVENTAPP_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
    "EVENTAPP_MAIL_DEFAULT_SENDER": "anmalan@example.se",
}


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def errors(self) -> list[str]:
        """The lines that say what is wrong."""
        return [line for line in self.stderr.splitlines() if line.startswith("Error: ")]


def run_command(
    arguments: tuple[str, ...],
    settings: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stdin: str = "",
) -> Result:
    """Run one command with these variables; of EVENTAPP_… it sees what is given and what was set before."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["eventapp", *arguments])
    monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    code = ended.value.code
    if isinstance(code, str):
        return Result(1, printed.out, printed.err + code)
    return Result(int(code or 0), printed.out, printed.err)
