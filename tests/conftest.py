"""Fixtures of the whole suite: an application on a fresh database, a mail server, a browser, a running server."""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

# The suite decides its own settings, whatever is set where it runs.
for variable in [name for name in os.environ if name.startswith("EVENTAPP_")]:
    del os.environ[variable]
os.environ["EVENTAPP_CONFIG"] = "testing"

from eventapp.app import create_app  # noqa: E402
from eventapp.core import clock, reading_apart  # noqa: E402
from eventapp.core.extensions import db  # noqa: E402
from eventapp.core.reader_process import answer_to  # noqa: E402
from tests.support import chromium, databases, postgres  # noqa: E402
from tests.support.client import SeparateClient  # noqa: E402
from tests.support.commands import Result, run_command  # noqa: E402
from tests.support.imap_server import ImapServer  # noqa: E402
from tests.support.mail_server import MailServer  # noqa: E402
from tests.support.processes import RunningProcess, RunningServer, start, start_server  # noqa: E402
from tests.support.routing import keep_compiled_routes  # noqa: E402
from tests.support.templates import KEPT_TEMPLATES  # noqa: E402

keep_compiled_routes()

RUN_FOLDER = pytest.StashKey[Path]()
STOCKHOLM = ZoneInfo("Europe/Stockholm")

