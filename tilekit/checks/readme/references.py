"""Checks of links in the reference style: [text][1] and [1]: address."""

import re
from collections.abc import Iterator
from itertools import count

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, markdown_texts, readme_check
from tilekit.checks.readme.urls import is_external
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.markdown.parts import MarkdownLink
from tilekit.scaffold.links import comparable_label

_NUMBERED = re.compile(r"\[\s*(\d{1,9})\s*\]")
_DEFINED = r" {0,3}\[%s\]:[ \t]*(?:\S|$)"
_ADDRESS = re.compile(r" {0,3}\[[^\]^][^\]]*\]:")
# `[guide][3` and `![board](images/board.png`, where the line or the sentence ends without the bracket.
_UNCLOSED = re.compile(
    r"(?<![\w\\`])!?\[[^\[\]`]+\](?:\[\d{1,3}(?=[\s.,;:)]|$)|\([^()\s`]+\.(?:png|jpe?g|gif|svg|md)(?=\s*$))"
)
_NOT_CLOSED = N_("“{text}” has no closing bracket, so it is not a link. Add the bracket.")
_NO_RECIPIENT = N_("This link has no email address after mailto:. Add one.")
_UNRESOLVED = re.compile(r"(?<![\w\]\\)])\[((?:[^\[\]\\]|\\.)+)\]\[((?:[^\[\]\\]|\\.)*)\]")


