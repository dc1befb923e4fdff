"""Sets up the portal in this process, with a new database, and creates drafts from real listings."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.shared import listing_folders

if TYPE_CHECKING:
    from accounts.models import Person
    from listings.models import Revision


@contextmanager
def portal() -> Iterator[None]:
    """Set up Django and create the tables in the database of DATABASE_URL, or in a temporary SQLite file."""
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as folder:
        os.environ.update(DATA_DIR=folder, LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="bench.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        yield


def largest_listing() -> Path:
    """The listing with the largest metadata.csv."""
    return max(listing_folders(), key=lambda listing: _bytes(listing, "metadata.csv"))


def largest_listings() -> list[Path]:
    """The listings with the largest metadata.csv, the most JSON (such as dashboards) and the most Markdown."""
    by = ("metadata.csv", "**/*.json", "**/*.md")
    return list(dict.fromkeys(max(listing_folders(), key=partial(_bytes, pattern=pattern)) for pattern in by))


def _bytes(listing: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in listing.glob(pattern))


def partner_with(listing: Path) -> "tuple[Person, Revision]":
    """An editor of a new organisation, and a draft of that organisation, imported from the folder."""
    from accounts.models import Membership, Organisation, Person
    from common.actor import Role

    person = Person.objects.create(email="bench@bench.example", name="Bench")
    organisation = Organisation.objects.create(
        slug="bench", name="Bench", url="https://bench.example", vendor_id="bench"
    )
    Membership.objects.create(organisation=organisation, person=person, role=Role.EDITOR)
    return person, draft_of(listing)


def draft_of(listing: Path) -> "Revision":
    """A draft of the organisation of `partner_with`, imported from the folder."""
    from django.utils import timezone

    from accounts.models import Organisation
    from common.actor import SYSTEM
    from listings.content.packages import package_at
    from listings.imports.folder_imports import import_package

    organisation = Organisation.objects.get(slug="bench")
    return import_package(organisation_id=organisation.pk, package=package_at(listing), by=SYSTEM, now=timezone.now())
