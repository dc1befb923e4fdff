"""Filters that turn values into what a reader sees: messages, times, tones."""

import json
from datetime import UTC, date, datetime
from zlib import crc32

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from common.sizes import file_size
from common.tones import Tone, tone_of
from tilekit.core.formats import web_address
from tilekit.core.messages import Message, render

register = template.Library()


@register.filter
def message(value: object) -> str:
    """A Message (or a message id of tilekit) in the reader's language; other text stays as it is."""
    if isinstance(value, Message):
        return render(value, get_language() or "en")
    if isinstance(value, str) and not isinstance(value, Promise | SafeString):
        return render(value, get_language() or "en")
    return "" if value is None else str(value)


@register.filter
def tone(value: object, family: str) -> Tone:
    """How a state is shown (tone, icon, label): `{{ revision.state|tone:"revision" }}`."""
    return tone_of(family, str(value))


@register.filter
def local_time(value: datetime | date | str | None, style: str = "SHORT_DATETIME_FORMAT") -> SafeString:
    """A `<time>` in the reader's zone and language; style is a Django format name, `TIME`, `DAY` or `MOMENT`.

    Texts are read as ISO 8601. Naive times are taken as UTC.
    """
    moment = _aware(value)
    if moment is None:
        return mark_safe("")
    shown = date_format(timezone.localtime(moment), _format(style))
    full = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), full, shown)


register.filter("web_address", web_address)
register.filter("file_size", file_size)


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
    """A value as JSON, for a hidden input; nothing for no value."""
    return json.dumps(value, ensure_ascii=False) if value else ""


def _format(style: str) -> str:
    """Django's format characters for a style; DAY and MOMENT are ours and translated as formats."""
    if style == "DAY":
        return pgettext("date format, Django's characters", "D j M")
    if style == "MOMENT":
        return pgettext("date format, Django's characters", "D j M, H:i")
    if style == "TIME":
        return pgettext("date format, Django's characters", "H:i")
    return style


def _aware(value: datetime | date | str | None) -> datetime | None:
    moment = parse_datetime(value) if isinstance(value, str) else value
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=UTC)
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)
