"""Write the pages of `docs/` that are generated from the code, and the record of the API's changelog."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from api.changelog.record import FILE, EntryMissing, write_record
from common.commands import PortalCommand
from portal.generated_docs import GENERATED_PAGES


class Command(PortalCommand):
    help = "Write the generated pages of docs/ and the record of the API's changelog, and print the changed files."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for name, text_of_page in GENERATED_PAGES.items():
            page, text = settings.BASE_DIR / "docs" / name, text_of_page()
            if not page.exists() or page.read_text("utf-8") != text:
                page.write_text(text, "utf-8")
                self.stdout.write(f"docs/{name}")
        try:
            if write_record():
                self.stdout.write(str(FILE.relative_to(settings.BASE_DIR)))
        except EntryMissing as error:
            raise CommandError(str(error)) from error
