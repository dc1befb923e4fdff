"""Print `docs/lifecycle.md`."""

from typing import Any

from django.core.management.base import BaseCommand

from listings.lifecycle.diagram import lifecycle_page


class Command(BaseCommand):
    help = "Print all lifecycles as Markdown, for docs/lifecycle.md."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(lifecycle_page(), ending="")
