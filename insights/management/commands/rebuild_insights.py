from django.core.management.base import BaseCommand
from django.template.defaultfilters import pluralize
from django.utils import timezone

from insights.roll_up import rebuild


class Command(BaseCommand):
    help = "Compute the numbers of the Insights page again from all submissions. The portal can keep running."

    def handle(self, *_args: object, **_options: object) -> None:
        revisions = rebuild(clock=timezone.now)
        self.stdout.write(f"{revisions} revision{pluralize(revisions)} counted")
