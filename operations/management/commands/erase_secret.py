import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from audit.erasures import SealChanged
from common.actor import SYSTEM
from common.commands import PortalCommand
from common.external_service import ServiceUnavailable
from files.errors import BackupReadsFiles
from operations.erasure.erasing import erase_everywhere, places_of
from operations.erasure.leaked_secret import LeakedSecret
from operations.erasure.places import SecretPlace
from operations.errors import SecretNotErasable


class Command(PortalCommand):
    help = (
        "Replace a secret that somebody entered by [erased], in the database and in stored files. The secret is read "
        "from standard input, so that it isn't in the history of the shell. The command can be stopped and repeated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rehearse", action="store_true", help="only list where the secret is; change nothing")

    def handle(self, *_args: Any, rehearse: bool, **_options: Any) -> None:
        secret = _secret()
        places = []
        try:
            for place in places_of(secret) if rehearse else erase_everywhere(secret, by=SYSTEM, clock=timezone.now):
                places.append(place)
                self.stdout.write(f"{place.name}: {place.rows}" + ("" if rehearse else f", {place.erased} erased"))
        except (BackupReadsFiles, SealChanged) as fault:
            raise CommandError(str(fault)) from fault
        except ServiceUnavailable as fault:
            text = "Redis doesn't respond, so that the cache may still contain the secret. Run the command again."
            raise CommandError(text) from fault
        if not places:
            self.stdout.write("The secret isn't in the database or in a file.")
        if not rehearse:
            _assert_erased(places)


def _secret() -> LeakedSecret:
    text = getpass("Secret: ") if sys.stdin.isatty() else sys.stdin.read()
    try:
        return LeakedSecret(text.strip("\r\n"))
    except SecretNotErasable as fault:
        raise CommandError(str(fault)) from fault


def _assert_erased(places: list[SecretPlace]) -> None:
    if left := [place for place in places if place.erased < place.rows]:
        names = ", ".join(place.name for place in left)
        text = f"Some rows could not be changed, because the database protects them or they changed: {names}"
        raise CommandError(text)
