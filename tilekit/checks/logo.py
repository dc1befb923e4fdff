"""The checks of logos and every other SVG (subject LG)."""

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.logo_box import tightened, with_namespace, with_view_box
from tilekit.checks.media.fixes import render_fix
from tilekit.checks.parsed_files import is_text, paths
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import file_size
from tilekit.media import images, raster, renditions, svg
from tilekit.media.raster import DrawnLogo
from tilekit.media.svg import Risk, RiskKind, SvgFacts
from tilekit.sections.overview import Overview

MIN_RATIO, MAX_RATIO, ADVISED_BYTES, MAX_MARGIN = 1.5, 8, 50_000, 0.15
_OLD_SIZES = {"avatars-bot.png": (128, 128), "saas_logos-bot.png": (200, 128), "saas_logos-small.png": (120, 60)}
# Live listings have the old set in either folder.
_OLD_SET = {f"{folder}/{name}": size for folder in ("logos", "assets/logos") for name, size in _OLD_SIZES.items()}


class SvgFile(Struct, frozen=True, kw_only=True):
    """An SVG of the listing. path names its field, "" if it is not a logo."""

    file: str
    path: str
    facts: SvgFacts

    def finding(self, risk: Risk | None = None, *, fix: Fix | None = None, **parameters: object) -> RawFinding:
        """The raw finding for the risk, or for the whole file."""
        return RawFinding(
            path=self.path,
            file=self.file,
            line=risk.line if risk else 1,
            column=1,
            value=risk.what if risk else "",
            fix=fix,
            parameters={"what": risk.what if risk else "", **parameters},
        )


def pictures(bundle: Bundle) -> Iterator[SvgFile]:
    """Every SVG of the listing."""
    overview = bundle.section(Overview)
    logos = {
        bundle.file_of(overview.logo_dark): "overview.logo_dark",
        bundle.file_of(overview.logo_light): "overview.logo_light",
    }
    for file in paths(bundle, (".svg",)):
        yield SvgFile(file=file, path=logos.get(file, ""), facts=bundle.parse(file, svg.inspect))


svg_check = CheckDecorator(pictures)
SvgCheckFunction = Callable[[SvgFile, Bundle], Iterator[RawFinding]]


@check(
    code="LG-001",
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=N_("Upload a logo that includes your name, as an SVG file."),
    applies_to="logo",
    expected=N_("A new listing has an SVG wordmark"),
    bad="no logo",
    good="an SVG with the name",
)
def has_logo(bundle: Bundle, context: Context) -> Iterator[RawFinding]:  # noqa: ARG001 the shape of a check
    """A submission has a wordmark. The logos of old live listings are stored elsewhere."""
    if bundle.section(Overview).logo_light is None:
        yield finding(path="overview.logo_light")


