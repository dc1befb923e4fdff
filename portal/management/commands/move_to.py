"""Move the portal from SQLite to PostgreSQL: `manage.py move_to postgres://slipway@db.example:5432/slipway`."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from common.commands import PortalCommand
from operations.backup.problems import BackupProblem
from operations.move.moving import move_to_postgres
from portal.connections import postgres_settings
from portal.parsers import service_address


class Command(PortalCommand):
    help = (
        "Copy all rows of the SQLite database to an empty PostgreSQL database, and compare them. Stop all processes of "
        "the portal first. The SQLite database stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target", help="the URL of the database, without the password, which is DATABASE_PASSWORD or PGPASSWORD"
        )

    def handle(self, *_args: Any, target: str, **_options: Any) -> None:
        try:
            address = service_address("postgres", "postgresql")(target)
            database = postgres_settings(address, {}, password=settings.ENVIRONMENT.database_password)
            moved = move_to_postgres(database, clock=timezone.now)
        except ValueError as fault:
            text = f"The URL {fault}."
            raise CommandError(text) from fault
        except BackupProblem as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{moved.rows} rows of {moved.tables} tables were moved and compared.")
        if moved.audit_head:
            self.stdout.write(f"Head of the audit log: {moved.audit_head}")
        self.stdout.write("Set DATABASE_URL to the new database, run manage.py prepare, then start the portal.")
