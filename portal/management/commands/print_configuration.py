"""Print the page docs/configuration.md."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.environment import configuration_page


class Command(BaseCommand):
    help = "Print all environment variables as a Markdown page."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(configuration_page(), ending="")