# The same examples every time: a red run is red again.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Share one folder, and so one PostgreSQL server and one template, between all test processes."""
    given = getattr(config, "workerinput", {}).get("run_folder")
    config.stash[RUN_FOLDER] = Path(given or tempfile.mkdtemp(prefix="eventapp-"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one test more at a time than there are cores: many wait for processes, mail and the browser."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker the folder of the run."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the run's server and files away, after the last test process."""
    if not hasattr(config, "workerinput"):
        databases.end_postgresql(config.stash[RUN_FOLDER])
        shutil.rmtree(config.stash[RUN_FOLDER], ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose each test's database by its marker; SQLite where there is none."""
    wanted = {"database", "own_database"} & set(metafunc.fixturenames)
    marked = metafunc.definition.get_closest_marker
    kinds = (
        ["sqlite", "postgresql"]
        if marked("both_databases")
        else ["postgresql"]
        if marked("postgresql")
        else []
    )
    if wanted and kinds:
        metafunc.parametrize("database_kind", kinds, indirect=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly what was skipped, and how to have it tested too."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped]
    for reason in sorted(set(reasons)):
        terminalreporter.write_line(f"*** {reasons.count(reason)} SKIPPED: {reason} ***", red=True, bold=True)


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest) -> Path:
    """The folder that all test processes of this run share."""
    return request.config.stash[RUN_FOLDER]


@pytest.fixture(scope="session")
def postgresql(run_folder: Path) -> Iterator[str]:
    """The URL of this test process's PostgreSQL database."""
    with databases.postgresql_database(run_folder) as url:
        if not url:
            pytest.skip(postgres.ADVICE)
        yield url


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database this run of the test is on: sqlite or postgresql."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def database(
    request: pytest.FixtureRequest, database_kind: str, run_folder: Path, tmp_path: Path
) -> Iterator[str]:
    """The URL of a migrated database with no rows."""
    if database_kind == "sqlite":
        with databases.sqlite_database(run_folder, tmp_path) as url:
            yield url
    else:
        url = request.getfixturevalue("postgresql")
        databases.empty_postgresql(url)
        yield url


@pytest.fixture
def own_database(database_kind: str, run_folder: Path, tmp_path: Path) -> Iterator[str]:
    """As `database`, for tests that change the schema: on PostgreSQL it is thrown away afterwards."""
    if database_kind == "sqlite":
        with databases.sqlite_database(run_folder, tmp_path) as url:
            yield url
        return
    with databases.postgresql_database(run_folder) as url:
        if not url:
            pytest.skip(postgres.ADVICE)
        yield url


@pytest.fixture
def app(database: str) -> Iterator[Flask]:
    """The application on the test's own database."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": database})
    app.test_client_class = SeparateClient
    app.jinja_env.bytecode_cache = KEPT_TEMPLATES
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> SeparateClient:
    """A browser without script, for the application of the test."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The database session inside an application context.

    The client commits it before each request, so a request sees what the test made, and the test sees what the
    request did.
    """
    with app.app_context():
        yield db.session
        db.session.remove()


@pytest.fixture
def at() -> Iterator[Callable[[datetime | str], None]]:
    """Hold the clock: `at("2026-11-08 09:00")` is Swedish time; calling it again moves the clock."""
    with ExitStack() as frozen:

        def hold(instant: datetime | str) -> None:
            when = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
            frozen.close()
            frozen.enter_context(clock.frozen(when if when.tzinfo else when.replace(tzinfo=STOCKHOLM)))

        yield hold


@pytest.fixture
def reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read foreign files in the test's own process, without limits: for tests of what is read, not of how."""

    def run(reader: str, content: bytes) -> tuple[int, bytes]:
        return 0, answer_to(importlib.import_module(reader).read, content)

    monkeypatch.setattr(reading_apart, "_run", run)


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A real mail server on a free port, with a script of answers."""
    server = MailServer()
    server.come_up()
    yield server
    server.recover()
    server.go_down()


@pytest.fixture
def imap_server() -> Iterator[ImapServer]:
    """A real IMAP server with an empty mailbox."""
    server = ImapServer()
    server.come_up()
    yield server
    server.go_down()


@pytest.fixture
def process_settings(database: str, smtp_server: MailServer) -> dict[str, str]:
    """Environment variables of the product's own processes: this test's database and mail server."""
    return {
        "EVENTAPP_CONFIG": "testing",
        "EVENTAPP_TESTING": "false",
        "EVENTAPP_PROPAGATE_EXCEPTIONS": "false",
        "EVENTAPP_DATABASE_URL": database,
        **smtp_server.settings(),
    }


@pytest.fixture
def run(
    process_settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run one command on the test's database: `run("doctor", EVENTAPP_MAIL_PORT="25")`."""

    def command(*arguments: str, stdin: str = "", **settings: str) -> Result:
        return run_command(arguments, process_settings | settings, monkeypatch, capsys, stdin)

    return command


@pytest.fixture
def start_process(
    process_settings: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., RunningProcess]]:
    """Start `python -m eventapp` with the arguments given, as in `start_process("worker")`."""
    started: list[RunningProcess] = []

    def begin(*arguments: str, **settings: str) -> RunningProcess:
        output = tmp_path / f"process-{len(started)}.log"
        started.append(start(list(arguments), process_settings | settings, output))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


@pytest.fixture
def serve(process_settings: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Start `serve`: `serve(workers=4, worker=True, EVENTAPP_SIGNUP_LIMIT="5")`."""
    started: list[RunningServer] = []

    def begin(*, workers: int = 1, worker: bool = False, **settings: str) -> RunningServer:
        output = tmp_path / f"server-{len(started)}.log"
        started.append(start_server(process_settings | settings, output, workers=workers, worker=worker))
        return started[-1]

    yield begin
    for server in started:
        server.kill()


@pytest.fixture
def live_server(serve: Callable[..., RunningServer]) -> Iterator[RunningServer]:
    """One web process on the test's database; ends by SIGTERM, as it does in service."""
    server = serve()
    yield server
    assert server.stop() == 0, server.printed


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """The driver of Chromium, of which a process has one."""
    api = pytest.importorskip("playwright.sync_api", reason=chromium.ADVICE)
    with api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    """A headless Chromium."""
    program = chromium.find_system_chromium()
    try:
        launched = playwright.chromium.launch(executable_path=program, args=chromium.launch_arguments())
    except Exception as error:  # noqa: BLE001 (Playwright's own, which can only be imported where it is)
        pytest.skip(f"{chromium.ADVICE} ({str(error).splitlines()[0]})")
    yield launched
    launched.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """An empty page, Swedish, 1280 pixels wide, that fails the test when the page reports an error."""
    context = browser.new_context(
        locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert errors == []
