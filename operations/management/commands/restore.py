"""Restore a back-up: `manage.py restore /backups/monday --as live`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from accounts.key_use import key_use
from common.commands import PortalCommand
from operations.backup.problems import BackupProblem
from operations.backup.restoration import restore_backup


class Command(PortalCommand):
    help = (
        "Restore a back-up into an empty database and an empty storage, after a check of every digest. Stop all other "
        "processes of the portal first. An interrupted restore can be repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="the folder of the back-up")
        parser.add_argument(
            "--as",
            dest="purpose",
            choices=("live", "copy"),
            required=True,
            help="live: this portal takes the place of the lost one, and sends what waited to be sent; "
            "copy: for tests, without waiting e-mails and without webhooks",
        )
        parser.add_argument(
            "--replace", action="store_true", help="delete everything that the database and the storage have now"
        )

    def handle(self, *_args: Any, source: Path, purpose: str, replace: bool, **_options: Any) -> None:
        try:
            manifest = restore_backup(source, is_copy=purpose == "copy", replace=replace, clock=timezone.now)
        except BackupProblem as fault:
            raise CommandError(str(fault)) from fault
        number = len(manifest.files)
        self.stdout.write(f"The database and {number} file{pluralize(number)} were restored.")
        if manifest.erased:
            self.stdout.write(f"Files from which a leaked secret was erased: {len(manifest.erased)}")
        if manifest.audit_head:
            self.stdout.write(f"Head of the audit log: {manifest.audit_head}")
        self._warn_about_keys()
        self.stdout.write("Run manage.py prepare, then start the portal.")

    def _warn_about_keys(self) -> None:
        if number := len(key_use().unreadable):
            self.stderr.write(
                f"Warning: No key can read {number} secret{pluralize(number)} of the back-up. Before you start the "
                "portal, set ENCRYPTION_KEYS and SECRET_KEY to the values of the lost portal."
            )
