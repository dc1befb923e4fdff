import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.template.defaultfilters import pluralize

from common.commands import PortalCommand
from validation.dispute_cases import case_of
from validation.models import DisputeState, FindingDispute


class Command(PortalCommand):
    help = "Write each upheld dispute as a JSON file, which the tests of the checks read as a wrong finding."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="folder for the files, such as tests/corpus/dispute_cases")

    def handle(self, *_args: object, target: Path, **_options: Any) -> None:
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(str(error)) from error
        disputes = FindingDispute.objects.filter(state=DisputeState.UPHELD).order_by("pk")
        for dispute in disputes.iterator(chunk_size=100):
            file = target / f"{dispute.code}-{dispute.pk}.json"
            file.write_text(json.dumps(case_of(dispute), indent=2, ensure_ascii=False) + "\n", "utf-8")
        number = disputes.count()
        self.stdout.write(f"{number} case{pluralize(number)} written to {target}")
