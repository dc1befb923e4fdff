"""Texts with `code` in backticks, as HTML."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_CODE_SPAN = re.compile(r"`([^`]+)`")


def inline_code(text: object) -> SafeString:
    """The text, which can be translated when it is shown, with `code` in backticks as <code>."""
    parts = enumerate(_CODE_SPAN.split(str(text)))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))
