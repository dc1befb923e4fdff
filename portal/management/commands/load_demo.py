"""Load the demo's people and listings. Existing ones don't change."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from common.commands import PortalCommand
from portal.demo.load import load_demo
from portal.demo.scenario_steps import ScenarioFailed


class Command(PortalCommand):
    help = "Load the demo's people and listings. Not allowed in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-early", action="store_true", help="Load only what the first page needs.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            text = "Demo data can only be loaded in demo mode."
            raise CommandError(text)
        try:
            added = load_demo(settings.ENVIRONMENT.demo_password, timezone.now(), only_early=options["only_early"])
        except ScenarioFailed as fault:
            raise CommandError(str(fault)) from fault
        if added:
            self.stdout.write(f"demo: {added} listing{pluralize(added)} loaded")
