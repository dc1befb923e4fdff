"""IM-014 to IM-017: the width, height and ratio of images."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity, finding
from tilekit.checks.media.carousel import PICTURE_SUFFIXES
from tilekit.checks.media.pictures import CarouselPicture, carousel_pictures, picture_check
from tilekit.checks.parsed_files import paths
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.media import images, renditions
from tilekit.sections import limits

_RATIO, _PLAY = limits.RATIO[0] / limits.RATIO[1], 0.02
_WIDTHS, _HEIGHTS = limits.IMAGE_WIDTHS, limits.IMAGE_HEIGHTS
_BOUNDS = {
    "min_width": _WIDTHS[0], "max_width": _WIDTHS[-1], "min_height": _HEIGHTS[0], "max_height": _HEIGHTS[-1],
}  # fmt: skip
_TOO_SMALL = N_("The image is {width} × {height} pixels. Use one of at least {min_width} × {min_height} pixels.")
_TOO_LONG = N_("The image is {width} × {height} pixels. Crop it to at most {max_width} × {max_height} pixels.")


def _has_usable_size(picture: CarouselPicture) -> bool:
    return picture.facts.is_picture and not picture.facts.has_too_many_pixels


@picture_check(
    "IM-014",
    Severity.ADVICE,
    N_("The image is {width} × {height} pixels. Scale it down to at most {max_width} × {max_height} pixels."),
    name=N_("Unsuitable image size"),
    fix=FixClass.SUGGESTED,
    expected=Message(
        N_("{min_width} to {max_width} pixels wide and {min_height} to {max_height} pixels high"), _BOUNDS
    ),
    bad="4000 × 2250",
    good="1920 × 1080",
)
def has_good_size(picture: CarouselPicture, _: Bundle) -> Iterator[RawFinding]:
    """The image has the recommended size. An image that is too small can only be replaced.

    A long image, which would be too small after scaling, must be cropped.
    """
    facts = picture.facts
    if not _has_usable_size(picture) or (facts.width_px in _WIDTHS and facts.height_px in _HEIGHTS):
        return
    largest = _WIDTHS[-1], _HEIGHTS[-1]
    factor = min(largest[0] / facts.width_px, largest[1] / facts.height_px, 1)
    fits = round(facts.width_px * factor) in _WIDTHS and round(facts.height_px * factor) in _HEIGHTS
    fix = picture.fix_with(renditions.fit_within(*largest), N_("Scale the image down")) if fits else None
    is_small = facts.width_px < _WIDTHS[0] or facts.height_px < _HEIGHTS[0]
    yield picture.finding(
        f"{facts.width_px}x{facts.height_px}",
        message="" if fits else _TOO_SMALL if is_small else _TOO_LONG,
        width=facts.width_px,
        height=facts.height_px,
        fix=fix,
        **_BOUNDS,
    )


@picture_check(
    "IM-015",
    Severity.ADVICE,
    N_("The image is not 16:9, so it will be cropped or shown with bars. Change its ratio."),
    name=N_("Image not 16:9"),
    fix=FixClass.SUGGESTED,
    expected=N_("Ratio 16:9, within 2 percent"),
    bad="1600 × 1000",
    good="1600 × 900",
)
def has_good_ratio(picture: CarouselPicture, bundle: Bundle) -> Iterator[RawFinding]:
    """The ratio is 16:9, with a tolerance of two percent. Another check reports tall images.

    An image is padded if its edge has a single colour. The edge is not examined if the image must also be scaled down.
    """
    facts = picture.facts
    if _has_usable_size(picture) and facts.width_px >= facts.height_px:
        ratio = facts.width_px / facts.height_px
        if abs(ratio / _RATIO - 1) > _PLAY:
            is_small = facts.width_px <= _WIDTHS[-1] and facts.height_px <= _HEIGHTS[-1]
            can_be_padded = is_small and bundle.parse(picture.item.file, images.has_plain_edge)
            fix = picture.fix_with(renditions.WIDE, N_("Pad the image to 16:9")) if can_be_padded else None
            yield picture.finding(f"{ratio:.2f}", fix=fix)


@picture_check(
    "IM-016",
    Severity.WARNING,
    N_("The image is taller than it is wide. Use a landscape image."),
    name=N_("Image taller than it is wide"),
    expected=N_("Not taller than it is wide"),
    bad="900 × 1600",
    good="1600 × 900",
)
def is_landscape(picture: CarouselPicture, _: Bundle) -> Iterator[RawFinding]:
    if _has_usable_size(picture) and picture.facts.height_px > picture.facts.width_px:
        yield picture.finding()


@check(
    code="IM-017",
    name=N_("Too many pixels in an image"),
    severity=Severity.BLOCKER,
    message=N_("The image has too many pixels. Reduce it to at most {limit} pixels on each side."),
    is_security=True,
    applies_to=N_("file"),
    expected=Message(N_("At most {limit} pixels on each side"), {"limit": limits.MAX_IMAGE_SIDE}),
    bad="8000 × 8000",
    good="2880 × 1620",
)
def has_few_pixels(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The total number of pixels is limited too.

    In a README, this is only a warning, and the images are never decoded.
    """
    gallery = {picture.item.file: picture for picture in carousel_pictures(bundle)}
    for file in paths(bundle, PICTURE_SUFFIXES, "images/"):
        if not bundle.parse(file, images.inspect).has_too_many_pixels:
            continue
        if file in gallery:
            yield gallery[file].finding(limit=limits.MAX_IMAGE_SIDE)
        else:
            yield finding(file=file, line=1, column=1, severity=Severity.WARNING, limit=limits.MAX_IMAGE_SIDE)
