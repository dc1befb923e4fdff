"""Health check for containers without a web process."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from common.commands import PortalCommand
from jobs.queries import PROCESS_SILENCE, SWEEP_SILENCE, SWEEPER, WORKER_PREFIX
from portal import health


class Command(PortalCommand):
    help = "Fail unless a worker on this machine, or the sweeper that beat starts, has reported recently."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=["worker", "sweeper"])

    def handle(self, *_args: Any, **options: Any) -> None:
        own_prefix = f"{WORKER_PREFIX}{settings.WORKER_NAME}:"
        prefix, longest = (own_prefix, PROCESS_SILENCE) if options["name"] == "worker" else (SWEEPER, SWEEP_SILENCE)
        try:
            health.assert_heartbeats({prefix: longest}, timezone.now())
        except health.NotReady as fault:
            raise CommandError(str(fault)) from fault
