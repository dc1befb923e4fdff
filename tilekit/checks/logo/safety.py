"""LG-002 to LG-011: the SVG file can be read, and contains nothing but shapes."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.logo.svg_files import SvgCheckFunction, SvgFile, safe_copy, svg_check
from tilekit.checks.logo_box import with_namespace
from tilekit.checks.parsed_files import is_text
from tilekit.core.messages import N_
from tilekit.media.svg import RiskKind


@svg_check(
    "LG-002",
    Severity.BLOCKER,
    N_("The SVG file cannot be read (line {line}): {reason}. Export it again."),
    name=N_("Unreadable SVG"),
    parses=True,
    fix=FixClass.SUGGESTED,
    expected=N_("Well-formed XML whose root element is svg in the SVG namespace"),
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
    def has_no_risks(picture: SvgFile, bundle: Bundle) -> Iterator[RawFinding]:
        """The file contains no such risk. If there is a fix, it replaces the file with a safe copy."""
        risks = [risk for risk in picture.facts.risks if risk.kind is kind]
        copy = safe_copy(picture, bundle) if risks and fix else None
        for risk in risks:
            yield picture.finding(risk, fix=copy)

    return has_no_risks


_BLOCKER, _WARNING, _ADVICE = Severity.BLOCKER, Severity.WARNING, Severity.ADVICE
svg_check(
    "LG-003",
    _BLOCKER,
    N_("Remove <script> from the SVG."),
    name=N_("Script in an SVG"),
    is_security=True,
    fix=FixClass.SUGGESTED,
    expected=N_("No script elements"),
    bad="<script>",
    good="shapes only",
)(_risk_check(RiskKind.SCRIPT))
svg_check(
    "LG-004",
    _BLOCKER,
    N_("Remove {what} from the SVG."),
    name=N_("Event handler in an SVG"),
    is_security=True,
    fix=FixClass.SUGGESTED,
    expected=N_("No on* attributes"),
    bad='<path onclick="…">',
    good='<path d="…">',
)(_risk_check(RiskKind.HANDLER))
svg_check(
    "LG-005",
    _BLOCKER,
    N_("Remove <{what}> from the SVG."),
    name=N_("Embedded content in an SVG"),
    is_security=True,
    fix=FixClass.SUGGESTED,
    expected=N_("No foreignObject, iframe, embed, object, audio or video elements"),
    bad="<foreignObject>",
    good='<path d="…">',
)(_risk_check(RiskKind.FOREIGN))
svg_check(
    "LG-006",
    _BLOCKER,
    N_("The SVG refers to something outside the file: {what}. Remove this reference."),
    name=N_("External reference in an SVG"),
    is_security=True,
    fix=FixClass.SUGGESTED,
    expected=N_("href, xlink:href, src and url() contain only #ids or data:image/png and data:image/jpeg addresses"),
    bad='<image href="https://acme.example/a.png">',
    good='<use href="#sign">',
)(_risk_check(RiskKind.OUTSIDE))
svg_check(
    "LG-007",
    _WARNING,
    N_("The SVG contains a DOCTYPE or entities. We remove them from the published copy."),
    name=N_("DOCTYPE or entities in an SVG"),
    is_security=True,
    fix=FixClass.SUGGESTED,
    expected=N_("No DOCTYPE and no entities"),
    bad="<!DOCTYPE svg …>",
    good="<svg …> as the first line",
)(_risk_check(RiskKind.DOCTYPE))
svg_check(
    "LG-008",
    _BLOCKER,
    N_("A style in the SVG can load something from outside or run code. Remove this style."),
    name=N_("Unsafe style in an SVG"),
    is_security=True,
    fix=FixClass.SUGGESTED,
    expected=N_("Style elements and attributes do not contain @import, url(http), expression or behavior"),
    bad="@import url(https://acme.example/a.css)",
    good="fill: #7a3cff",
)(_risk_check(RiskKind.STYLE))
svg_check(
    "LG-009",
    _WARNING,
    N_("The SVG contains a bitmap. Export the logo as vector shapes."),
    name=N_("Bitmap in an SVG"),
    expected=N_("No embedded bitmap images"),
    bad='<image href="data:image/png;base64,…">',
    good='<path d="…">',
)(_risk_check(RiskKind.RASTER, fix=False))
svg_check(
    "LG-010",
    _WARNING,
    N_("The SVG contains text. Convert it to paths before you export."),
    name=N_("Text in an SVG"),
    folded=N_("The SVG contains {n} text elements. Convert them to paths before you export."),
    expected=N_("No text elements, because fonts differ between computers"),
    bad="<text>Acme</text>",
    good='<path d="…">',
)(_risk_check(RiskKind.TEXT, fix=False))
svg_check(
    "LG-011",
    _WARNING,
    N_("Logos must not be animated. Remove <{what}>."),
    name=N_("Animation in an SVG"),
    fix=FixClass.SUGGESTED,
    expected=N_("No animation elements"),
    bad="<animate …>",
    good="a still image",
)(_risk_check(RiskKind.ANIMATION))
