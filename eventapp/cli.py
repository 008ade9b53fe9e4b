"""The commands of `python -m eventapp`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from eventapp import maintenance, serving, worker
from eventapp.app import create_app
from eventapp.core.errors import DomainError
from eventapp.core.settings import SettingsError


def main() -> None:
    """Run the command line; what was asked wrongly ends in a sentence and a non-zero exit code."""
    try:
        commands(prog_name="python -m eventapp")
    except (SettingsError, maintenance.CannotDo, serving.PortTaken) as error:
        sys.exit(f"Error: {error}")
    except DomainError as error:
        sys.exit(f"Error: {error.sentence}")
    except DBAPIError as error:
        sys.exit(f"Error: the database does not answer or is not set up: {_first_line(error)}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Run and look after eventapp."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("eventapp").setLevel(logging.INFO)


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--no-worker", is_flag=True, help="Web only: mail and reminders are another process's work.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the web and run the worker, until SIGTERM."""
    with _application() as app:
        maintenance.check_is_current()
        base_url = app.config["BASE_URL"]
    serving.check_port(host, port)
    serving.run(
        host,
        port,
        workers=workers,
        with_worker=not no_worker,
        ready=lambda: click.echo(f"eventapp listens on http://{host}:{port} and is reached at {base_url}"),
    )


@commands.command("worker")
@click.option("--once", is_flag=True, help="One round, for cron and tests.")
def run_worker(once: bool) -> None:
    """Deliver mail, send reminders, walk queues, apply retention."""
    with _application():
        if once:
            worker.run_round()
        else:
            worker.run_until_stopped()


@commands.command()
def upgrade() -> None:
    """Create the database, or migrate it to this version; can be run again at any time."""
    with _application():
        click.echo(maintenance.upgrade_database())


@contextmanager
def _application() -> Iterator[Flask]:
    app = create_app()
    with app.app_context():
        yield app


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
