"""Load the demo's people and listings; what is there already stays as it is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo.load import load_demo
from portal.demo.story import StoryStopped


class Command(BaseCommand):
    help = "Load the demo's people and listings. Refused in production."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO_MODE:
            text = "Demo data is for demo mode only."
            raise CommandError(text)
        try:
            added = load_demo(settings.ENVIRONMENT.demo_password, timezone.now())
        except StoryStopped as fault:
            raise CommandError(str(fault)) from fault
        if added:
            self.stdout.write(f"demo: {added} listings loaded")
