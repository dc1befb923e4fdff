from typing import Any

from django.core.management.base import BaseCommand

from operations.policies.settings_file import exported_text


class Command(BaseCommand):
    help = "Print all settings that admins change in the portal, as the file that `import_settings` reads."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(exported_text(), ending="")
