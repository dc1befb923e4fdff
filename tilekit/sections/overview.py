"""What the tile is called, what it is for and how it looks."""

from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows, Upload
from tilekit.core.fields import Email, Flag, Markdown, Number, Slug, Text, Url
from tilekit.core.kind import is_integration, on_marketplace
from tilekit.core.messages import N_
from tilekit.core.section import Document, Section, Tab
from tilekit.sections import limits, options

_FORM = "build_integration#fill-out-the-overview"
_MANIFEST = "check_references#manifest-file"
_TAGS = "check_references#classifier-tags"
_MEDIA = "create_a_tile#media-carousel"


class MediaItem(Document):
    """A picture or a video of the carousel; a video needs a picture as its thumbnail."""

    media_type = ChoiceField(
        N_("Kind"),
        options=options.MEDIA_TYPES,
        required=True,
        default="image",
        help=N_("A carousel holds up to eight items, one of them a video."),
        example=N_("Picture"),
        doc=_MEDIA,
    )
    image = Upload(
        N_("Picture or thumbnail"),
        accepts=("image",),
        max_bytes=limits.IMAGE_BYTES,
        folder="images",
        required=True,
        help=N_("PNG or JPEG, 16:9, 1440 to 2880 pixels wide, at most 1 MB; for a video its thumbnail."),
        example="images/queue_overview.png",
        doc=_MEDIA,
    )
    caption = Text(
        N_("Caption"),
        max_length=limits.CAPTION,
        required=True,
        help=N_("Say what a customer sees; screen readers read it out in place of the picture."),
        example=N_("Queue depth and consumers of every broker in one dashboard"),
        doc=_MEDIA,
    )
    video = Upload(
        N_("Video"),
        accepts=("video",),
        max_bytes=limits.VIDEO_BYTES,
        when={"media_type": ("video",)},
        scope="submission",
        help=N_("MP4 with H.264, 16:9, at least 1920 by 1080, at most 60 seconds; our team hosts it."),
        example="acme-queue-tour.mp4",
        doc=_MEDIA,
    )
    vimeo_id = Number(
        N_("Hosted video number"),
        minimum=1,
        when={"media_type": ("video",)},
        staff_only=True,
        help=N_("Our team fills this in once the video is hosted."),
        example="123456789",
        doc=_MEDIA,
    )


class Resource(Document):
    """A link shown beside the overview."""

    named_by = "url"
    resource_type = ChoiceField(
        N_("Kind"),
        options=options.RESOURCE_TYPES,
        checked_by={"choice": "MF-029"},
        help=N_("What a customer finds behind the link."),
        example=N_("Documentation"),
        doc=_MANIFEST,
    )
    url = Url(
        N_("Address"),
        https=True,
        checked_by={"pattern": "MF-029"},
        help=N_("A page that opens without signing in."),
        example="https://docs.acme.example/queue",
        doc=_MANIFEST,
    )


