"""Texts with `code` in backticks, as HTML."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def inline_code(text: str) -> SafeString:
    """The text with `code` in backticks as <code>."""
    parts = enumerate(text.split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))
