"""What a change of an API means for clients."""

from collections.abc import Mapping
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText


class ApiChangeKind(TextChoices):
    """The kinds of change. Only a breaking change can make a client fail."""

    BREAKING = "breaking", _("Breaking")
    DEPRECATED = "deprecated", _("Deprecated")
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    FIXED = "fixed", _("Fixed")


class ApiChange(Struct, frozen=True, kw_only=True):
    """One change. apis are the words of the surfaces; renamed is {old error code: new error code}."""

    kind: ApiChangeKind
    apis: tuple[str, ...]
    text: LazyText
    renamed: Mapping[str, str] = {}


class ApiChangelogEntry(Struct, frozen=True, kw_only=True):
    """The changes of one day."""

    on: date
    changes: tuple[ApiChange, ...]
