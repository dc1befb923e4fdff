"""Test the configured services by using them."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from common.commands import PortalCommand
from portal.doctor.checks import find_problems
from portal.doctor.mail import add_mail_option
from portal.doctor.variables import misspelt_variables
from portal.unencrypted import unencrypted_connections


class Command(PortalCommand):
    help = "Test the configured services by using them, and fail with a sentence for each problem."

    def add_arguments(self, parser: CommandParser) -> None:
        add_mail_option(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        for warning in unencrypted_connections(settings.ENVIRONMENT):
            self.stderr.write(f"Warning: {warning}")
        problems = [f"{name}: {problem}" for name, problem in find_problems(mail_to=options["mail_to"]).items()]
        problems += misspelt_variables(os.environ)
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("All services work.")
        if not options["mail_to"]:
            self.stdout.write("No e-mail was sent. Add --mail-to ADDRESS to send one.")
