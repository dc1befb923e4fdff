"""Template filters for lists, sentences and file sizes in the reader's language."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.lists import joined_sentences, joined_with_and, joined_with_or, labelled
from common.sizes import file_size

register = template.Library()
register.filter("joined", joined_with_and)
register.filter(joined_sentences)
register.filter(labelled)
register.filter(file_size)


@register.filter
def code_list(names: Iterable[object]) -> SafeString:
    """The names as code, joined with "and": A, B and C."""
    return mark_safe(joined_with_and(_as_code(names)))  # noqa: S308 each name is escaped


@register.filter
def code_choice(names: Iterable[object]) -> SafeString:
    """The names as code, joined with "or": A, B or C."""
    return mark_safe(joined_with_or(_as_code(names)))  # noqa: S308 each name is escaped


def _as_code(names: Iterable[object]) -> Iterable[SafeString]:
    return (format_html("<code>{}</code>", name) for name in names)