class Overview(Section, key="overview", title=N_("Overview"), tab=Tab.OVERVIEW):
    """The card and the first tab of the tile."""

    vendor_name = Text(
        N_("Vendor name"),
        max_length=limits.NAME,
        required=True,
        checked_by={"required": "MF-030"},
        help=N_("The name of your company as customers know it, not the name of the product."),
        example=N_("Acme"),
        doc=_FORM,
    )
    vendor_url = Url(
        N_("Vendor URL"),
        required=True,
        checked_by={"required": "MF-031", "pattern": "MF-031"},
        help=N_("The home page of your company, not a page of the documentation and not a code repository."),
        example="https://acme.example",
        doc=_FORM,
    )
    vendor_id = Slug(
        N_("Vendor ID"),
        pattern=r"[a-z][a-z0-9-]{0,62}(?<!-)",
        required=True,
        read_only=True,
        checked_by={"pattern": "MF-036"},
        help=N_("Given to your organisation when it was approved; it never changes."),
        example="acme",
        doc=_MANIFEST,
    )
    title = Text(
        N_("Tile title"),
        max_length=limits.TITLE,
        required=True,
        checked_by={"required": "MF-009", "length": "MF-009"},
        help=N_("The product name that stands on the card, without the word integration."),
        example=N_("Acme Queue"),
        doc=_MANIFEST,
    )
    short_description = Text(
        N_("Short description"),
        max_length=limits.SUMMARY,
        required=True,
        checked_by={"required": "MF-012", "length": "MF-013"},
        help=N_("One sentence on what customers get, without a full stop; paid listings show 70 characters."),
        example=N_("Monitor queue depth, consumers and slow messages"),
        doc=_MANIFEST,
    )
    integration_id = Slug(
        N_("Integration ID"),
        required=True,
        checked_by={"required": "MF-004", "pattern": "MF-004"},
        help=N_("The key of the page and of every asset; it is fixed with the first submission."),
        example="acme-queue",
        doc=_FORM,
    )
    source_type_name = Text(
        N_("Integration display name"),
        max_length=limits.SOURCE_TYPE_NAME,
        required=is_integration,
        applies=is_integration,
        checked_by={"length": "MF-039"},
        help=N_("The name that metrics and monitors carry; it must be unique and is fixed once published."),
        example=N_("Acme Queue"),
        doc="check_references",
    )
    categories = Choices(
        N_("Categories"),
        options=options.categories,
        min_items=1,
        max_items=limits.CATEGORIES,
        required=True,
        checked_by={"choice": "MF-018", "count": "MF-021"},
        help=N_("Choose what a customer would filter by; three to five fit best."),
        example=N_("Message Queues, Metrics"),
        doc=_TAGS,
    )
    supported_os = Choices(
        N_("Supported OS"),
        options=options.supported_os,
        required=True,
        checked_by={"choice": "MF-018"},
        help=N_("Where the monitored product runs; a service in the cloud usually ticks Linux, Windows and macOS."),
        example="Linux, Windows, macOS",
        doc=_TAGS,
    )
    logo_light = Upload(
        N_("Wordmark logo (light)"),
        accepts=("svg",),
        max_bytes=limits.LOGO_BYTES,
        folder="assets/logos",
        required=True,
        checked_by={"required": "MF-056"},
        help=N_("An SVG wordmark on a transparent background with its view box tight around it."),
        example="acme_queue.svg",
        doc=_FORM,
    )
    logo_dark = Upload(
        N_("Wordmark logo (dark)"),
        accepts=("svg",),
        max_bytes=limits.LOGO_BYTES,
        folder="assets/logos",
        help=N_("The same wordmark for dark pages; without it the light one stands on a white plate."),
        example="acme_queue_dark.svg",
        doc=_FORM,
    )
    logo_rights = Flag(
        N_("We hold the rights to this logo"),
        required=True,
        scope="submission",
        help=N_("Tick it when your company owns the logo or may use it here."),
        example=N_("Ticked by someone who knows the licence of the logo"),
        doc=_FORM,
    )
    overview_md = Markdown(
        N_("Overview"),
        max_length=limits.OVERVIEW,
        required=True,
        help=N_("Begin with a paragraph on what it does, then what customers get and which data, without pictures."),
        example=N_("Acme Queue is a message broker. This integration shows its depth, consumers and delays."),
        doc="build_integration",
    )
    media = Rows(
        MediaItem,
        N_("Media carousel"),
        min_items=1,
        max_items=limits.MEDIA,
        required=True,
        help=N_("Show dashboards and the product in action; the first item is the largest."),
        example=N_("Three pictures of dashboards and a tour of one minute"),
        doc=_MEDIA,
    )
    resources = Rows(
        Resource,
        N_("Resources"),
        max_items=limits.RESOURCES,
        help=N_("Links that stand beside the overview."),
        example="https://docs.acme.example/queue",
        doc=_MANIFEST,
    )
    display_on_public_website = Flag(
        N_("Display on public website"),
        default=True,
        help=N_("Lists the integration on the public documentation site too; once on, it cannot be turned off."),
        example=N_("On from the day of the launch"),
        doc=_MANIFEST,
    )
    sales_email = Email(
        N_("Sales e-mail"),
        required=on_marketplace,
        checked_by={"pattern": "MF-034"},
        help=N_("A group address that receives news of trials, purchases and cancellations."),
        example="sales@acme.example",
        doc=_MANIFEST,
    )
