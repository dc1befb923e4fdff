"""LG-001 and LG-017 to LG-020: the uploaded files."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.logo.svg_files import SvgFile, safe_copy, svg_check
from tilekit.checks.media.fixes import render_fix
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.core.numbers import file_size
from tilekit.media import images, renditions
from tilekit.sections.overview import Overview

_ADVISED_LOGO_BYTES = 50_000
_OLD_SIZES = {"avatars-bot.png": (128, 128), "saas_logos-bot.png": (200, 128), "saas_logos-small.png": (120, 60)}
# Live listings have the old set in either folder.
_OLD_SET = {f"{folder}/{name}": size for folder in ("logos", "assets/logos") for name, size in _OLD_SIZES.items()}


@check(
    code="LG-001",
    name=N_("No logo"),
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=N_("Upload a logo that includes your name, as an SVG file."),
    applies_to=N_("logo"),
    expected=N_("A new listing has an SVG wordmark"),
    bad="no logo",
    good="an SVG with the name",
)
def has_logo(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A submission has a wordmark. The logos of old live listings are stored elsewhere."""
    if bundle.section(Overview).logo_light is None:
        yield finding(path="overview.logo_light")


@svg_check(
    "LG-017",
    Severity.ADVICE,
    N_("The SVG is {size}; we recommend at most 50 kB. Remove editor data."),
    name=N_("Large SVG file"),
    fix=FixClass.SUGGESTED,
    expected=N_("At most 50 kB"),
    bad="180 kB with editor data",
    good="12 kB",
)
def is_small(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    if picture.facts.is_readable and picture.facts.size_bytes > _ADVISED_LOGO_BYTES:
        copy = safe_copy(picture, bundle)
        is_smaller = len(copy.edits[0].replacement.encode()) <= _ADVISED_LOGO_BYTES
        yield picture.finding(size=file_size(picture.facts.size_bytes), fix=copy if is_smaller else None)


@svg_check(
    "LG-018",
    Severity.BLOCKER,
    N_("The SVG is too complex. Simplify its shapes and export it again."),
    name=N_("SVG too complex"),
    is_security=True,
    expected=N_(
        "At most 500 kB, 5,000 elements, 20,000 attributes, 50 levels of nested elements and 5 levels of nested "
        "<use> elements"
    ),
    bad="60 nested groups",
    good="a few shapes",
)
def is_simple(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    """The file size, the number of elements and attributes, and the nesting are within limits."""
    if picture.facts.is_too_complex:
        yield picture.finding()


@svg_check(
    "LG-019",
    Severity.BLOCKER,
    N_("This is a {kind} file, not an SVG. Upload an SVG."),
    name=N_("Not an SVG file"),
    expected=N_("An SVG, not another kind of file renamed to .svg"),
    bad="a PNG named logo.svg",
    good="an SVG",
)
def is_svg(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    if picture.facts.other_kind:
        yield picture.finding(kind=picture.facts.other_kind.upper())


@check(
    code="LG-020",
    name=N_("Wrong size of a PNG logo"),
    severity=Severity.ADVICE,
    message=N_("The image is {width} × {height} pixels. Resize it to {wanted_width} × {wanted_height}."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("PNG images in logos/"),
    expected=N_(
        "Images in an old logos/ folder: avatars-bot.png 128 × 128, saas_logos-bot.png 200 × 128, "
        "saas_logos-small.png 120 × 60"
    ),
    bad="saas_logos-small.png, 240 × 120",
    good="saas_logos-small.png, 120 × 60",
)
def has_old_set(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for file, (width, height) in _OLD_SET.items():
        if file in bundle.files:
            facts = bundle.parse(file, images.inspect)
            if (facts.width_px, facts.height_px) != (width, height):
                yield finding(
                    file=file,
                    width=facts.width_px,
                    height=facts.height_px,
                    wanted_width=width,
                    wanted_height=height,
                    fix=_fix_resizing(bundle, file, renditions.resize_to(width, height)),
                )


def _fix_resizing(bundle: Bundle, file: str, recipe: str) -> Fix | None:
    """The fix that resizes an image; None if the padding around it would be visible."""
    can_be_padded = bundle.parse(file, images.has_plain_edge)
    return render_fix(file, recipe, N_("Resize the image")) if can_be_padded else None
