"""IM-001 to IM-006, IM-009, IM-010, IM-019 and IM-020: the items of the media carousel."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage, finding
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.manifest.paths import is_inside, normal_path
from tilekit.checks.media.fixes import manifest_path_fix, plain_name, rename_fix
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text
from tilekit.scaffold.rows import path_of_value
from tilekit.sections import limits
from tilekit.sections.media import VIMEO_ID, MediaItem, is_on_vimeo, vimeo_id_in
from tilekit.sections.overview import Overview

MEDIA_FIELD = "overview.media"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg")
_NUMBER_IN_ADDRESS = re.compile(r"(?<!\d)(\d{8,11})(?!\d)")
# `1 234 567 890` and `123,456,789`, as people write numbers.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \u00a0\u202f,.'’](?=\d{3}(?!\d))")
_OTHER_LENGTH = N_("{value} has {length} digits, but a video ID has 8 to 11. Copy the ID from the video's address.")
_NO_VIDEO = N_("Item {number} has no video. Upload an MP4 file or enter the address of the video.")
_NO_ID = N_("This Vimeo address contains no video ID. Copy the address of the video, for example {example}.")
_PICTURE_NAME = re.compile(r"[A-Za-z0-9_.-]+")


class CarouselItem(Struct, frozen=True, kw_only=True):
    """An item of the carousel. number counts from 1.

    name is the name of its image, whether the image exists or not; file is "" if it doesn't exist.
    """

    number: int
    row: MediaItem
    path: str
    name: str
    file: str

    def finding(self, inner: str = "", value: object = "", *, fix: Fix | None = None, **rest: Any) -> RawFinding:
        """A raw finding at a field of the item; the engine finds its place in the manifest."""
        place = f"{self.path}.{inner}" if inner else self.path
        return finding(path=place, value=value, fix=fix, number=self.number, **rest)


def items(bundle: Bundle) -> Iterator[CarouselItem]:
    """The items that are not blank."""
    for at, row in enumerate(bundle.section(Overview).media):
        if not row.is_blank():
            name = text(path_of_value(row.values.get("image")))
            file = normal_path(name) if normal_path(name) in bundle.files else ""
            yield CarouselItem(number=at + 1, row=row, path=f"{MEDIA_FIELD}[{row.row_key or at}]", name=name, file=file)


carousel_item_check = CheckDecorator(items)


@check(
    code="IM-001",
    name=N_("Too many carousel items"),
    severity=Severity.BLOCKER,
    message=N_("The media carousel has {n} items; the limit is 8. Remove some."),
    applies_to="/tile/media",
    expected=N_("At most eight items"),
    bad="nine items",
    good="eight items",
)
def has_few_items(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    n = sum(1 for _ in items(bundle))
    if n > limits.MEDIA:
        yield finding(path=MEDIA_FIELD, value=n, n=n)


@check(
    code="IM-002",
    name=N_("No image in the carousel"),
    severity=Severity.ADVICE,
    submission_severity=Severity.BLOCKER,
    message=N_("Add at least one image. We recommend three or more."),
    applies_to="/tile/media",
    expected=N_("At least one image"),
    bad="no image",
    good="three images",
)
def has_pictures(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """There is at least one image; a video does not replace it."""
    manifest_of(bundle)
    if not any(not item.row.is_video for item in items(bundle)):
        yield finding(path=MEDIA_FIELD)


@carousel_item_check(
    "IM-003",
    Severity.BLOCKER,
    N_("Item {number} has no {key}. Add it."),
    name=N_("Incomplete carousel item"),
    applies_to="item",
    expected=N_("Has media_type, caption and image_url; a video has vimeo_id, or in the wizard a file or an address"),
    bad="an item without a caption",
    good="media_type, image_url and caption",
)
def has_keys(item: CarouselItem, _: Bundle) -> Iterator[RawFinding]:
    """An item has a type, an image and a caption. A video has an ID, or a file or address that our team will host."""
    row = item.row
    keys = {"media_type": bool(row.media_type), "image": bool(item.name), "caption": bool(row.caption.strip())}
    for key, is_there in keys.items():
        if not is_there:
            yield item.finding(key, key, key=Message(MediaItem.fields[key].label))
    if row.is_video and not row.has_video:
        yield item.finding("video", "vimeo_id", message=_NO_VIDEO)


@carousel_item_check(
    "IM-004",
    Severity.BLOCKER,
    N_("The type of a carousel item must be image or video."),
    name=N_("Unknown type of a carousel item"),
    fix=FixClass.SUGGESTED,
    applies_to="media_type",
    expected=N_("image or video"),
    bad='"media_type": "film"',
    good='"media_type": "video"',
)
def knows_kind(item: CarouselItem, _: Bundle) -> Iterator[RawFinding]:
    """The type is image or video."""
    if item.row.media_type and item.row.media_type not in ("image", "video"):
        kind = "video" if item.row.has_video else "image" if item.name.lower().endswith(PICTURE_SUFFIXES) else ""
        path = f"{item.path}.media_type"
        fix = Fix(title=Message(N_("Change it to {kind}"), {"kind": kind}), values={path: kind}) if kind else None
        yield item.finding("media_type", item.row.media_type, fix=fix)


@check(
    code="IM-005",
    name=N_("More than one video"),
    severity=Severity.BLOCKER,
    message=N_("A listing can have only one video. Remove the others."),
    applies_to="/tile/media",
    expected=N_("At most one video"),
    bad="two videos",
    good="one video",
)
def has_one_video(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """There is at most one video. Every further one is reported."""
    for item in [item for item in items(bundle) if item.row.is_video][1:]:
        yield item.finding("media_type")


@carousel_item_check(
    "IM-006",
    Severity.BLOCKER,
    N_("Enter the video ID, which is the number in the video's address."),
    name=N_("Invalid video ID"),
    fix=FixClass.SUGGESTED,
    applies_to="vimeo_id",
    expected=N_("A whole number with 8 to 11 digits"),
    bad="https://vimeo.com/123456789",
    good="123456789",
)
def has_video_number(item: CarouselItem, _: Bundle) -> Iterator[RawFinding]:
    """A video ID is a number of 8 to 11 digits. It is read from an address on Vimeo."""
    value, address = item.row.values.get("vimeo_id"), item.row.video_url
    is_number = isinstance(value, int) and VIMEO_ID.fullmatch(str(value))
    if item.row.is_video and is_on_vimeo(address) and not vimeo_id_in(address):
        yield item.finding("video_url", address, message=_NO_ID, example=MediaItem.fields["video_url"].example)
        return
    if not item.row.is_video or value in (None, "") or is_number:
        return
    digits = _BETWEEN_DIGITS.sub("", str(value).strip())
    number = _NUMBER_IN_ADDRESS.search(digits)
    path = f"{item.path}.vimeo_id"
    fix = Fix(title=Message(N_("Use the video ID")), values={path: int(number.group(1))}) if number else None
    message = "" if number or not digits.isdigit() else _OTHER_LENGTH
    yield item.finding("vimeo_id", value, message=message, length=len(digits), fix=fix)


@carousel_item_check(
    "IM-009",
    Severity.BLOCKER,
    N_("The name {value} does not end in .png, .jpg or .jpeg. Use a PNG or JPEG file."),
    name=N_("Unsuitable file extension of an image"),
    applies_to="image_url",
    expected=N_("Ends in .png, .jpg or .jpeg (any case)"),
    bad="images/overview.gif",
    good="images/overview.png",
)
def has_picture_name(item: CarouselItem, _: Bundle) -> Iterator[RawFinding]:
    """The image's name ends in .png, .jpg or .jpeg."""
    if item.name and not item.name.lower().endswith(PICTURE_SUFFIXES):
        yield item.finding("image", item.name)


