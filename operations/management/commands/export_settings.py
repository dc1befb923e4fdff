from typing import Any

from django.utils import timezone

from audit.actions import record_export
from common.actor import SYSTEM
from common.commands import PortalCommand
from operations.policies.settings_file import exported_text


class Command(PortalCommand):
    help = "Print all settings that admins change in the portal, as the file that `import_settings` reads."

    def handle(self, *_args: Any, **_options: Any) -> None:
        record_export("settings", by=SYSTEM, objects={}, now=timezone.now())
        self.stdout.write(exported_text(), ending="")
