"""Texts with `code` in backticks, as HTML."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_CODE_SPAN = re.compile(r"`([^`]+)`")


def inline_code(text: str) -> SafeString:
    """The text with `code` in backticks as <code>."""
    parts = enumerate(_CODE_SPAN.split(text))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))