@carousel_item_check(
    "IM-010",
    Severity.BLOCKER,
    N_("{value} is not in the listing. Add this file or use another one."),
    name=N_("Missing image file"),
    fix=FixClass.SUGGESTED,
    applies_to="image_url",
    expected=N_("The file exists in the listing"),
    bad="images/Overview.png, but the file is overview.png",
    good="images/overview.png",
)
def has_picture(item: CarouselItem, bundle: Bundle) -> Iterator[RawFinding]:
    """The image is in the folder. The fix corrects letter case. GEN-006 reports a path outside the folder."""
    if item.name and not item.file and is_inside(item.name):
        other = next((path for path in bundle.files if path.lower() == item.name.lower()), "")
        text = N_("{value} is not in the listing. Did you mean {other}?") if other else ""
        fix = manifest_path_fix(bundle, item.name, other, title=N_("Use {name}")) if other else None
        yield item.finding("image", item.name, message=text, other=other, fix=fix)


@carousel_item_check(
    "IM-019",
    Severity.ADVICE,
    N_("The file name can contain only letters, digits, dots, hyphens and underscores. Rename the file."),
    name=N_("Special characters in a file name"),
    fix=FixClass.SAFE,
    applies_to=N_("file name"),
    expected=N_("Only letters, digits, dots, hyphens and underscores"),
    bad="my shot (1).png",
    good="my_shot_1.png",
)
def has_plain_name(item: CarouselItem, bundle: Bundle) -> Iterator[RawFinding]:
    """Names contain only letters, digits, dots, hyphens and underscores."""
    if item.name and not _PICTURE_NAME.fullmatch(PurePosixPath(item.name).name):
        fix = (
            rename_fix(bundle, item.file, plain_name(item.file), title=N_("Rename the file to {name}"))
            if item.file
            else None
        )
        yield item.finding("image", item.name, fix=fix)


@check(
    code="IM-020",
    name=N_("Duplicate image in the carousel"),
    severity=Severity.WARNING,
    message=N_("Items {first} and {second} are the same image. Remove one of them."),
    stage=Stage.DEEP,
    applies_to="/tile/media",
    expected=N_("No duplicate images"),
    bad="the same image as items 1 and 3",
    good="three different images",
)
def has_no_duplicate_pictures(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No image is shown twice, even under different names."""
    by_content: dict[str, list[CarouselItem]] = defaultdict(list)
    with_file = [item for item in items(bundle) if item.file]
    sizes = Counter(bundle.files.size(item.file) for item in with_file)
    for item in with_file:
        if sizes[bundle.files.size(item.file)] > 1:  # most files have a unique size and need no digest
            by_content[bundle.files.digest(item.file)].append(item)
    for first, *others in by_content.values():
        for other in others:
            yield other.finding("image", first=first.number, second=other.number)
