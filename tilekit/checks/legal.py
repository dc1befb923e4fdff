"""The checks of the licence of a paid listing (subject EU)."""

import re
from collections.abc import Iterator
from typing import Any

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage, finding
from tilekit.checks.fixes import values_fix
from tilekit.checks.parsed_files import MANIFEST, json_of
from tilekit.checks.registry import check
from tilekit.checks.release_notes.fixes import newest_entry_fix
from tilekit.checks.release_notes.notes import Notes, notes_of, published_versions
from tilekit.core.formats import is_email
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.media import pdf
from tilekit.media.pdf import PdfFacts
from tilekit.parse.json_values import text, value_at
from tilekit.scaffold.rows import path_of_value
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview

EULA_FIELD = "legal.eula"
_TERMS = re.compile(r"\b(?:licen[cs]\w*|eula|terms)\b", re.IGNORECASE)
_MIN_LICENCE, _MIN_NAME = 200, 3
_POINTER = "/legal_terms/eula"
_EMAILS = ("/legal_terms/legal_email", "/terms/legal_email")


def _licence_path(bundle: Bundle) -> str:
    """The path of the licence in the document, whether the file exists or not."""
    return text(path_of_value(bundle.section(Legal).values.get("eula")))


def _readable_licence(bundle: Bundle) -> str:
    """The licence in the folder, if its content can be read."""
    name = _licence_path(bundle)
    return name if name in bundle.files and name.lower().endswith(".pdf") else ""


def _quick_facts(data: bytes) -> PdfFacts:
    return pdf.inspect(data, is_deep=False)


def _at_file(file: str, value: object = "", **rest: Any) -> RawFinding:
    return finding(path=EULA_FIELD, file=file, line=1, column=1, value=value, **rest)


