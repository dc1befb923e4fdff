"""The base of our management commands."""

from django.core.management.base import BaseCommand


class PortalCommand(BaseCommand):
    """A command that starts at once: `prepare` has run the system checks, which load all pages and APIs."""

    requires_system_checks: list[str] = []
