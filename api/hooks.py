"""Registers the footer link, the stored parts of uploads, and rows that outlive an organisation."""

from django.utils.translation import gettext_lazy as _

from accounts.contributions import Contribution, contribute
from api.configure.models import ConfigureJob
from api.uploads.models import Upload, UploadPart
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
contribute(
    "api",
    Contribution(
        expiring=(
            (_("Uploads through the API"), lambda pk: Upload.objects.filter(organisation=pk)),
            (_("Requests of the configure API"), lambda pk: ConfigureJob.objects.filter(organisation=pk)),
        )
    ),
)
