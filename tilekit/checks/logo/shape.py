"""LG-012 to LG-016: the shape of the logo and its visibility."""

from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.checks.logo.svg_files import SvgFile, safe_copy, svg_check
from tilekit.checks.logo_box import tightened, with_view_box
from tilekit.core.messages import N_, Message
from tilekit.media import raster
from tilekit.media.raster import RenderedLogo
from tilekit.media.svg import RiskKind
from tilekit.sections.overview import Overview

_MIN_LOGO_RATIO, _MAX_LOGO_RATIO, _MAX_MARGIN = 1.5, 8, 0.15


@svg_check(
    "LG-012",
    Severity.WARNING,
    N_("The SVG has no viewBox, so it cannot be scaled. Add one."),
    name=N_("SVG without a viewBox"),
    fix=FixClass.SUGGESTED,
    expected=N_("Has a viewBox"),
    bad='<svg width="100%">',
    good='viewBox="0 0 240 80"',
)
def has_view_box(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    """There is a viewBox. The fix makes one from width and height.

    If their units are not plain, it replaces the file with a safe copy that has a viewBox.
    """
    facts = picture.facts
    if facts.is_readable and not facts.has_view_box:
        fix = with_view_box(picture.file, bundle.files[picture.file])
        yield picture.finding(fix=fix or (safe_copy(picture, bundle) if facts.ratio else None))


@svg_check(
    "LG-013",
    Severity.ADVICE,
    N_("The logo has a ratio of {ratio}:1. Use the version that shows your name next to the symbol."),
    name=N_("Logo without a wordmark"),
    expected=N_("At least 1.5 times as wide as it is high: a wordmark, not just an icon"),
    bad="40 × 40, only the icon",
    good="240 × 80, the icon and the name",
)
def is_wordmark(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    if picture.path and picture.facts.ratio and picture.facts.ratio < _MIN_LOGO_RATIO:
        yield picture.finding(ratio=f"{picture.facts.ratio:.2g}")


@svg_check(
    "LG-014",
    Severity.ADVICE,
    N_("The logo is very wide and will look small. Use a shorter version."),
    name=N_("Logo too wide"),
    expected=N_("At most 8 times as wide as it is high"),
    bad="1000 × 80",
    good="400 × 80",
)
def is_not_too_long(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    if picture.path and picture.facts.ratio and picture.facts.ratio > _MAX_LOGO_RATIO:
        yield picture.finding()


def _rendered_logo(picture: SvgFile, bundle: Bundle) -> RenderedLogo | None:
    """The logo as customers see it; None if it has text, because fonts differ."""
    has_text = any(risk.kind is RiskKind.TEXT for risk in picture.facts.risks)
    can_be_rendered = picture.path and picture.facts.is_readable and not has_text
    return bundle.parse(picture.file, raster.render_logo) if can_be_rendered else None


@svg_check(
    "LG-015",
    Severity.ADVICE,
    N_("The logo has wide margins. Crop them."),
    name=N_("Wide margins around the logo"),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    expected=N_("The drawing fills the viewBox (at most 15 percent is empty on each side)"),
    bad='viewBox="0 0 500 500" around 240 × 80',
    good='viewBox="0 0 240 80"',
)
def fills_its_box(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    rendered = _rendered_logo(picture, bundle)
    if rendered and rendered.margins and max(rendered.margins) > _MAX_MARGIN:
        yield picture.finding(fix=tightened(picture.file, bundle.files[picture.file], rendered.margins))


@svg_check(
    "LG-016",
    Severity.WARNING,
    N_("The logo is not visible on {ground}. Use other colours."),
    name=N_("Logo invisible on its background"),
    stage=Stage.DEEP,
    expected=N_(
        "Visible on each background that it is shown on, white or dark (contrast of the main shapes at least 1.5:1)"
    ),
    bad="one white logo for all backgrounds",
    good="a dark logo for white backgrounds, a white logo for dark backgrounds",
)
def is_visible(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    """Each logo is visible on the pages that show it: a dark logo on dark pages, a single logo on both kinds."""
    rendered, overview = _rendered_logo(picture, bundle), bundle.section(Overview)
    if rendered is None or not rendered.colours:
        return
    is_dark, has_both = picture.path == "overview.logo_dark", bundle.file_of(overview.logo_dark) != ""
    grounds = {N_("a white background"): raster.WHITE} if not is_dark else {}
    if is_dark or not has_both:
        grounds[N_("a dark background")] = raster.DARK
    fits_other = has_both and rendered.is_visible_on(raster.WHITE if is_dark else raster.DARK)
    swapped = N_(
        "The logo is visible only on the other background, not on {ground}. Check whether the two logos are swapped."
    )
    only_light = N_("The logo is not visible on {ground}. Upload a “Wordmark logo (dark)”, or use other colours.")
    for name, background in grounds.items():
        if not rendered.is_visible_on(background):
            lacks_dark = background == raster.DARK and picture.path == "overview.logo_light"
            message = swapped if fits_other else only_light if lacks_dark else ""
            yield replace(picture.finding(ground=Message(name)), message=message)
