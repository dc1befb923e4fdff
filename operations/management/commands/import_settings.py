from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import Person
from common.commands import PortalCommand
from common.errors import SlipwayError
from common.settings_sections import SettingsImport
from operations.policies.settings_file import FileChange, changes_of, import_settings, read_file, state_digest


class Command(PortalCommand):
    help = "Import a file of `export_settings`. Without --by, only show what it would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the settings file")
        parser.add_argument("--by", help="e-mail address of the admin who makes the changes")
        parser.add_argument("--reason", default="Imported", help="shown in the history of each setting")

    def handle(self, *_args: Any, file: Path, by: str | None, reason: str, **_options: Any) -> None:
        try:
            text = file.read_text("utf-8-sig")
            changes = _import_by(text, by, reason) if by else changes_of(read_file(text))
        except (OSError, UnicodeDecodeError, SlipwayError, ValidationError) as fault:
            raise CommandError(str(fault)) from fault
        for change in changes:
            self.stdout.write(f"{change.section.name}.{change.name}")
        self.stdout.write(f"{'Changed' if by else 'Would change'}: {len(changes)}")


def _import_by(text: str, email: str, reason: str) -> Sequence[FileChange]:
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no account with the address {email}")
    by_import = SettingsImport(by=actor_of(person), reason=reason, now=timezone.now())
    return import_settings(text=text, seen=state_digest(), by_import=by_import)
