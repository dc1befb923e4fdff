"""Checks of the targets and texts of links."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage
from tilekit.checks.manifest.author import has_public_host
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check, readme_of, readme_texts
from tilekit.checks.readme.urls import is_external, scheme_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.core.suggestions import closest_word
from tilekit.parse.markdown.parts import LinkDefinition, MarkdownLink
from tilekit.parse.text import matches_in
from tilekit.scaffold.links import comparable_label

_ALLOWED = frozenset({"", "http", "https", "mailto"})
_UNINFORMATIVE = frozenset({"here", "click here", "this", "this link", "link"})
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:")
_BARE = re.compile(r"(?<![\w@/<\"'=])https?://[^\s<>\"'`|]*[\w/}]")


@check(
    code="RM-027",
    name=N_("Link without https"),
    severity=Severity.ADVICE,
    fix=FixClass.SUGGESTED,
    message=N_("{url} is not secure. Use https."),
    applies_to="Markdown",
    expected=N_("Links use https"),
    bad="http://acme.example",
    good="https://acme.example",
)
def has_secure_links(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """Links to public hosts use https. The fix is offered if the https address is known to respond."""
    text = readme_of(bundle)
    for line, column, url in _addresses(text):
        if scheme_of(url) == "http" and has_public_host(url):
            secure = "https" + url[4:]
            responds = (context.network or {}).get(secure) == ""
            fix = text.fix(N_("Use https"), [text.replaced(line, column, old=url, new=secure)]) if responds else None
            yield text.finding(line, column, value=url, url=url, fix=fix)


@readme_check(
    "RM-028",
    Severity.ADVICE,
    N_("The link text “{text}” is too vague. Describe where the link goes."),
    name=N_("Vague link text"),
    expected=N_('Link text describes the target (not "here", "click here" or "this")'),
    bad="[here][1]",
    good="[setup guide][1]",
)
def has_informative_links(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    for link in text.markdown.links:
        if link.text.strip(" .*_`").casefold() in _UNINFORMATIVE:
            yield text.finding(link.line, link.column, value=link.url, text=link.text)


@readme_check(
    "RM-029",
    Severity.ADVICE,
    N_("The address {url} has no link text. Turn it into a link with descriptive text."),
    name=N_("Web address without link text"),
    fix=FixClass.SUGGESTED,
    expected=N_("No bare addresses in running text"),
    bad="See https://acme.example",
    good="See the [guide][1]",
)
def has_no_bare_addresses(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Text contains no bare URLs, except ones that nobody can open: the customer's own hosts, or examples.

    RM-023 reports the URL of a link that Markdown doesn't recognise.
    """
    in_code = _lines_of_html_code(text)
    for number, match in matches_in(text.markdown.prose, _BARE, ("://",)):
        url, column = match[0], match.start() + 1
        if "{" in url or number in in_code:
            continue
        line = text.markdown.lines[number - 1]
        is_address = has_public_host(url) and line[match.end() : match.end() + 1] != "<"
        if is_address and line[column - 2 : column - 1] != "[" and not _DEFINITION.match(line):
            edit = text.edit(number, column, length=len(url), new=f"<{url}>")
            is_in_html = "<" in line[: column - 1]
            fix = None if is_in_html else text.fix(N_("Put the address in angle brackets"), [edit])
            yield text.finding(number, column, value=url, url=url, fix=fix)


def _lines_of_html_code(text: MarkdownText) -> frozenset[int]:
    """The lines from each <pre> or <code> to its end."""
    lines, start = set[int](), 0
    for tag in text.markdown.tags:
        if tag.name in ("pre", "code") and not tag.is_closing:
            start = start or tag.line
        elif tag.name in ("pre", "code") and start:
            lines |= set(range(start, tag.line + 1))
            start = 0
    return frozenset(lines)


