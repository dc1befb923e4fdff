"""Print the page docs/configuration.md."""

from typing import Any

from common.commands import PortalCommand
from portal.environment import configuration_page


class Command(PortalCommand):
    help = "Print all environment variables as a Markdown page."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(configuration_page(), ending="")
