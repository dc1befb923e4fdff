"""Renders messages of assets as HTML; those of a monitor with sample values, recipients and conditions marked."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from msgspec import Struct

from page_parts.code_spans import inline_code
from tilekit import markdown
from tilekit.core.messages import translate
from tilekit.drawings.model import MonitorSummary
from tilekit.drawings.monitor_message import STATES, MessagePart, message_parts, message_states

# Marked parts are numbers between two characters that the message itself must not contain, also in encoded URLs.
_START, _END = "\ue000", "\ue001"
_MARKED = re.compile(rf"{_START}(\d+){_END}|{quote(_START)}(\d+){quote(_END)}")
_HEADING_LEVEL = 5


class ShownMessage(Struct, frozen=True, kw_only=True):
    """The message in one state: a label such as "When it alerts", the title and the text."""

    label: str
    title: str
    html: SafeString


def messages_of(summary: MonitorSummary) -> Iterator[ShownMessage]:
    """The message in each state in which it differs, beginning with the alert."""
    language = get_language() or "en"
    for state in message_states(summary):
        title = message_parts(_clean(summary.title), summary, state=state, language=language)
        message = list(message_parts(_clean(summary.message), summary, state=state, language=language))
        yield ShownMessage(
            label=translate(STATES[state], language), title="".join(part.text for part in title), html=_html(message)
        )


def message_html(source: str) -> SafeString:
    """A message without sample values, such as that of a detection rule, as HTML."""
    html = markdown.render_markdown(source, picture_of=lambda _path: None, first_level=_HEADING_LEVEL, anchors=None)
    return mark_safe(html)  # noqa: S308 sanitised


def _clean(template: str) -> str:
    return template.replace(_START, "").replace(_END, "")


def _html(parts: Sequence[MessagePart]) -> SafeString:
    source = "".join(
        part.text if part.kind == "text" else f"{_START}{number}{_END}" for number, part in enumerate(parts)
    )

    def replaced(match: re.Match[str]) -> str:
        part = parts[int(match[1] or match[2])]
        return quote(part.text) if match[2] else _marked(part)

    return mark_safe(_MARKED.sub(replaced, message_html(source)))  # noqa: S308 sanitised; the marked parts are escaped


def _marked(part: MessagePart) -> str:
    """The part as markup without quotation marks, because it may be in an attribute."""
    match part.kind:
        case "sample":
            return f"<var>{escape(part.text)}</var>"
        case "handle":
            return f"<mark>{escape(part.text)}</mark>"
    return f"<i>{inline_code(part.text)}</i>"
