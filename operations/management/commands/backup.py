"""Back up the database and the stored files while people work: `manage.py backup /backups/monday`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import filesizeformat, pluralize
from django.utils import timezone

from common.commands import PortalCommand
from operations.backup.creation import Backup, create_backup
from operations.backup.problems import BackupProblem


class Command(PortalCommand):
    help = "Back up the database and the stored files into a new folder. The portal can keep running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a folder that does not exist yet, or is empty")
        parser.add_argument(
            "--allow-missing",
            action="store_true",
            help="back up everything else if files are missing or damaged in the storage",
        )

    def handle(self, *_args: Any, target: Path, allow_missing: bool, **_options: Any) -> None:
        try:
            backup = create_backup(target, allow_missing=allow_missing, clock=timezone.now)
        except BackupProblem as fault:
            raise CommandError(str(fault)) from fault
        self._print(backup, target)

    def _print(self, backup: Backup, target: Path) -> None:
        manifest, number = backup.manifest, len(backup.manifest.files)
        for name in manifest.missing:
            self.stderr.write(f"Warning: {name} is missing or damaged in the storage")
        self.stdout.write(
            f"{target}: the database and {number} file{pluralize(number)}, {filesizeformat(manifest.size)}, "
            f"in {backup.seconds} s"
        )
        self.stdout.write(f"Manifest: sha256 {backup.digest}")
        if manifest.audit_head:
            self.stdout.write(f"Head of the audit log: {manifest.audit_head}")
