from django.template.defaultfilters import pluralize
from django.utils import timezone

from common.commands import PortalCommand
from insights.roll_up import rebuild


class Command(PortalCommand):
    help = "Compute the numbers of the Insights page again from all submissions. The portal can keep running."

    def handle(self, *_args: object, **_options: object) -> None:
        revisions = rebuild(clock=timezone.now)
        self.stdout.write(f"{revisions} revision{pluralize(revisions)} counted")
