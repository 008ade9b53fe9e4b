"""The commands of `python -m eventapp`."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from eventapp import backups, development, doctor, maintenance, serving, worker
from eventapp.app import create_app
from eventapp.core.errors import CannotDo, DomainError
from eventapp.core.extensions import db
from eventapp.core.private_files import UMASK
from eventapp.core.revisions import check_can_write, check_is_current
from eventapp.core.settings import SettingsError
from eventapp.core.transactions import write
from eventapp.demo.services import load_demo_data
from eventapp.federations import commands as federation_commands
from eventapp.federations.models import Role
from eventapp.messages.installation import hold_mail, release_mail
from eventapp.privacy.commands import count_due, purge_all
from eventapp.privacy.labels import COUNTED


def main() -> None:
    """Run the command line; what was asked wrongly ends in a sentence and a non-zero exit code."""
    try:
        commands(prog_name="python -m eventapp")
    except SettingsError as error:
        sys.exit("\n".join(f"Error: {sentence}" for sentence in error.sentences))
    except (CannotDo, serving.PortTaken) as error:
        sys.exit(f"Error: {error}")
    except DomainError as error:
        sys.exit(f"Error: {error.sentence}")
    except DBAPIError as error:
        sys.exit(f"Error: the database does not answer or is not set up: {_first_line(error)}")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        sys.exit(f"Error: {place}{error.strerror or error}.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Run and look after eventapp."""
    os.umask(UMASK)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("eventapp").setLevel(logging.INFO)


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--no-worker", is_flag=True, help="Web only: mail and reminders are another process's work.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the web and run the worker, until SIGTERM."""
    with _application(current=True) as app:
        check_can_write()
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
        if not once:
            worker.run_until_stopped()
            return
        check_is_current()
        check_can_write()
        worker.run_round()
        failed = worker.list_failing()
    if failed:
        sys.exit(f"Error: these steps failed, see above: {', '.join(failed)}.")


@commands.command()
@click.option(
    "--create", is_flag=True, help="Make the database where there is none; in production only then."
)
def upgrade(create: bool) -> None:
    """Migrate the database to this version, or create it; can be run again at any time."""
    with _application() as app:
        may_create = create or app.config["CONFIG"] != "production"
        if warning := maintenance.warn_of_upgrade():
            click.echo(warning)
        click.echo(maintenance.upgrade_database(create=may_create))


@commands.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def dev(port: int) -> None:
    """Everything on this machine with demo data; what `make run` calls."""
    development.run(port)


@commands.command("demo-data")
def demo_data() -> None:
    """Load the demo's federations, events and sample participants where they are missing."""
    with _application(current=True), write():
        loaded = load_demo_data()
    click.echo(
        f"Added {loaded.federations} federations, {loaded.events} events and {loaded.registrations} sign-ups;"
        " what was there is left alone."
    )


@commands.command("create-organiser")
@click.argument("email")
@click.option("--federation", metavar="SLUG", help="The federation to work for.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="What they may do there.")
@click.option("--administrator", is_flag=True, help="May also keep federations and settings.")
@click.option(
    "--password-stdin", is_flag=True, help="Read a password; without it a one-time link is printed."
)
def create_organiser(
    email: str, federation: str | None, role: str | None, administrator: bool, password_stdin: bool
) -> None:
    """Let EMAIL in as an organiser."""
    if (federation is None) != (role is None):
        raise click.UsageError("--federation and --role belong together: give both.")
    if federation is None and not administrator:
        raise click.UsageError("Give --federation and --role, or --administrator.")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with _application(current=True):
        click.echo(
            federation_commands.create_organiser(
                email,
                federation,
                Role(role) if role else None,
                is_administrator=administrator,
                password=password,
            )
        )


@commands.command("doctor")
def run_doctor() -> None:
    """Look for what is wrong with settings, database, mail and seats; exit 1 when something is."""
    with _application():
        findings = doctor.examine()
    for finding in findings:
        click.echo(f"{'Problem' if finding.is_problem else 'Note'}: {finding.sentence}")
    if any(finding.is_problem for finding in findings):
        sys.exit(1)
    click.echo("Nothing is wrong.")


@commands.command()
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Write a copy of the database to PATH, also while it is in use."""
    with _application():
        backups.back_up(path)
    click.echo(f"The backup is in {path}. It holds personal data: keep it where nobody else can read it.")


@commands.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Replace a database that holds data.")
def restore(path: Path, yes: bool) -> None:
    """Put the backup PATH in the place of the database; nothing is sent until `mail release`."""
    with _application():
        if not yes and not backups.is_empty():
            raise CannotDo("The database holds data. Add --yes to replace it.")
        former = backups.restore(path)
    kept = f" The former database is in {former}." if former else ""
    click.echo(f"{path} is restored and its mail is held until `python -m eventapp mail release`.{kept}")


@commands.group()
def mail() -> None:
    """Hold or release everything that waits to be sent."""


@mail.command()
def hold() -> None:
    """Send nothing until `mail release`."""
    with _application(current=True), write():
        hold_mail()
    click.echo("Mail is held. What is written from now on waits.")


@mail.command()
def release() -> None:
    """Let waiting mail go out."""
    with _application(current=True), write():
        release_mail()
    click.echo("Mail is released.")


@commands.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be taken away.")
def purge(dry_run: bool) -> None:
    """Take away what has been kept long enough, as the worker also does by itself."""
    with _application(current=True):
        taken = count_due() if dry_run else purge_all()
    told = ", ".join(f"{number} {COUNTED[what]}" for what, number in sorted(taken.items()))
    click.echo(f"{'Would take' if dry_run else 'Took'} away: {told or 'nothing'}.")


@contextmanager
def _application(*, current: bool = False) -> Iterator[Flask]:
    """Give the application, with `current` only on a database that is set up for this version."""
    app = create_app()
    with app.app_context():
        try:
            if current:
                check_is_current()
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