@svg_check(
    "LG-002",
    Severity.BLOCKER,
    N_("The SVG file cannot be read at line {line}: {reason}."),
    parses=True,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("Well-formed XML, root element svg in the SVG namespace"),
    bad='<svg viewBox="0 0 90 30">',
    good='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">',
)
def is_readable(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    """The file is well-formed and its root is svg in the SVG namespace. GEN-003 reports other encodings than UTF-8."""
    place = picture.facts.fault_at
    if picture.facts.fault and place and is_text(bundle, picture.file):
        yield RawFinding(
            path=picture.path,
            file=picture.file,
            line=place.line,
            column=place.column,
            value=picture.facts.fault.value,
            fix=with_namespace(picture.file, bundle.files[picture.file]),
            parameters={"reason": picture.facts.fault.message},
        )


def _risk_check(kind: RiskKind, *, fix: bool = True) -> SvgCheckFunction:
    def tell(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
        found = [risk for risk in picture.facts.risks if risk.kind is kind]
        copy = _safe_copy(picture, bundle) if found and fix else None
        for risk in found:
            yield picture.finding(risk, fix=copy)

    return tell


def _safe_copy(picture: SvgFile, bundle: Bundle) -> Fix:
    """The fix that replaces the file with the sanitised copy that customers see."""
    data = bundle.files[picture.file]
    text = svg.sanitise(data)[0].decode()
    return Fix(
        title=Message(N_("Replace it with a safe copy")),
        edits=(Edit(file=picture.file, start=0, end=len(data), replacement=text),),
    )


_BLOCKER, _WARNING, _ADVICE = Severity.BLOCKER, Severity.WARNING, Severity.ADVICE
svg_check(
    "LG-003",
    _BLOCKER,
    N_("Remove <script> from the SVG."),
    is_security=True,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("No script element"),
    bad="<script>",
    good="shapes only",
)(_risk_check(RiskKind.SCRIPT))
svg_check(
    "LG-004",
    _BLOCKER,
    N_("Remove {what} from the SVG."),
    is_security=True,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("No on* attribute"),
    bad='<path onclick="…">',
    good='<path d="…">',
)(_risk_check(RiskKind.HANDLER))
svg_check(
    "LG-005",
    _BLOCKER,
    N_("Remove <{what}> from the SVG."),
    is_security=True,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("No foreignObject, iframe, embed, object, audio, video"),
    bad="<foreignObject>",
    good='<path d="…">',
)(_risk_check(RiskKind.FOREIGN))
svg_check(
    "LG-006",
    _BLOCKER,
    N_("The SVG loads something from outside: {what}. Remove it."),
    is_security=True,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("href, xlink:href, src and url() contain only #ids or data:image/png and data:image/jpeg addresses"),
    bad='<image href="https://acme.example/a.png">',
    good='<use href="#sign">',
)(_risk_check(RiskKind.OUTSIDE))
svg_check(
    "LG-007",
    _WARNING,
    N_("The SVG contains a DOCTYPE or entities. We remove them from the published copy."),
    is_security=True,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("No DOCTYPE and no entities"),
    bad="<!DOCTYPE svg …>",
    good="<svg …> as the first line",
)(_risk_check(RiskKind.DOCTYPE))
svg_check(
    "LG-008",
    _BLOCKER,
    N_("A style in the SVG loads something from outside. Remove it."),
    is_security=True,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("Style elements and attributes do not contain @import, url(http), expression or behavior"),
    bad="@import url(https://acme.example/a.css)",
    good="fill: #7a3cff",
)(_risk_check(RiskKind.STYLE))
svg_check(
    "LG-009",
    _WARNING,
    N_("The SVG contains a bitmap. Export the logo as vector shapes."),
    applies_to="svg",
    expected=N_("No embedded bitmap image"),
    bad='<image href="data:image/png;base64,…">',
    good='<path d="…">',
)(_risk_check(RiskKind.RASTER, fix=False))
svg_check(
    "LG-010",
    _WARNING,
    N_("The SVG contains text. Convert it to paths before you export."),
    folded=N_("The SVG contains {n} text elements. Convert them to paths before you export."),
    applies_to="svg",
    expected=N_("No text element (fonts differ); text is turned into paths"),
    bad="<text>Acme</text>",
    good='<path d="…">',
)(_risk_check(RiskKind.TEXT, fix=False))
svg_check(
    "LG-011",
    _WARNING,
    N_("Logos must not be animated. Remove <{what}>."),
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("No animation elements"),
    bad="<animate …>",
    good="a still image",
)(_risk_check(RiskKind.ANIMATION))


@svg_check(
    "LG-012",
    Severity.WARNING,
    N_("The SVG has no viewBox, so it cannot be scaled. Add one."),
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("Has a viewBox, or width and height to make one"),
    bad='<svg width="100%">',
    good='viewBox="0 0 240 80"',
)
def has_view_box(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    """There is a viewBox. The fix makes one from width and height; in the safe copy if their units are not plain."""
    facts = picture.facts
    if facts.is_readable and not facts.has_view_box:
        fix = with_view_box(picture.file, bundle.files[picture.file])
        yield picture.finding(fix=fix or (_safe_copy(picture, bundle) if facts.ratio else None))


@svg_check(
    "LG-013",
    Severity.ADVICE,
    N_("The logo has a ratio of {ratio}:1. Use the version that shows your name next to the symbol."),
    applies_to="svg",
    expected=N_("Wider than it is high, at least 1.5:1 (a wordmark, not an icon)"),
    bad="40 x 40, only the icon",
    good="240 x 80, the icon and the name",
)
def is_wordmark(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    """Logos are at least 1.5 times as wide as tall."""
    if picture.path and picture.facts.ratio and picture.facts.ratio < MIN_RATIO:
        yield picture.finding(ratio=f"{picture.facts.ratio:.2g}")


@svg_check(
    "LG-014",
    Severity.ADVICE,
    N_("The logo is very wide and will look small. Use a shorter version."),
    applies_to="svg",
    expected=N_("Not wider than 8:1"),
    bad="1000 x 80",
    good="400 x 80",
)
def is_not_too_long(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    """Logos are at most eight times as wide as tall."""
    if picture.path and picture.facts.ratio and picture.facts.ratio > MAX_RATIO:
        yield picture.finding()


def _drawn_logo(picture: SvgFile, bundle: Bundle) -> DrawnLogo | None:
    """The logo as customers see it; None if it has text, because fonts differ."""
    has_text = any(risk.kind is RiskKind.TEXT for risk in picture.facts.risks)
    can_be_drawn = picture.path and picture.facts.is_readable and not has_text
    return bundle.parse(picture.file, raster.draw) if can_be_drawn else None


@svg_check(
    "LG-015",
    Severity.ADVICE,
    N_("The logo has wide margins. Crop them."),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("The drawing fills the viewBox (at most 15 percent are empty on each side)"),
    bad='viewBox="0 0 500 500" around 240 x 80',
    good='viewBox="0 0 240 80"',
)
def fills_its_box(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    """At most 15 percent of a side are empty."""
    drawn = _drawn_logo(picture, bundle)
    if drawn and drawn.margins and max(drawn.margins) > MAX_MARGIN:
        yield picture.finding(fix=tightened(picture.file, bundle.files[picture.file], drawn.margins))


@svg_check(
    "LG-016",
    Severity.WARNING,
    N_("The logo is not visible on {ground}. Use other colours."),
    stage=Stage.DEEP,
    applies_to="svg",
    expected=N_("Visible on a white and on a dark background (contrast of the main shapes at least 1.5:1)"),
    bad="one white logo for all backgrounds",
    good="a dark logo for white backgrounds, a white logo for dark backgrounds",
)
def can_be_seen(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    """A logo is visible on its page: the dark logo on the dark page, a single logo on both."""
    drawn, overview = _drawn_logo(picture, bundle), bundle.section(Overview)
    if drawn is None or not drawn.colours:
        return
    is_dark, has_both = picture.path == "overview.logo_dark", bundle.file_of(overview.logo_dark) != ""
    grounds = {N_("a white background"): raster.WHITE} if not is_dark else {}
    if is_dark or not has_both:
        grounds[N_("a dark background")] = raster.DARK
    fits_other = has_both and drawn.is_visible_on(raster.WHITE if is_dark else raster.DARK)
    swapped = N_(
        "The logo is visible only on the other background, not on {ground}. Check whether the two logos are swapped."
    )
    for name, ground in grounds.items():
        if not drawn.is_visible_on(ground):
            yield replace(picture.finding(ground=Message(name)), message=swapped if fits_other else "")


@svg_check(
    "LG-017",
    Severity.ADVICE,
    N_("The SVG is {size}; we recommend at most 50 kB. Remove editor data."),
    fix=FixClass.SUGGESTED,
    applies_to="svg",
    expected=N_("At most 50 kB"),
    bad="180 kB with editor data",
    good="12 kB",
)
def is_small(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
    """Files are at most 50 kB."""
    if picture.facts.is_readable and picture.facts.size_bytes > ADVISED_BYTES:
        copy = _safe_copy(picture, bundle)
        is_smaller = len(copy.edits[0].replacement.encode()) <= ADVISED_BYTES
        yield picture.finding(size=file_size(picture.facts.size_bytes), fix=copy if is_smaller else None)


@svg_check(
    "LG-018",
    Severity.BLOCKER,
    N_("The SVG is too complex. Simplify its shapes and export it again."),
    is_security=True,
    applies_to="svg",
    expected=N_("At most 500 kB and 20,000 elements, nested at most 50 levels deep, and use elements at most 5 levels"),
    bad="60 nested groups",
    good="a few shapes",
)
def is_simple(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    """Bytes, elements, nesting and repetition are within limits."""
    if picture.facts.is_too_complex:
        yield picture.finding()


@svg_check(
    "LG-019",
    Severity.BLOCKER,
    N_("This is a {kind} file, not an SVG. Upload an SVG."),
    applies_to="svg",
    expected=N_("Not a bitmap renamed to .svg"),
    bad="a PNG named logo.svg",
    good="an SVG",
)
def is_svg(picture: SvgFile, _: Bundle) -> Iterator[RawFinding]:
    """The content is not a bitmap or another file renamed to .svg."""
    if picture.facts.other_kind:
        yield picture.finding(kind=picture.facts.other_kind.upper())


@check(
    code="LG-020",
    severity=Severity.ADVICE,
    message=N_("{file} is {width} x {height} pixels. Resize it to {wanted_width} x {wanted_height}."),
    fix=FixClass.SUGGESTED,
    applies_to="PNG images in logos/",
    expected=N_(
        "Images of an old logos/ folder: avatars-bot.png 128 x 128, saas_logos-bot.png 200 x 128, "
        "saas_logos-small.png 120 x 60"
    ),
    bad="saas_logos-small.png, 240 x 120",
    good="saas_logos-small.png, 120 x 60",
)
def has_old_set(bundle: Bundle, context: Context) -> Iterator[RawFinding]:  # noqa: ARG001 the shape of a check
    """The PNG set of old listings has the right sizes."""
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
                    fix=_resizing(bundle, file, renditions.resize_to(width, height)),
                )


def _resizing(bundle: Bundle, file: str, way: str) -> Fix | None:
    """The fix that resizes an image; None if the padding around it would be visible."""
    facts = bundle.parse(file, images.decode)
    return render_fix(file, way, N_("Resize it")) if facts and facts.has_plain_edge else None
