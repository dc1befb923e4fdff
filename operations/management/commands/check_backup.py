"""Verify a back-up without restoring it: `manage.py check_backup /backups/monday`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import filesizeformat, pluralize

from common.commands import PortalCommand
from operations.backup.problems import BackupProblem
from operations.backup.restoration import assert_fits
from operations.backup.verification import verified_manifest


class Command(PortalCommand):
    help = "Verify that a back-up is complete and unchanged, and that this portal could restore it. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="the folder of the back-up")

    def handle(self, *_args: Any, source: Path, **_options: Any) -> None:
        try:
            manifest = verified_manifest(source)
            assert_fits(manifest)
        except BackupProblem as fault:
            raise CommandError(str(fault)) from fault
        number = len(manifest.files)
        self.stdout.write(
            f"{source}: version {manifest.version} of {manifest.created_at:%Y-%m-%d %H:%M} UTC, the database and "
            f"{number} file{pluralize(number)} verified, {filesizeformat(manifest.size)}"
        )
        if manifest.erased:
            self.stdout.write(f"Files from which a leaked secret was erased: {len(manifest.erased)}")
        for name in manifest.missing:
            self.stderr.write(f"Warning: {name} was missing or damaged when the back-up was made")
