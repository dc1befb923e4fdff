import sys
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.actions.incidents import revoke_leaked_key
from common.commands import PortalCommand
from common.errors import NotFound


class Command(PortalCommand):
    help = (
        "Revoke the key of an application by its secret, which is read from standard input, so that it isn't in the "
        "history of the shell. The owners get a notice."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            key = revoke_leaked_key(sys.stdin.readline().strip(), now=timezone.now())
        except NotFound as fault:
            raise CommandError("This isn't the secret of a key.") from fault
        application = key.application
        self.stdout.write(f"Revoked: key {key} of {application.name} ({application.organisation.name})")
