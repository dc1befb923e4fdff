"""The table of variables, as the documentation shows it."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.environment import configuration_table


class Command(BaseCommand):
    help = "Print every variable of the environment as a Markdown table."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(configuration_table(), ending="")
