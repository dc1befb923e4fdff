"""The base of our management commands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError


class PortalCommand(BaseCommand):
    """A command that starts at once: `prepare` has run the system checks, which load all pages and APIs.

    It fails with a sentence if the database is away or lacks tables.
    """

    requires_system_checks: list[str] = []

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as fault:
            reason = str(fault).strip().partition("\n")[0]
            raise CommandError(f"The database can't be used: {reason}. Run manage.py doctor.") from fault
