from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import pluralize

from audit.seals import ChainHead, parse_anchor
from audit.verification import ChainBroken, ChainProgress, unsealed_events, verify_chain
from common.commands import PortalCommand

_MOST_NUMBERS = 10


class Command(PortalCommand):
    help = "Verify the hash chain of the audit log, and fail at the first broken seal. The portal can keep running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="NUMBER:DIGEST",
            help="a head of the chain from a log or back-up, which shows whether the chain was rebuilt; repeatable",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            progress = verify_chain(_anchors(options["anchor"]))
        except ChainBroken as fault:
            raise CommandError(str(fault)) from fault
        self._print(progress)

    def _print(self, progress: ChainProgress) -> None:
        seals = progress.head.number if progress.head else 0
        self.stdout.write(
            f"{progress.events} event{pluralize(progress.events)} in {seals} seal{pluralize(seals)} verified"
        )
        if erased := progress.erased:
            self.stdout.write(f"Events from which a leaked secret was erased: {erased}")
        if late := progress.late_seals:
            self.stdout.write(f"Seals of events that were committed late: {_few(late)}")
        self.stdout.write(f"Not sealed yet: {unsealed_events()}")
        if progress.head:
            self.stdout.write(f"Head: {progress.head}")


def _anchors(texts: list[str]) -> list[ChainHead]:
    try:
        return [parse_anchor(text) for text in texts]
    except ValueError as fault:
        raise CommandError(str(fault)) from fault


def _few(numbers: list[int]) -> str:
    more = len(numbers) - _MOST_NUMBERS
    return ", ".join(map(str, numbers[:_MOST_NUMBERS])) + (f" and {more} more" if more > 0 else "")