@check(
    code="EU-001",
    name=N_("No licence agreement"),
    severity=Severity.BLOCKER,
    message=N_("Upload your licence agreement as a PDF."),
    applies_to="/legal_terms/eula",
    expected=N_("Present for a paid listing, and the file exists"),
    bad="no licence agreement",
    good="assets/eula.pdf",
)
def has_licence(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    name = _licence_path(bundle)
    if not name and on_marketplace(bundle.kind):
        yield finding(path=EULA_FIELD)
    elif name and name not in bundle.files:
        yield finding(path=EULA_FIELD, file=MANIFEST, pointer=_POINTER, value=name)


@check(
    code="EU-002",
    name=N_("File name without .pdf"),
    severity=Severity.BLOCKER,
    message=N_("The licence agreement must be a PDF file. Upload it as a PDF."),
    applies_to="path",
    expected=N_("Ends in .pdf"),
    bad="assets/eula.docx",
    good="assets/eula.pdf",
)
def has_name(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    name = _licence_path(bundle)
    if name and not name.lower().endswith(".pdf"):
        yield finding(path=EULA_FIELD, file=MANIFEST, pointer=_POINTER, value=name)


@check(
    code="EU-003",
    name=N_("Licence agreement not a PDF"),
    severity=Severity.BLOCKER,
    message=N_("This file is not a PDF. Upload the licence agreement as a PDF."),
    applies_to=N_("file"),
    expected=N_("The first line contains %PDF"),
    bad="a Word document named eula.pdf",
    good="a file that starts with %PDF",
)
def is_pdf(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    file = _readable_licence(bundle)
    if file and not bundle.parse(file, _quick_facts).is_pdf:
        yield _at_file(file)


@check(
    code="EU-004",
    name=N_("Incomplete or too large PDF"),
    severity=Severity.BLOCKER,
    message=N_("The PDF is incomplete. Export it again."),
    applies_to=N_("file"),
    expected=N_("Ends with %%EOF, is at most 10 MB, and has at least one page"),
    bad="an incomplete file",
    good="a file that ends with %%EOF",
)
def is_complete(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    file = _readable_licence(bundle)
    facts = bundle.parse(file, _quick_facts) if file else None
    if facts and facts.is_pdf and (not facts.is_complete or facts.size_bytes > pdf.MAX_PDF_BYTES):
        is_large = facts.size_bytes > pdf.MAX_PDF_BYTES
        yield _at_file(file, message=N_("The PDF is larger than 10 MB. Make it smaller.") if is_large else "")


@check(
    code="EU-005",
    name=N_("Active content in the PDF"),
    severity=Severity.BLOCKER,
    message=N_("The PDF contains {what}. Export it again as a plain PDF."),
    stage=Stage.DEEP,
    is_security=True,
    applies_to=N_("file"),
    expected=N_(
        "A readable PDF without JavaScript, launch actions, embedded files or media, forms that send or import data, "
        "or password protection"
    ),
    bad="a PDF with JavaScript",
    good="a PDF without active content",
)
def does_nothing(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    file = _readable_licence(bundle)
    ends = bundle.parse(file, _quick_facts) if file else None
    if ends is None or not ends.is_pdf or not ends.is_complete or ends.size_bytes > pdf.MAX_PDF_BYTES:
        return
    facts = bundle.parse(file, pdf.inspect)
    for risk in facts.risks:
        yield _at_file(file, risk.value, what=risk.message)
    if facts.is_encrypted:
        yield _at_file(file, "password", what=Message(N_("password protection")))
    elif not facts.is_readable:
        yield _at_file(file, message=N_("The PDF cannot be read. Export it again."))


@check(
    code="EU-006",
    name=N_("PDF without text"),
    severity=Severity.ADVICE,
    message=N_("The PDF contains only images, so its text cannot be searched. Export it with text."),
    stage=Stage.DEEP,
    applies_to=N_("file"),
    expected=N_("Contains text, not just images"),
    bad="scanned pages",
    good="pages with text",
)
def has_text(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A document that can be read contains text."""
    file = _readable_licence(bundle)
    facts = bundle.parse(file, pdf.inspect) if file else None
    if facts and facts.is_readable and not facts.has_text:
        yield _at_file(file)


@check(
    code="EU-007",
    name=N_("No valid e-mail address for legal questions"),
    severity=Severity.WARNING,
    message=N_("Enter a valid e-mail address for legal questions."),
    fix=FixClass.SUGGESTED,
    applies_to="/legal_terms/legal_email",
    expected=N_("A valid e-mail address, which is required only in old manifests"),
    bad='"legal_email": "legal"',
    good='"legal_email": "legal@acme.example"',
)
def has_legal_email(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The legal contact in a manifest is an e-mail address. An old manifest with terms always has one."""
    document = json_of(bundle, MANIFEST)
    for pointer in _EMAILS:
        holder, value = value_at(document.value, pointer.rpartition("/")[0]), value_at(document.value, pointer)
        is_asked = pointer == _EMAILS[1] and isinstance(holder, dict) and bool(holder)
        if (value is None and not is_asked) or (isinstance(value, str) and is_email(value)):
            continue
        tidy = value.strip() if isinstance(value, str) else ""
        fix = None
        if tidy and is_email(tidy):
            fix = values_fix(MANIFEST, document, {pointer: tidy}, title=N_("Remove the spaces"))
        yield finding(path="legal.legal_contact", file=MANIFEST, pointer=pointer, value=value or "", fix=fix)


@check(
    code="EU-008",
    name=N_("Changed licence agreement without a release note"),
    severity=Severity.WARNING,
    message=N_(
        "The licence agreement has changed, so customers must accept it again. Mention the change in a release note."
    ),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to=N_("published listing"),
    expected=N_(
        "If the licence agreement has changed, a new release note mentions it, because customers must accept it again"
    ),
    bad="new terms without a release note",
    good="new terms, and a release note that mentions them",
)
def keeps_terms(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    file = _readable_licence(bundle)
    before = _readable_licence(context.published) if context.published else ""
    if file and before and context.published and bundle.files.digest(file) != context.published.files.digest(before):
        notes = notes_of(bundle, context)
        if not any(map(_TERMS.search, _new_lines(notes, context) if notes else ())):
            fix = newest_entry_fix(notes, kind="Changed", line="New license terms") if notes else None
            yield _at_file(file, fix=fix)


def _new_lines(notes: Notes, context: Context) -> Iterator[str]:
    """The lines of unpublished release notes."""
    old = published_versions(context)
    return (line for entry in notes.entries if entry.version not in old for line in entry.body)


@check(
    code="EU-009",
    name=N_("Licence agreement of another company"),
    severity=Severity.ADVICE,
    message=N_("The licence agreement does not name {vendor}. Check that it is the right document."),
    stage=Stage.DEEP,
    applies_to=N_("file"),
    expected=N_("The text contains the name of the vendor"),
    bad="an agreement of another company",
    good="an agreement that names Acme",
)
def names_vendor(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The text names the vendor: the first word of the name is enough. A short text says nothing."""
    file, overview = _readable_licence(bundle), bundle.section(Overview)
    said = _letters(bundle.parse(file, pdf.text_of_pages)) if file else ""
    likely = [name for word in overview.vendor_name.split()[:2] if len(name := _letters(word)) >= _MIN_NAME]
    if len(said) >= _MIN_LICENCE and likely and not any(name in said for name in likely):
        yield _at_file(file, overview.vendor_name, vendor=overview.vendor_name)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
