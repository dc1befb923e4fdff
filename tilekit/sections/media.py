"""Rows of the overview: images, videos and links."""

import re
from urllib.parse import urlsplit

from tilekit.core.choices import ChoiceField
from tilekit.core.composite import UploadField
from tilekit.core.fields import Number, Text, Url
from tilekit.core.formats import is_url
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import file_size
from tilekit.core.section import Document, Values
from tilekit.sections import limits, options

_MEDIA = "texts-logo-and-media#media"
_VIDEO = "texts-logo-and-media#video"
_RESOURCES = "texts-logo-and-media#resources"
VIMEO_ID = re.compile(r"[0-9]{8,11}")
_VIMEO_HOST = re.compile(r"(?:www\.|player\.)?vimeo\.com")
_RATIO = ":".join(map(str, limits.RATIO))
_IMAGE = {
    "ratio": _RATIO,
    "min_width": limits.IMAGE_WIDTHS[0],
    "max_width": limits.IMAGE_WIDTHS[-1],
    "min_height": limits.IMAGE_HEIGHTS[0],
    "max_height": limits.IMAGE_HEIGHTS[-1],
}
_FILM = {
    "ratio": _RATIO,
    "min_width": limits.VIDEO_WIDTH,
    "min_height": limits.VIDEO_HEIGHT,
    "seconds": limits.VIDEO_SECONDS,
}


class MediaItem(Document):
    """An image or video in the carousel. A video has a file or an address, and an image as its poster."""

    media_type = ChoiceField(
        N_("Type"),
        options=options.MEDIA_TYPES,
        required=True,
        default="image",
        checked_by={"choice": "IM-004", "required": "IM-003"},
        help=Message(N_("A carousel can have up to {limit} items, including one video."), {"limit": limits.MEDIA}),
        example=N_("Image"),
        doc=_MEDIA,
    )
    image = UploadField(
        N_("Image or poster"),
        accepts=("image",),
        max_bytes=limits.IMAGE_BYTES,
        stored_bytes=limits.UPLOADED_IMAGE_BYTES,
        folder="images",
        required=True,
        checked_by={"required": "IM-003", "length": "IM-011", "fit": "IM-010"},
        help=Message(
            N_(
                "A PNG or JPEG (for a video, its poster) in {ratio}, {min_width} to {max_width} pixels wide, "
                "{min_height} to {max_height} pixels high and at most {size}."
            ),
            {**_IMAGE, "size": file_size(limits.IMAGE_BYTES)},
        ),
        example="images/queue_overview.png",
        doc=_MEDIA,
    )
    caption = Text(
        N_("Caption"),
        max_length=limits.CAPTION,
        required=True,
        checked_by={"required": "IM-003", "length": "IM-007"},
        help=N_("One short sentence that is shown below the image."),
        example=N_("Queue depth and consumers of every broker in one dashboard"),
        doc=_MEDIA,
    )
    alternative_text = Text(
        N_("Alternative text"),
        max_length=limits.ALTERNATIVE_TEXT,
        scope="submission",
        help=N_("What the image shows, for people who can't see it (if it is empty, screen readers read the caption)."),
        example=N_("Line chart of queue depth over four hours, with a peak at 09:30, above a table of consumers"),
        doc=_MEDIA,
    )
    video = UploadField(
        N_("Video file"),
        accepts=("video",),
        max_bytes=limits.VIDEO_BYTES,
        when={"media_type": ("video",)},
        required=True,
        alternatives=("video_url", "vimeo_id"),
        checked_by={"required": "IM-003"},
        scope="submission",
        help=Message(
            N_(
                "A {ratio} MP4 with H.264, at least {min_width} × {min_height} pixels and at most {seconds} seconds "
                "long (the tile shows it once our team has uploaded it to Vimeo)."
            ),
            _FILM,
        ),
        example="acme-queue-tour.mp4",
        doc=_VIDEO,
    )
    video_url = Url(
        N_("Video address"),
        https=True,
        max_length=limits.VIDEO_ADDRESS,
        when={"media_type": ("video",)},
        scope="submission",
        help=N_("Instead of a file, the address of the video (if it is on Vimeo, the tile can play it immediately)."),
        example="https://vimeo.com/123456789",
        doc=_VIDEO,
    )
    vimeo_id = Number(
        N_("Vimeo video ID"),
        minimum=1,
        when={"media_type": ("video",)},
        checked_by={"pattern": "IM-006", "fit": "IM-006"},
        staff_only=True,
        help=N_("Read from the video address, or filled in by our team after uploading the video."),
        example="123456789",
        doc=_VIDEO,
    )

    @property
    def is_video(self) -> bool:
        return self.media_type == "video"

    @property
    def has_video(self) -> bool:
        """Whether a video has a file, an address or an ID."""
        return self.video is not None or bool(self.video_url) or self.values.get("vimeo_id") not in (None, "")


def with_vimeo_id(row: Values) -> Values:
    """The row of a media item with the video ID that its address contains."""
    address = row.get("video_url")
    number = vimeo_id_in(address) if isinstance(address, str) else None
    return {**row, "vimeo_id": number} if number and row.get("media_type") == "video" else row


def is_on_vimeo(address: str) -> bool:
    """Whether the text is the address of a page on Vimeo."""
    return is_url(address) and _VIMEO_HOST.fullmatch(urlsplit(address).hostname or "") is not None


def vimeo_id_in(address: str) -> int | None:
    """The video ID in an address such as https://vimeo.com/123456789; None if it contains none."""
    segments = urlsplit(address).path.split("/") if is_on_vimeo(address) else ()
    return next((int(segment) for segment in segments if VIMEO_ID.fullmatch(segment)), None)


class Resource(Document):
    """A link shown next to the overview."""

    named_by = "url"
    resource_type = ChoiceField(
        N_("Type"),
        options=options.RESOURCE_TYPES,
        checked_by={"required": "MF-029", "choice": "MF-029"},
        help=N_("The type of page that the link opens."),
        example=N_("Documentation"),
        doc=_RESOURCES,
    )
    url = Url(
        N_("URL"),
        https=True,
        checked_by={"required": "MF-029", "pattern": "MF-029"},
        help=N_("A page that customers can open without signing in."),
        example="https://docs.acme.example/queue",
        doc=_RESOURCES,
    )
