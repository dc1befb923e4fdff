"""Import a listing folder or zip: `manage.py import_listing PATH --organisation SLUG`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Organisation
from common.actor import SYSTEM
from common.commands import PortalCommand
from common.errors import SlipwayError
from listings.content.packages import package_at
from listings.imports.folder_imports import import_package


class Command(PortalCommand):
    help = "Import a listing folder or zip file into an organisation and print the URL of the listing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a listing folder, or a zip file of one")
        parser.add_argument(
            "--organisation", required=True, metavar="SLUG", help="the organisation that owns the listing"
        )
        parser.add_argument("--name", help="the name of the listing (default: the title of its tile)")

    def handle(self, *_args: Any, path: Path, organisation: str, name: str | None, **_options: Any) -> None:
        owner = Organisation.objects.filter(slug=organisation).first()
        if owner is None:
            text = f"No organisation has the slug {organisation!r}."
            raise CommandError(text)
        try:
            revision = import_package(
                organisation_id=owner.pk, package=package_at(path), name=name, by=SYSTEM, now=timezone.now()
            )
        except SlipwayError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(settings.PUBLIC_URL + revision.listing.get_absolute_url())
