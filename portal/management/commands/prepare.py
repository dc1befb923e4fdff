"""Prepare the instance for its processes: settings, services, tables, checks, translations, static files, demo data."""

import hashlib
import os
from pathlib import Path
from shutil import copytree
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.demo import DEMO_ACCOUNTS
from audit.streams import configure_streams, remove_streams_except
from operations.backup.marker import is_unfinished
from operations.backup.problems import BackupProblem
from operations.backup.purpose import assert_purpose, is_copy
from operations.stream.targets import stream_targets
from operations.table_owner import OwnerProblem, table_owner
from portal.command_wheel import build_wheel
from portal.connections import shared_static_folder
from portal.doctor.checks import find_problems
from portal.doctor.demo import assert_demo_fits
from portal.doctor.keys import assert_keys_fit
from portal.doctor.mail import add_mail_option
from portal.doctor.problems import ServiceDown, ServiceProblem
from portal.doctor.variables import misspelt_variables
from portal.prepare_lock import prepare_lock
from portal.translations import compile_translations
from validation.actions import record_catalogue


class Command(BaseCommand):
    help = (
        "Check the settings, test the services, migrate, record new checks, compile translations, collect static files "
        "and load the demo. "
        "Skips steps that are up to date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_mail_option(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            call_command("check", deploy=True, fail_level="WARNING", stdout=self.stderr)
        self._check_services(options["mail_to"])
        with prepare_lock(settings.DATA_DIR, on_wait=self._report_wait):
            self._prepare()

    def _report_wait(self) -> None:
        self.stderr.write("Waiting for another prepare to finish.")

    def _prepare(self) -> None:
        compile_translations()
        try:
            with table_owner():
                _assert_restored()  # as the owner: before the end of a restore, the portal's role can't see its tables
                assert_keys_fit()
                assert_demo_fits()
                self._migrate()
            assert_purpose(is_copy=is_copy())
        except (OwnerProblem, BackupProblem, ServiceProblem) as problem:
            raise CommandError(str(problem)) from problem
        self._configure_streams()
        # Before any process runs checks, because new checks start in the mode observe.
        record_catalogue(now=timezone.now())
        _collect_static()
        has_demo = settings.DEMO_MODE and settings.ENVIRONMENT.demo_data and "load_demo" in get_commands()
        if has_demo:
            call_command("load_demo", only_early=True, stdout=self.stderr)
            self.stdout.write("\n".join(_account_lines()))
        # The runner starts the web process after the empty line, and the worker when this process has ended.
        self.stdout.write("")
        self.stdout.flush()
        _build_wheel()
        if has_demo:
            call_command("load_demo", stdout=self.stderr)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write(f"Migrating the database. Migrations to apply: {len(plan)}")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _configure_streams(self) -> None:
        """Create the rows of the receivers of audit events before the first event, and remove those of former ones."""
        targets = {target.address: target.shown for target in stream_targets()}
        configure_streams(targets, now=timezone.now())
        for shown, unsent in remove_streams_except(targets).items():
            self.stderr.write(f"Warning: {shown} no longer gets audit events. Events that were not sent: {unsent}")

    def _check_services(self, mail_to: str) -> None:
        """Write warnings about services that are down. Raises CommandError for settings that must be corrected."""
        problems = find_problems(mail_to=mail_to, is_prepared=False)
        wrong = [f"{name}: {problem}" for name, problem in problems.items() if not isinstance(problem, ServiceDown)]
        if wrong:
            raise CommandError("\n".join(wrong))
        down = [f"{name}: {problem}" for name, problem in problems.items()]
        for warning in (*misspelt_variables(os.environ), *down):
            self.stderr.write(f"Warning: {warning}")


def _build_wheel() -> None:
    """Build the wheel of the command, unless it was built with the image."""
    if not settings.ENVIRONMENT.static_dir:
        build_wheel()


def _account_lines() -> list[str]:
    """One line per account, for the runner's output."""
    width = max(len(address) for address, _ in DEMO_ACCOUNTS)
    return [f"  {address:<{width}}  {settings.DEMO_PASSWORD}  {what}" for address, what in DEMO_ACCOUNTS]


def _assert_restored() -> None:
    if is_unfinished():
        raise CommandError("A restore was interrupted. Run manage.py restore again.")


def _collect_static() -> None:
    """Collect static files if a source has changed, because collecting takes more than a second.

    Those of an image are copied to the data folder, so that processes of other releases that share it serve them, too.
    """
    if settings.DEBUG:
        return  # served from their sources
    if settings.ENVIRONMENT.static_dir:  # collected when the image was built
        copytree(settings.STATIC_ROOT, shared_static_folder(settings.ENVIRONMENT), dirs_exist_ok=True)
        return
    note = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _static_fingerprint()
    if not note.exists() or note.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        note.write_text(fingerprint)


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_mtime_ns}\0{facts.st_size}\n".encode())
    return digest.hexdigest()
