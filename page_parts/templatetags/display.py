"""Template filters that format values: messages, times, badges and names."""

import json
import re
from collections.abc import Collection, Iterable
from itertools import groupby
from operator import itemgetter
from zlib import crc32

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from page_parts.badges import Badge, badge_of
from page_parts.code_spans import inline_code
from page_parts.counts import Count
from page_parts.text_items import joined_items
from page_parts.tile.fields import FieldLinks, links_of
from page_parts.times import MOMENT, Time, format_time, parse_time
from tilekit.core.formats import web_address
from tilekit.core.messages import Message, format_amount, render
from tilekit.search_text import matched_parts

register = template.Library()
_AFTER_SEPARATORS = re.compile(r"(?<=[._/-])(?=[^._/-])")


@register.filter
def message(value: object) -> str:
    """A Message (or a message ID of tilekit) in the reader's language. Other text is unchanged."""
    if isinstance(value, Message):
        return render(value, get_language() or "en")
    if isinstance(value, str) and not isinstance(value, Promise | SafeString):
        return render(value, get_language() or "en")
    return "" if value is None else str(value)


@register.filter
def amount(value: object) -> str:
    """A stored amount of money with the separators of the reader's language. Other text is unchanged."""
    return format_amount(str(value), get_language() or "en")


@register.filter
def badge(value: object, family: str) -> Badge:
    """The badge (style, icon, label) of a state: `{{ revision.state|badge:"revision" }}`."""
    return badge_of(family, str(value))


@register.filter
def marked_changes(parts: Iterable[tuple[str, str]]) -> SafeString:
    """The parts of a changed text as HTML: coloured, and described for screen readers. Spaces between parts matter."""
    return format_html_join("", "{}", ((_marked_change(kind, text),) for kind, text in parts))


def _marked_change(kind: str, text: str) -> SafeString:
    match kind:
        case "ins":
            return format_html(
                "<ins>{}</ins>", _with_escaped_text(gettext('<span class="sr">Added: </span>%(text)s'), text)
            )
        case "del":
            return format_html(
                "<del>{}</del>", _with_escaped_text(gettext('<span class="sr">Removed: </span>%(text)s'), text)
            )
        case "gap":
            words = gettext("unchanged lines not shown")
            return format_html('<span class="faint">⋯<span class="sr"> {}</span></span>\n', words)
    return format_html("{}", text)


def _with_escaped_text(words: str, text: str) -> SafeString:
    return mark_safe(words % {"text": escape(text)})  # noqa: S308 the words are ours


@register.filter
def marked_words(text: str, terms: Collection[str]) -> str:
    """The text as HTML, in which the words are marked that begin with a term of a search. Without terms, the text."""
    if not terms:
        return text
    groups = groupby(matched_parts(str(text), terms), key=itemgetter(1))
    parts = ((is_match, "".join(part for part, _is_match in group)) for is_match, group in groups)
    marked = ((format_html("<mark>{}</mark>", part) if is_match else part,) for is_match, part in parts)
    return format_html_join("", "{}", marked)


@register.simple_tag
def field_links(links: FieldLinks, *paths: str) -> SafeString:
    """Links from an element of the tile to the fields with these paths; nothing on a page without links."""
    shown = links_of(links, *paths)
    return mark_safe(render_to_string("tile/field_links.html", {"links": shown}) if shown else "")  # noqa: S308 a template


@register.filter
def local_time(value: Time, style: str = MOMENT) -> SafeString:
    """A `<time>` in the reader's zone and language; style is DATE_FORMAT, DATETIME_FORMAT or TIME_FORMAT."""
    time = parse_time(value)
    if time is None:
        return mark_safe("")
    full = format_time(time)
    text = full if style == MOMENT else format_time(time, style)
    return format_html('<time datetime="{}" title="{}">{}</time>', time.isoformat(), full, text)


@register.filter
def as_lines(items: object) -> str:
    """A list of texts as the lines of one control."""
    return joined_items(items) if isinstance(items, list) else ""


register.filter("web_address", web_address)
register.filter("inline_code", inline_code)


@register.filter
def counted(number: int) -> Count:
    """A count as the reader's language writes it: `{% blocktranslate count n=rows|counted %}`."""
    return Count(number or 0)


register.filter("time_words", format_time)  # for plain text


@register.filter
def breakable(name: object) -> SafeString:
    """A technical name that can wrap after dots, underscores, hyphens and slashes. Copied text has no added spaces."""
    parts = _AFTER_SEPARATORS.split(str(name))
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def initials(name: object) -> str:
    """Up to two letters of a name or an e-mail address."""
    words = str(name).partition("@")[0].replace(".", " ").replace("_", " ").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@register.filter
def hue(name: object) -> int:
    """A colour number (1 to 4) that stays the same for the same name."""
    return crc32(str(name).encode()) % 4 + 1


@register.filter
def json_text(value: object) -> str:
    """The value as JSON for a hidden input; "" for an empty value."""
    return json.dumps(value, ensure_ascii=False) if value else ""
