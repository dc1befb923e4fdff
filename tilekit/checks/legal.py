"""The checks of the licence of a paid listing (subject EU)."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Severity, Spot, Stage, finding
from tilekit.checks.reading import MANIFEST
from tilekit.checks.registry import check
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.media import pdf
from tilekit.media.pdf import PdfFacts
from tilekit.sections.legal import Legal

READS = ("legal",)
FIELD = "legal.eula"
_POINTER = "/legal_terms/eula"


def _name(bundle: Bundle) -> str:
    """The path that the document names, be the file there or not."""
    value = bundle.section(Legal).values.get("eula")
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else ""


def _file(bundle: Bundle) -> str:
    """The licence in the folder, where its content can be looked at."""
    name = _name(bundle)
    return name if name in bundle.files and name.lower().endswith(".pdf") else ""


def _ends(data: bytes) -> PdfFacts:
    return pdf.inspect(data, is_deep=False)


def _whole(data: bytes) -> PdfFacts:
    return pdf.inspect(data)


def _at_file(file: str, value: object = "", **rest: object) -> Spot:
    return finding(path=FIELD, file=file, line=1, column=1, value=value, **rest)  # type: ignore[arg-type]


@check(
    code="EU-001",
    severity=Severity.BLOCKER,
    message=N_("Upload your license terms as a PDF."),
    reads=READS,
)
def has_licence(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """A paid listing has a licence, and the file that is named is there."""
    name = _name(bundle)
    if not name and on_marketplace(bundle.kind):
        yield finding(path=FIELD)
    elif name and name not in bundle.files:
        yield finding(path=FIELD, file=MANIFEST, pointer=_POINTER, value=name)


@check(code="EU-002", severity=Severity.BLOCKER, message=N_("The terms must be a PDF."), reads=READS)
def has_name(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The name ends in .pdf."""
    name = _name(bundle)
    if name and not name.lower().endswith(".pdf"):
        yield finding(path=FIELD, file=MANIFEST, pointer=_POINTER, value=name)


@check(code="EU-003", severity=Severity.BLOCKER, message=N_("This file is not a PDF."), reads=READS)
def is_pdf(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The first line says so."""
    file = _file(bundle)
    if file and not bundle.parse(file, _ends).is_pdf:
        yield _at_file(file)


@check(code="EU-004", severity=Severity.BLOCKER, message=N_("The PDF is cut off or too large."), reads=READS)
def is_complete(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The end is there, and it has at most 10 MB."""
    file = _file(bundle)
    facts = bundle.parse(file, _ends) if file else None
    if facts and facts.is_pdf and (not facts.is_complete or facts.size_bytes > pdf.MAX_BYTES):
        yield _at_file(file)


@check(
    code="EU-005",
    severity=Severity.BLOCKER,
    message=N_("The PDF holds {what}. Export it again as a plain PDF."),
    reads=READS,
    stage=Stage.DEEP,
    security=True,
)
def does_nothing(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """No script, launch action, embedded file, form that sends, or password; and it can be read."""
    file = _file(bundle)
    ends = bundle.parse(file, _ends) if file else None
    if ends is None or not ends.is_pdf or not ends.is_complete or ends.size_bytes > pdf.MAX_BYTES:
        return
    facts = bundle.parse(file, _whole)
    for what in facts.risks:
        yield _at_file(file, what, what=Message(what))
    if facts.is_encrypted:
        yield _at_file(file, "password", what=Message(N_("a password")))
    elif not facts.is_readable:
        yield _at_file(file, message=N_("The PDF cannot be read. Export it again."))


@check(
    code="EU-008",
    severity=Severity.WARNING,
    message=N_("Customers must agree to the new terms."),
    reads=READS,
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
)
def keeps_terms(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """The licence is the one that customers accepted."""
    file = _file(bundle)
    before = _file(context.published) if context.published else ""
    if file and before and context.published and bundle.files.digest(file) != context.published.files.digest(before):
        yield _at_file(file)
