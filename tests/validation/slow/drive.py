"""Runs inside an instance; commands: `["submit"]` and `["look", REVISION]`."""

import django

django.setup()

from django.utils import timezone

from audit.models import Event
from listings.models import Revision
from tests.faults.command_loop import run_commands
from tests.validation.scene import owner, submitted
from validation.models import Run


def submit() -> str:
    return str(submitted(owner(), now=timezone.now()).revision_id)


def run_state(revision_id: str) -> dict[str, object]:
    runs = Run.objects.filter(revision=revision_id).order_by("created_at")
    return {
        "state": Revision.objects.get(pk=revision_id).state,
        "runs": [run.state for run in runs],
        "findings": [run.findings.count() for run in runs],
        "passed": Event.objects.filter(verb="revision.checks-passed").count(),
    }


COMMANDS = {"submit": submit, "look": run_state}

if __name__ == "__main__":
    run_commands(COMMANDS)
