"""Derives slugs and vendor IDs from names of organisations, and labels from names of applications."""

import re
import unicodedata

from django.utils.translation import gettext as _

from accounts.models.organisations import VENDOR_ID_LENGTH

RESERVED_SLUGS = frozenset({"new", "leave", "invitations"})
_FALLBACK = "partner"


def slug_of(name: str) -> str:
    """A slug for the name: at most 63 lower-case ASCII letters, digits and single hyphens. Starts with a letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not words:
        return _FALLBACK
    started = words if words[0].isalpha() else f"{_FALLBACK}-{words}"
    return started[:VENDOR_ID_LENGTH].strip("-")


def numbered_slug(slug: str, number: int) -> str:
    """The slug with the number as its ending (`-2`, `-3`), cut to the maximum length. Number 1 is not added."""
    if number == 1:
        return slug
    ending = f"-{number}"
    return slug[: VENDOR_ID_LENGTH - len(ending)].rstrip("-") + ending


def application_label(name: str) -> str:
    """The name of an application, marked as such, for places that also show names of people."""
    return _("{name} (application)").format(name=name)
