"""Print `docs/lifecycle.md`."""

from typing import Any

from common.commands import PortalCommand
from listings.lifecycle.diagram import lifecycle_page


class Command(PortalCommand):
    help = "Print all lifecycles as Markdown, for docs/lifecycle.md."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(lifecycle_page(), ending="")
