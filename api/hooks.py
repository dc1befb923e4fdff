"""Registers the footer link to the API reference, and the stored parts of uploads."""

from django.utils.translation import gettext_lazy as _

from api.uploads.models import UploadPart
from common.navigation import EVERYBODY, NavItem, NavPlace, register_links
from files.orphans import ObjectKind, register_objects

register_links(
    NavItem(label=_("API reference"), url_name="api:reference-list", audience=EVERYBODY, place=NavPlace.FOOTER)
)
register_objects(
    ObjectKind(
        folder="uploads",
        rows=UploadPart.objects.all(),
        objects_of=lambda part: {part.storage_name: part.sha256},
        is_temporary=True,
    )
)
