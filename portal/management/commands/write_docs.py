"""Write the pages of `docs/` that are generated from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.generated_docs import PAGES


class Command(BaseCommand):
    help = "Write the generated pages of docs/ and print the names of those that changed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for name, made in PAGES.items():
            page, text = settings.BASE_DIR / "docs" / name, made()
            if not page.exists() or page.read_text("utf-8") != text:
                page.write_text(text, "utf-8")
                self.stdout.write(f"docs/{name}")
