"""Checks of HTML in texts: elements that are refused or removed, and text that looks like HTML."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity
from tilekit.checks.fixes import text_edit
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check, readme_texts
from tilekit.checks.registry import check
from tilekit.checks.unsafe_markup import FORBIDDEN_ELEMENTS, is_forbidden_attribute
from tilekit.core.messages import N_
from tilekit.parse.markdown.parts import HtmlTag
from tilekit.parse.text import matches_in

_ALLOWED_TAGS = frozenset((
    "br", "details", "summary", "sup", "sub", "kbd", "img", "a", "table", "thead", "tbody", "tfoot", "tr", "th", "td",
    "caption", "colgroup", "col", "code", "pre",
))  # fmt: skip
_OTHER = frozenset((
    "abbr", "address", "area", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "body", "button",
    "canvas", "center", "cite", "data", "datalist", "dd", "del", "dfn", "dialog", "div", "dl", "dt", "em", "fieldset",
    "figcaption", "figure", "font", "footer", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head",
    "header", "hgroup", "hr", "html", "i", "ins", "label", "legend", "li", "main", "map", "mark", "math", "menu",
    "meter", "nav", "noscript", "ol", "optgroup", "option", "output", "p", "param", "picture", "progress", "q", "rp",
    "rt", "ruby", "s", "samp", "section", "select", "slot", "small", "source", "span", "strike", "strong", "template",
    "textarea", "time", "title", "track", "tt", "u", "ul", "var", "video", "wbr",
))  # fmt: skip
_CARELESS = re.compile(rf"<({'|'.join(sorted(FORBIDDEN_ELEMENTS))})\b[^<>]*>?", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?!-?>).*?-->", re.DOTALL)
# The rest of a word around a placeholder: https://<your-tenant>.acme.com/login.
_WORD_BEFORE, _WORD_AFTER = re.compile(r"[^\s|(\"'“”]*\Z"), re.compile(r"[^\s|)\"'“”]*")
# {{< tabs >}} and {{% tab "Linux" %}}, which only the builder of the documentation site knows.
_SHORTCODE = re.compile(r"\{\{[<%]\s*([\w-]+)[^{}]*[>%]\}\}")
_UNUSABLE_SHORTCODE = N_("The shortcode {name} is shown as it is. Replace it with plain Markdown.")
_MARKUP = re.compile(r"[`<>\[\]*\\]|(?<!\w)_|_(?!\w)")
_ALL = FORBIDDEN_ELEMENTS | _ALLOWED_TAGS | _OTHER


@check(
    code="RM-033",
    name=N_("Forbidden HTML element"),
    severity=Severity.BLOCKER,
    is_security=True,
    fix=FixClass.SUGGESTED,
    message=N_("The HTML tag <{tag}> is not allowed. Use Markdown."),
    applies_to="Markdown",
    expected=N_("No script, style, iframe, object, embed, form, input, link, meta, base or svg elements outside code"),
    bad='<iframe src="…">',
    good="a link",
)
def has_no_forbidden_elements(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for text in readme_texts(bundle):
        for tag in text.markdown.tags:
            if tag.name in FORBIDDEN_ELEMENTS and not tag.is_closing:
                yield text.finding(
                    tag.line, tag.column, value=tag.source, tag=tag.name, fix=_fix_removing_element(text, tag)
                )
        yield from _looks_refused(text)


@check(
    code="RM-034",
    name=N_("HTML attribute that can run code"),
    severity=Severity.BLOCKER,
    is_security=True,
    fix=FixClass.SUGGESTED,
    message=N_("The attribute {attr} can run code in a reader's browser. Remove it."),
    applies_to="Markdown",
    expected=N_("No on*, style or srcdoc attributes on any element"),
    bad='<img onerror="…">',
    good="![Queues](images/q.png)",
)
def has_no_running_attributes(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """There are no on... attributes, and no style or srcdoc attribute on any element."""
    for text in readme_texts(bundle):
        for tag in text.markdown.tags:
            if tag.name in FORBIDDEN_ELEMENTS:
                continue
            for name, _ in tag.attributes:
                if is_forbidden_attribute(name):
                    fix = _fix_removing_attribute(text, tag, name)
                    yield text.finding(tag.line, tag.column, value=f"{tag.name} {name}", attr=name, fix=fix)


@readme_check(
    "RM-035",
    Severity.WARNING,
    N_("The HTML tag <{tag}> might not display correctly. Use Markdown."),
    name=N_("Unusual HTML element"),
    folded=N_("The HTML tag <{tag}> appears in {n} places and might not display correctly. Use Markdown."),
    folded_variants={
        _UNUSABLE_SHORTCODE: N_("The shortcode {name} ({n} places) is shown as it is. Replace it with plain Markdown.")
    },
    expected=N_(
        "Other HTML uses only safe elements (br, details, summary, sup, sub, kbd, img, a, table elements, code and pre)"
    ),
    bad="<center>text</center>",
    good="text",
)
def has_safe_elements(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """HTML elements that are not forbidden (RM-033) are on the list of safe ones."""
    for tag in text.markdown.tags:
        if tag.name in _OTHER and not tag.is_closing:
            yield text.finding(tag.line, tag.column, value=tag.name, tag=tag.name)
    for number, match in matches_in(text.markdown.prose, _SHORTCODE, ("{{",)):
        yield text.finding(number, match.start() + 1, value=match[1], message=_UNUSABLE_SHORTCODE, name=match[1])


@readme_check(
    "RM-036",
    Severity.WARNING,
    N_("<{name}> looks like HTML and will not be shown. Put this text in backticks."),
    name=N_("Placeholder that looks like HTML"),
    fix=FixClass.SUGGESTED,
    expected=N_("Placeholders such as <NAME> are inside code or escaped"),
    bad="replace <HOST>",
    good="replace `<HOST>`",
)
def has_visible_placeholders(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    for tag in text.markdown.tags:
        if tag.name not in _ALL and not tag.is_closing:
            edits = [_in_code(text, tag)]
            name = tag.source.strip("<>/ ")
            yield text.finding(tag.line, tag.column, value=name, name=name, fix=text.fix(N_("Add backticks"), edits))


def _in_code(text: MarkdownText, tag: HtmlTag) -> Edit | None:
    """The edit that puts backticks around the word with the placeholder.

    None if markup or another placeholder is part of the word.
    """
    line, at = text.lines[tag.line - 1], tag.column - 1
    if line[at : at + len(tag.source)] != tag.source:
        return None
    before, after = _WORD_BEFORE.search(line[:at]), _WORD_AFTER.match(line, at + len(tag.source))
    start, end = before.start() if before else at, after.end() if after else at
    word = line[start:end].rstrip(".,;:!?")
    if _MARKUP.search(word.replace(tag.source, "")):
        return None
    return text.edit(tag.line, start + 1, length=len(word), new=f"`{word}`")


def _looks_refused(text: MarkdownText) -> Iterator[RawFinding]:
    """Findings about malformed text that a lenient parser reads as an element, such as <svg/onload=...>."""
    uncommented = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), "\n".join(text.markdown.prose))
    for number, match in matches_in(uncommented.split("\n"), _CARELESS, ("<",)):
        if match.string[: match.start()].endswith("\\"):
            continue
        fix = text.fix(N_("Remove it"), [text.edit(number, match.start() + 1, length=len(match[0]), new="")])
        yield text.finding(number, match.start() + 1, value=match[0], tag=match[1].lower(), fix=fix)


def _fix_removing_element(text: MarkdownText, tag: HtmlTag) -> Fix | None:
    """The fix that removes the element with its content; only the tag if the element is not closed."""
    start = text.starts[tag.line - 1] + tag.column - 1
    closing = re.compile(rf"</{re.escape(tag.name)}\s*>", re.IGNORECASE).search(text.source.text, start)
    end = closing.end() if closing else start + len(tag.source)
    return text.fix(N_("Remove it"), [text_edit(text.file, text.source, (start, end), new="")])


def _fix_removing_attribute(text: MarkdownText, tag: HtmlTag, name: str) -> Fix | None:
    pattern = rf"""\s{re.escape(name)}(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`]+))?"""
    attribute = re.search(pattern, tag.source, re.IGNORECASE)
    return text.fix(
        N_("Remove {attr}"),
        [text.replaced(tag.line, tag.column, old=attribute[0], new="")] if attribute else [],
        attr=name,
    )