@check(
    code="RM-030",
    name=N_("Forbidden link scheme"),
    severity=Severity.BLOCKER,
    is_security=True,
    fix=FixClass.SUGGESTED,
    message=N_("Links that start with {scheme}: are not allowed. Use https."),
    applies_to="Markdown",
    expected=N_("The link uses http, https or mailto, or is an anchor or a path"),
    bad="[run](javascript:alert(1))",
    good="[guide](https://acme.example)",
)
def has_allowed_schemes(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for text in readme_texts(bundle):
        for link in text.markdown.links:
            if scheme_of(link.url) not in _ALLOWED:
                line, column = _place_of_address(text, link)
                yield text.finding(
                    line,
                    column,
                    value=link.url,
                    scheme=scheme_of(link.url),
                    fix=_fix_keeping_text(text, link),
                )
        for tag in text.markdown.tags:
            for name, url in tag.attributes:
                if name in ("href", "src") and scheme_of(url) not in _ALLOWED:
                    yield text.finding(tag.line, tag.column, value=url, scheme=scheme_of(url))


def _place_of_address(text: MarkdownText, link: MarkdownLink) -> tuple[int, int]:
    """Line and column where the address of a link is written: in the definition, if the link refers to one."""
    label = comparable_label(link.label)
    definitions = (one for one in text.markdown.definitions if label and comparable_label(one.label) == label)
    line = next((one.line for one in definitions), 0)
    return (line, text.markdown.lines[line - 1].find(link.url) + 1 or 1) if line else (link.line, link.column)


@readme_check(
    "RM-031",
    Severity.WARNING,
    N_("The link goes to #{name}, but there is no such section. Correct the link."),
    name=N_("Link to a missing section"),
    fix=FixClass.SUGGESTED,
    expected=N_("Anchors (#name) match a heading in the same file"),
    bad="[jump](#instal)",
    good="[jump](#install)",
)
def has_known_anchors(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    marked = {value for tag in text.markdown.tags for name, value in tag.attributes if name in ("id", "name")}
    anchors = {heading.anchor for heading in text.markdown.headings} | marked
    for line, column, url in _addresses(text):
        name = url[1:]
        if url.startswith("#") and name and name.lower() not in anchors and name not in anchors:
            suggestion = closest_word(name.lower(), sorted(anchors))
            edits = [text.replaced(line, column, old=url, new=f"#{suggestion}")] if suggestion else []
            fix = text.fix(N_("Use #{name}"), edits, name=suggestion)
            yield text.finding(line, column, value=name, name=name, fix=fix)


@check(
    code="RM-032",
    name=N_("Broken link"),
    severity=Severity.ADVICE,
    stage=Stage.DEEP,
    needs=(Need.NETWORK,),
    message=N_("We could not reach {url} ({reason}). Check the link."),
    applies_to="Markdown",
    expected=N_("Every external address responds"),
    bad="a link that returns 404",
    good="a link that works",
)
def has_live_links(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    text = readme_of(bundle)
    for line, column, url in _addresses(text):
        reason = context.link_problem(url)
        if reason:
            yield text.finding(line, column, value=url, url=url, reason=Message(reason))


def readme_addresses(bundle: Bundle) -> list[str]:
    """The web addresses of the README for a network probe, without duplicates."""
    return list(dict.fromkeys(url for _, _, url in _addresses(readme_of(bundle)) if is_external(url)))


def _addresses(text: MarkdownText) -> Iterator[tuple[int, int, str]]:
    """(line, column, URL) of each address. If a link uses a label, this is the place where the label is defined."""
    used = {link.label.casefold() for link in text.markdown.links if link.label}
    inline: list[MarkdownLink | LinkDefinition] = [link for link in text.markdown.links if not link.label]
    defined = [one for one in text.markdown.definitions if one.label.casefold() in used and not one.is_duplicate]
    for one in sorted([*inline, *defined], key=lambda one: one.line):
        yield one.line, one.column if isinstance(one, MarkdownLink) else 1, one.url


def _fix_keeping_text(text: MarkdownText, link: MarkdownLink) -> Fix | None:
    """The fix that replaces the link with its text; None if the link is not written as [text](URL)."""
    source = text.markdown.lines[link.line - 1][link.column - 1 :]
    written = f"[{link.text}]({link.url})"
    if link.label or not source.startswith(written):
        return None
    return text.fix(N_("Keep only the text"), [text.edit(link.line, link.column, length=len(written), new=link.text)])
