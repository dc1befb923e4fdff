import time
from argparse import ArgumentTypeError
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from common.actor import SYSTEM
from common.commands import PortalCommand
from common.errors import SlipwayError
from common.maintenance import READ_EVERY_SECONDS, maintenance_window
from jobs.queries import running_jobs
from operations.maintenance.actions import end_maintenance, start_maintenance


class Command(PortalCommand):
    help = "Make the portal read-only, or end this. `on` returns once no background job is running."

    def add_arguments(self, parser: CommandParser) -> None:
        modes = parser.add_subparsers(dest="mode", required=True)
        example = f"{timezone.now() + timedelta(hours=1):%Y-%m-%dT%H:%MZ}"
        on = modes.add_parser("on", help="start maintenance, or announce it with --from")
        on.add_argument("--until", required=True, type=_time, help=f"expected end, such as {example} (in an hour)")
        on.add_argument("--reason", required=True, help="shown to everybody")
        on.add_argument("--from", dest="starts_at", type=_time, help="start, if it isn't now")
        on.add_argument("--wait", type=int, default=60, help="most seconds to wait for running jobs (default: 60)")
        modes.add_parser("off", help="end maintenance, or cancel its announcement")
        modes.add_parser("status", help="print whether maintenance is announced or has started")

    def handle(self, *_args: Any, **options: Any) -> None:
        match options["mode"]:
            case "on":
                self._start(**options)
            case "off":
                is_ended = end_maintenance(by=SYSTEM, now=timezone.now())
                self.stdout.write("Maintenance has ended." if is_ended else "No maintenance is planned or active.")
            case _:
                self._print_status()

    def _start(self, *, until: datetime, reason: str, starts_at: datetime | None, wait: int, **_: Any) -> None:
        now = timezone.now()
        try:
            start_maintenance(starts_at=starts_at or now, until=until, reason=reason, by=SYSTEM, now=now)
        except SlipwayError as refused:
            raise CommandError(str(refused)) from refused
        if starts_at is None:
            self._wait_for_jobs(wait)
        self._print_status()

    def _wait_for_jobs(self, seconds: int) -> None:
        """Wait until all processes have read the switch, and running jobs have ended their steps."""
        time.sleep(READ_EVERY_SECONDS)
        end = time.monotonic() + seconds
        while (running := running_jobs().count()) and time.monotonic() < end:
            time.sleep(READ_EVERY_SECONDS)
        if running:
            raise CommandError(f"The portal is read-only, but background jobs are still running: {running}")

    def _print_status(self) -> None:
        window = maintenance_window()
        if window is None:
            self.stdout.write("No maintenance is planned or active.")
            return
        state = "Read-only" if window.has_started(timezone.now()) else "Announced"
        starts_at, until = (at.astimezone(UTC) for at in (window.starts_at, window.until))
        self.stdout.write(f"{state}: from {starts_at:%Y-%m-%d %H:%M} until {until:%Y-%m-%d %H:%M} UTC")


def _time(text: str) -> datetime:
    try:
        time_of_text = parse_datetime(text)
    except ValueError:
        time_of_text = None
    if time_of_text is None:
        raise ArgumentTypeError("expected a time such as 2026-11-27T15:00Z")
    return timezone.make_aware(time_of_text) if timezone.is_naive(time_of_text) else time_of_text
