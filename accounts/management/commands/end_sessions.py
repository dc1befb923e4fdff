from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.actions.incidents import end_all_sessions
from accounts.models import Person
from common.commands import PortalCommand


class Command(PortalCommand):
    help = "Sign people out: one person everywhere, or everybody. It is recorded in the audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--person", metavar="EMAIL", help="sign-in address of the person")
        who.add_argument("--everybody", action="store_true")

    def handle(self, *_args: Any, person: str | None, **_options: Any) -> None:
        person_id = None
        if person:
            person_id = Person.objects.filter(email__iexact=person).values_list("pk", flat=True).first()
            if person_id is None:
                raise CommandError(f"Nobody signs in with {person!r}.")
        number = end_all_sessions(person_id=person_id, now=timezone.now())
        self.stdout.write(f"Sessions ended: {number}")
