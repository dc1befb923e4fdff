"""The name of a listing, its vendor and its tags."""

from tilekit.core.choices import Choices
from tilekit.core.fields import Slug, Text, Url
from tilekit.core.kind import exchanges_data, is_integration
from tilekit.core.messages import N_
from tilekit.core.section import Document
from tilekit.sections import limits, options

_NAMES = "texts-logo-and-media#names"
_CATEGORIES = "texts-logo-and-media#categories"
LASTING_FIELDS = ("integration_id", "source_type_name")
"""The fields that can't change after publication (MF-006)."""


class IdentityFields(Document):
    """Names, identifiers and tags."""

    vendor_name = Text(
        N_("Vendor name"),
        max_length=limits.NAME,
        required=True,
        checked_by={"required": "MF-030"},
        help=N_("The name of your organisation, or an alias that an admin confirmed."),
        example=N_("Acme"),
        doc=_NAMES,
    )
    vendor_url = Url(
        N_("Vendor URL"),
        required=True,
        checked_by={"required": "MF-031", "pattern": "MF-031"},
        help=N_("Your company's home page, not a documentation page or a code repository."),
        example="https://acme.example",
        doc=_NAMES,
    )
    vendor_id = Slug(
        N_("Vendor ID"),
        pattern=r"[a-z][a-z0-9-]{0,62}(?<!-)",
        required=True,
        read_only=True,
        checked_by={"pattern": "MF-036"},
        help=N_("Your organisation's vendor ID, which can't change once an admin has confirmed it."),
        example="acme",
        doc=_NAMES,
    )
    title = Text(
        N_("Tile title"),
        max_length=limits.TITLE,
        required=True,
        checked_by={"required": "MF-009", "length": "MF-009"},
        help=N_("The product name as shown on the tile, without the word “integration”."),
        example=N_("Acme Queue"),
        doc=_NAMES,
    )
    short_description = Text(
        N_("Short description"),
        max_length=limits.SUMMARY,
        required=True,
        checked_by={"required": "MF-012", "length": "MF-013"},
        help=N_(
            "One sentence on what customers get, without a full stop (paid listings show the first 70 characters)."
        ),
        example=N_("Monitor queue depth, consumers and slow messages"),
        doc="texts-logo-and-media#short-description",
    )
    integration_id = Slug(
        N_("Integration ID"),
        required=True,
        checked_by={"required": "MF-004", "pattern": "MF-004"},
        help=N_("Used in the tile's URL and asset names, so you can't change it after the first submission."),
        example="acme-queue",
        doc=_NAMES,
    )
    source_type_name = Text(
        N_("Integration display name"),
        max_length=limits.SOURCE_TYPE_NAME,
        required=exchanges_data,
        applies=is_integration,
        checked_by={"length": "MF-039"},
        help=N_("The name shown on metrics and monitors, which must be unique and can't change after publication."),
        example=N_("Acme Queue"),
        doc=_NAMES,
    )
    categories = Choices(
        N_("Categories"),
        options=options.category_choices,
        min_items=1,
        max_items=limits.CATEGORIES,
        required=True,
        checked_by={"choice": "MF-018", "count": "MF-021"},
        help=N_("Categories that customers would filter by, ideally three to five."),
        example=N_("Message Queues, Metrics"),
        doc=_CATEGORIES,
    )
    supported_os = Choices(
        N_("Supported OS"),
        options=options.supported_os,
        required=True,
        checked_by={"choice": "MF-018"},
        help=N_("Systems that the monitored product runs on (for a cloud service, usually Linux, Windows and macOS)."),
        example="Linux, Windows, macOS",
        doc=_CATEGORIES,
    )
