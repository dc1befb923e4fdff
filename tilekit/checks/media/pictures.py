"""IM-011 to IM-018 and IM-021 to IM-025: the image files."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.media.carousel import PICTURE_SUFFIXES, CarouselItem, items
from tilekit.checks.media.fixes import rename_fix, render_fix, with_suffix
from tilekit.checks.parsed_files import README, paths, require_manifest, text_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import file_size
from tilekit.media import images, renditions
from tilekit.media.file_kinds import extensions_of
from tilekit.media.images import ImageFacts
from tilekit.sections import limits
from tilekit.sections.overview import Overview

_LIMIT, _ADVISED_LIMIT = file_size(limits.IMAGE_BYTES), file_size(limits.ADVISED_IMAGE_BYTES)
_HIDDEN = {"place": N_("place"), "camera": N_("camera"), "comment": N_("comment")}
_COLOURS = ("RGB", "RGBA", "P")
# Modes that can be converted to RGB without loss; more bits per channel can't.
_CONVERTIBLE = ("1", "L", "LA", "PA", "CMYK", "YCbCr")
# Common names for Pillow's modes; others, such as CMYK, already have their common name.
_MODES = {
    "1": N_("black and white"),
    "L": N_("greyscale"),
    "LA": N_("greyscale"),
    "I": N_("16-bit greyscale"),
    "I;16": N_("16-bit greyscale"),
    "I;16B": N_("16-bit greyscale"),
}
# The platform's teams use these images for the tile and for banners of dashboards.
_BRAND = re.compile(r"logo|icon|banner|avatar|wordmark", re.IGNORECASE)
_SEARCHED_SUFFIXES = (".md", ".json", ".yaml", ".yml", ".html", ".txt", ".svg")


class CarouselPicture(Struct, frozen=True, kw_only=True):
    """An image of the carousel that is in the folder."""

    item: CarouselItem
    size_bytes: int
    facts: ImageFacts

    def finding(self, value: object = "", **parameters: Any) -> RawFinding:
        """A raw finding at the file, which belongs to the item's field."""
        path = f"{self.item.path}.image"
        return finding(path=path, file=self.item.file, line=1, column=1, value=value, **parameters)

    def fix_with(self, recipe: str, title: str) -> Fix:
        """The fix that converts the image with this method."""
        return render_fix(self.item.file, recipe, title)


def carousel_pictures(bundle: Bundle) -> Iterator[CarouselPicture]:
    """The images of the carousel."""
    for item in items(bundle):
        if item.file:
            facts = bundle.parse(item.file, images.inspect)
            yield CarouselPicture(item=item, size_bytes=bundle.files.size(item.file), facts=facts)


picture_check = CheckDecorator(carousel_pictures, applies_to=N_("file"))


@picture_check(
    "IM-011",
    Severity.BLOCKER,
    N_("The image is {size}; the limit is {limit}. Compress the image."),
    name=N_("Image file too large"),
    fix=FixClass.SUGGESTED,
    expected=Message(N_("At most {limit}"), {"limit": _LIMIT}),
    bad="an image of 1.4 MB",
    good="an image of 600 kB",
)
def is_small_enough(picture: CarouselPicture, _: Bundle) -> Iterator[RawFinding]:
    """Larger images can't be published."""
    if picture.size_bytes > limits.IMAGE_BYTES:
        fix = picture.fix_with(renditions.compress_to(limits.IMAGE_BYTES), N_("Compress the image"))
        yield picture.finding(picture.size_bytes, size=file_size(picture.size_bytes), limit=_LIMIT, fix=fix)