@check(
    code="RM-023",
    name=N_("Link without an address"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("The link [{ref}] has no address. Add one at the end of the text."),
    applies_to="Markdown",
    expected=N_("Every reference link ([text][1]) has a definition"),
    bad="[guide][7] without a definition of [7]",
    good="[7]: https://acme.example/guide",
)
def defines_references(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for text in markdown_texts(bundle):
        prose = "\n".join(text.markdown.prose)  # links with a definition are blanked out of it
        for match in _UNRESOLVED.finditer(prose):
            line = prose.count("\n", 0, match.start()) + 1
            column = match.start() - prose.rfind("\n", 0, match.start())
            ref = match[2].strip() or match[1].strip()
            at = _line_of_address(text, ref)
            message = N_("The address of [{ref}] on line {at} is ignored. Add a blank line before the link addresses.")
            fix = text.fix(N_("Add a blank line"), [_gap_before(text, at)]) if at else None
            yield text.finding(line, column, value=ref, message=message if at else "", ref=ref, at=at, fix=fix)
        yield from _unfinished(text)
        for link in text.markdown.links:
            if not link.url and not link.label:
                message = N_("The link “{text}” has no address. Add one.")
                yield text.finding(link.line, link.column, value=link.text, message=message, text=link.text)


def _may_be_unclosed(line: str) -> bool:
    return ("](" in line or "][" in line) and not _ADDRESS.match(line)


def _unfinished(text: MarkdownText) -> Iterator[RawFinding]:
    """Links and images without their last bracket, and mail links without an address."""
    for number, line in enumerate(text.markdown.prose, start=1):
        for match in _UNCLOSED.finditer(line) if _may_be_unclosed(line) else ():
            yield text.finding(
                number, match.start() + 1, value=match[0], message=_NOT_CLOSED, text=match[0], severity=Severity.WARNING
            )
    addresses = [(one.line, one.url) for one in text.markdown.definitions]
    addresses += [(link.line, link.url) for link in text.markdown.links if not link.label]
    for at, url in addresses:
        if url.strip().lower() == "mailto:":
            yield text.finding(at, message=_NO_RECIPIENT, severity=Severity.WARNING)


def _line_of_address(text: MarkdownText, ref: str) -> int:
    """The line of a link definition that continues the paragraph before it and is therefore ignored; 0 if there is
    none.
    """
    pattern = re.compile(_DEFINED % re.escape(ref), re.IGNORECASE)
    return next((number for number, line in enumerate(text.markdown.prose, start=1) if pattern.match(line)), 0)


def _gap_before(text: MarkdownText, at: int) -> Edit:
    """The edit that inserts a blank line before the block of definitions that contains this line."""
    lines = text.markdown.lines
    while at > 1 and _ADDRESS.match(lines[at - 2]):
        at -= 1
    return text.lines_edit(at, at - 1, "\n")


@readme_check(
    "RM-024",
    Severity.ADVICE,
    N_("The link address [{ref}] is not used. Remove it."),
    name=N_("Unused link address"),
    fix=FixClass.SUGGESTED,
    expected=N_("Every link definition is used"),
    bad="[9]: https://acme.example, never used",
    good="only definitions that are used",
)
def uses_definitions(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Every definition is used; `[note]: # (text)` and `[note]: <> (text)` are how Markdown writes comments."""
    used = {comparable_label(link.label) for link in text.markdown.links} | {
        comparable_label(image.label) for image in text.markdown.images
    }
    for one in text.markdown.definitions:
        if not one.is_duplicate and comparable_label(one.label) not in used and one.url not in ("", "#"):
            fix = text.fix(N_("Remove it"), [text.lines_edit(one.line, one.end_line, "")])
            yield text.finding(one.line, value=one.label, ref=one.label, fix=fix)


@readme_check(
    "RM-025",
    Severity.WARNING,
    N_("The link [{ref}] has two different addresses. Remove one of them."),
    name=N_("Link with two addresses"),
    expected=N_("No reference is defined twice with different addresses"),
    bad="[1]: twice with two addresses",
    good="[1]: once",
)
def has_definitions_once(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """No label has two different addresses. Markdown uses the first one."""
    first = {comparable_label(one.label): one.url for one in text.markdown.definitions if not one.is_duplicate}
    for one in text.markdown.definitions:
        if one.is_duplicate and one.url != first.get(comparable_label(one.label)):
            yield text.finding(one.line, value=one.label, ref=one.label)


@readme_check(
    "RM-026",
    Severity.ADVICE,
    N_("Move the address of this link to the end of the text, and refer to it by number."),
    name=N_("Inline link address"),
    fix=FixClass.SAFE,
    folded=N_("Move the addresses of {n} links to the end of the text, and refer to them by number."),
    expected=N_("Links to other sites have their addresses at the end of the file (reference links)"),
    bad="[guide](https://acme.example/guide)",
    good="[guide][1]",
)
def defines_links_at_end(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Links to external pages define their URL at the end of the file. Anchors and paths may stay inline."""
    inline = [link for link in text.markdown.links if not link.label and not link.is_auto and is_external(link.url)]
    fix = _fix_numbering_links(text, inline)
    for link in inline:
        yield text.finding(link.line, link.column, fix=fix)


def _fix_numbering_links(text: MarkdownText, inline: list[MarkdownLink]) -> Fix | None:
    """The fix that replaces the URLs with numbers and lists them at the end of the file.

    None if a URL is followed by a title or contains a line break.
    """
    # A number in brackets without a definition is plain text, and must not become a link.
    taken = set(_NUMBERED.findall(text.source.text))
    fresh = (str(number) for number in count(1) if str(number) not in taken)
    numbers: dict[str, str] = {}
    edits, added, seen = [], "", set()
    for link in inline:
        if link.url not in numbers:
            numbers[link.url] = next(fresh)
            added += f"[{numbers[link.url]}]: {link.url}\n"
        edit = text.replaced(link.line, link.column, old=f"]({link.url})", new=f"][{numbers[link.url]}]")
        if edit is None or edit.start in seen:
            return None  # the URL contains a title or a line break
        seen.add(edit.start)
        edits.append(edit)
    last = len(text.markdown.lines)
    ends_open = bool(text.markdown.lines[-1].strip())
    follows = any(one.end_line == last - 1 for one in text.markdown.definitions)
    lead = "\n" if ends_open else ""
    edits.append(text.lines_edit(last + 1, last, f"{lead}{'' if follows else chr(10)}{added}"))
    return text.fix(N_("Move the addresses to the end"), edits)
