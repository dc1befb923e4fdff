"""Derived names: slugs and vendor IDs of organisations, and the names of applications on pages."""

import re
import unicodedata

from django.utils.translation import gettext as _

from accounts.models.organisations import VENDOR_ID_LENGTH

RESERVED_SLUGS = frozenset({"new", "leave", "invitations"})
_FALLBACK = "partner"


def slug_of(name: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; starts with a letter, at most 63 characters, never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not words:
        return _FALLBACK
    started = words if words[0].isalpha() else f"{_FALLBACK}-{words}"
    return started[:VENDOR_ID_LENGTH].strip("-")


def numbered_slug(slug: str, number: int) -> str:
    """The slug with a number from 2 on (`-2`, `-3`, ...), cut to the maximum length."""
    if number == 1:
        return slug
    ending = f"-{number}"
    return slug[: VENDOR_ID_LENGTH - len(ending)].rstrip("-") + ending


def application_label(name: str) -> str:
    """The name of an application in places that could also name a person."""
    return _("{name} (application)").format(name=name)