@check(
    code="IM-012",
    name=N_("Not a PNG or JPEG image"),
    severity=Severity.BLOCKER,
    message=N_("This file is not a PNG or JPEG image. Use one of these formats."),
    stage=Stage.DEEP,
    is_security=True,
    applies_to=N_("file"),
    expected=N_("A valid PNG or JPEG"),
    bad="a text file named overview.png",
    good="a valid PNG",
)
def is_picture(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The content is a PNG or JPEG that can be decoded; only submissions are decoded completely.

    Images with too many pixels are not decoded. IM-009 reports files whose name has another extension.
    """
    read = images.decode if context.scope is Scope.SUBMISSION else images.read_facts
    for picture in carousel_pictures(bundle):
        if not picture.item.file.lower().endswith(PICTURE_SUFFIXES):
            continue
        if not picture.facts.is_picture:
            yield picture.finding(picture.facts.kind)
        elif not picture.facts.has_too_many_pixels and bundle.parse(picture.item.file, read) is None:
            yield picture.finding(picture.facts.kind, message=N_("This image is damaged. Export it again."))


@picture_check(
    "IM-013",
    Severity.WARNING,
    N_("The file is a {kind} image, but its name ends in {suffix}. Rename the file."),
    name=N_("File extension does not match the image"),
    fix=FixClass.SAFE,
    expected=N_("The extension matches the file format"),
    bad="a JPEG named overview.png",
    good="overview.jpg",
)
def fits_name(picture: CarouselPicture, bundle: Bundle) -> Iterator[RawFinding]:
    """The file extension matches the content."""
    suffix = PurePosixPath(picture.item.file).suffix.lower()
    if picture.facts.is_picture and suffix in PICTURE_SUFFIXES and suffix not in extensions_of(picture.facts.kind):
        file = picture.item.file
        new = with_suffix(file, extensions_of(picture.facts.kind)[0])
        fix = rename_fix(bundle, file, new, title=N_("Rename the file to {name}"))
        yield picture.finding(suffix, kind=picture.facts.kind.upper(), suffix=suffix, fix=fix)


@picture_check(
    "IM-018",
    Severity.WARNING,
    N_("The image contains metadata that customers can read: {what}. Remove the metadata."),
    name=N_("Private metadata in an image"),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    expected=N_("No location, camera owner or comment in the metadata"),
    bad="a photo with its location",
    good="an image without metadata",
)
def has_no_private_metadata(picture: CarouselPicture, bundle: Bundle) -> Iterator[RawFinding]:
    """The metadata contains no location, camera owner or comment."""
    facts = bundle.parse(picture.item.file, images.read_facts)
    if facts and facts.hidden:
        fix = picture.fix_with(renditions.PLAIN, N_("Remove it"))
        what = tuple(Message(_HIDDEN[kind]) for kind in facts.hidden)
        yield picture.finding(", ".join(facts.hidden), what=what, fix=fix)


@picture_check(
    "IM-022",
    Severity.ADVICE,
    N_("The image is animated, but only its first frame is shown. Use a still image."),
    name=N_("Animated image"),
    expected=N_("Not animated"),
    bad="an animated PNG",
    good="one frame",
)
def has_one_frame(picture: CarouselPicture, _: Bundle) -> Iterator[RawFinding]:
    """Images have one frame."""
    if picture.facts.is_animated:
        yield picture.finding()


@picture_check(
    "IM-023",
    Severity.ADVICE,
    N_("The image is in {mode}. Save it as RGB."),
    name=N_("Image not in RGB"),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    expected=N_("RGB, not CMYK or greyscale"),
    bad="a JPEG in CMYK",
    good="a JPEG in RGB",
)
def has_colours(picture: CarouselPicture, bundle: Bundle) -> Iterator[RawFinding]:
    """Images are in RGB."""
    facts = bundle.parse(picture.item.file, images.read_facts)
    if facts and facts.mode not in _COLOURS:
        fix = picture.fix_with(renditions.RGB, N_("Save the image as RGB")) if facts.mode in _CONVERTIBLE else None
        mode = Message(_MODES[facts.mode]) if facts.mode in _MODES else facts.mode
        yield picture.finding(facts.mode, mode=mode, fix=fix)


@picture_check(
    "IM-025",
    Severity.ADVICE,
    N_("The image is {size}; we recommend at most {limit}. Compress the image so that the page loads faster."),
    name=N_("Slow-loading image"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file size"),
    expected=Message(N_("At most {limit}"), {"limit": _ADVISED_LIMIT}),
    bad="an image of 900 kB",
    good="an image of 300 kB",
)
def loads_fast(picture: CarouselPicture, _: Bundle) -> Iterator[RawFinding]:
    """Another check reports images that are too large to be accepted."""
    if limits.ADVISED_IMAGE_BYTES < picture.size_bytes <= limits.IMAGE_BYTES:
        fix = picture.fix_with(renditions.compress_to(limits.ADVISED_IMAGE_BYTES), N_("Compress the image"))
        yield picture.finding(picture.size_bytes, size=file_size(picture.size_bytes), limit=_ADVISED_LIMIT, fix=fix)


@check(
    code="IM-021",
    name=N_("Unused image"),
    severity=Severity.ADVICE,
    message=N_("The listing does not use this file. Use it or remove it."),
    applies_to="images/",
    expected=N_("Each image file is in the media carousel or is mentioned in a text file"),
    bad="images/old.png, which is not used",
    good="all images are in the carousel or the README",
)
def is_used(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Every image under images/ is in the carousel, is a logo or similar, or is named in a text of the listing.

    Not checked if the README can't be read or an item's image is missing: RM-001 and IM-010 report that.
    """
    require_manifest(bundle)
    overview, carousel = bundle.section(Overview), list(items(bundle))
    if not text_of(bundle, README).text.strip() or not all(item.file for item in carousel):
        return
    used = {item.file for item in carousel}
    used |= {bundle.file_of(overview.logo_light), bundle.file_of(overview.logo_dark)}
    unused = [file for file in paths(bundle, (*PICTURE_SUFFIXES, ".gif", ".svg"), "images/") if file not in used]
    names = {file: PurePosixPath(file).name for file in unused if not _BRAND.search(file)}
    texts = b"\n".join(bundle.files[path] for path in paths(bundle, _SEARCHED_SUFFIXES)) if names else b""
    for file, name in names.items():
        if not any(
            form.encode(errors="surrogatepass") in texts for form in (name, quote(name, errors="surrogatepass"))
        ):
            yield finding(file=file, line=1, column=1)
