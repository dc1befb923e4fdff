"""The name, purpose and appearance of the tile."""

from tilekit.core.composite import Rows, UploadField
from tilekit.core.fields import Email, Flag, Markdown, YesNo
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument, Tab
from tilekit.sections import limits
from tilekit.sections.identity import IdentityFields
from tilekit.sections.media import MediaItem, Resource

_LOGO = "texts-logo-and-media#logo"


class Overview(IdentityFields, SectionDocument, key="overview", title=N_("Overview"), tab=Tab.OVERVIEW):
    """The card and the first tab of the tile."""

    logo_light = UploadField(
        N_("Wordmark logo (light)"),
        accepts=("svg",),
        max_bytes=limits.LOGO_BYTES,
        folder="assets/logos",
        required=True,
        checked_by={"required": "LG-001", "length": "LG-018"},
        help=N_("An SVG wordmark on a transparent background, with a viewBox that fits it tightly."),
        example="acme_queue.svg",
        doc=_LOGO,
    )
    logo_dark = UploadField(
        N_("Wordmark logo (dark)"),
        accepts=("svg",),
        max_bytes=limits.LOGO_BYTES,
        folder="assets/logos",
        checked_by={"length": "LG-018"},
        help=N_("The same wordmark for dark pages, which otherwise show the light wordmark on a white background."),
        example="acme_queue_dark.svg",
        doc=_LOGO,
    )
    logo_rights = Flag(
        N_("Permission to use the logo"),
        required=True,
        attests=("overview.logo_light", "overview.logo_dark"),
        scope="submission",
        help=N_("Tick only if your company owns the logo or has permission to use it here."),
        task=N_("Make sure that your company may use the logo here, then tick “{label}”."),
        doc=_LOGO,
    )
    overview_md = Markdown(
        N_("Overview"),
        max_length=limits.OVERVIEW,
        required=True,
        checked_by={"required": "RM-002"},
        help=N_("Start with a paragraph on what the product does, then describe what customers get, without images."),
        example=N_("Acme Queue is a message broker. This integration shows queue depth, consumers and delays."),
        doc="texts-logo-and-media#overview",
        shows="overview.text",
        shown_as="text",
    )
    media = Rows(
        MediaItem,
        N_("Media carousel"),
        min_items=1,
        max_items=limits.MEDIA,
        required=True,
        checked_by={"required": "IM-002", "count": "IM-001"},
        help=N_("Show dashboards and the product in action (the first item is shown largest)."),
        example=N_("Three images of dashboards and a one-minute tour"),
        doc="texts-logo-and-media#media",
    )
    resources = Rows(
        Resource,
        N_("Resources"),
        max_items=limits.RESOURCES,
        checked_by={"fit": "MF-029"},
        help=N_("Links shown next to the overview."),
        example="https://docs.acme.example/queue",
        doc="texts-logo-and-media#resources",
    )
    display_on_public_website = YesNo(
        N_("Display on public website"),
        required=True,
        checked_by={"required": "MF-037"},
        help=N_("“Yes” also lists this integration on the public documentation site, which you can't undo."),
        doc="review-to-release#public-site",
    )
    sales_email = Email(
        N_("Sales e-mail"),
        required=on_marketplace,
        checked_by={"pattern": "MF-034"},
        help=N_("A shared address for messages about trials, purchases and cancellations."),
        example="sales@acme.example",
        doc="texts-logo-and-media#support",
    )
