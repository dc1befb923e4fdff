"""Test the configured services by using them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.doctor.checks import find_problems


class Command(BaseCommand):
    help = "Test the configured services by using them, and fail with a sentence for each problem."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        problems = find_problems()
        if problems:
            text = "\n".join(f"{name}: {problem}" for name, problem in problems.items())
            raise CommandError(text)
        self.stdout.write("All services work.")
