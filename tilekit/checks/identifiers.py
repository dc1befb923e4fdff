"""The identifiers of a listing, for checks that compare other places with them."""

import re

from tilekit.bundle import Bundle
from tilekit.sections import limits
from tilekit.sections.overview import Overview

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_TYPED_DIGITS = ("0123456789abcdef", "12345678123412341234", "1234567890abcdef", "aaaaaaaabbbbcccc", "1111111122223333")
MAX_ID = 255
RESERVED_IDS = frozenset({"system", "datadog", "agent", "aws", "azure", "gcp", "internal", "test"})


def is_integration_id(value: str) -> bool:
    """Whether the value is a slug of at most 255 characters."""
    return len(value) <= MAX_ID and _ID.fullmatch(value) is not None


def is_uuid(value: str) -> bool:
    """Whether the value has the form of a UUID."""
    return _UUID.fullmatch(value) is not None


def is_made_up_uuid(value: str) -> bool:
    """Whether a UUID is a sample that somebody typed: one digit again and again, or digits in their order."""
    digits = value.replace("-", "").lower()
    return len(set(digits)) <= 2 or digits.startswith(_TYPED_DIGITS)


def valid_integration_id(bundle: Bundle) -> str:
    """The integration ID; "" if MF-004 or MF-005 reports it, because nothing should match it then."""
    value = bundle.section(Overview).integration_id
    return value if is_integration_id(value) and value not in RESERVED_IDS else ""


def valid_source_name(bundle: Bundle) -> str:
    """The source type name; "" if MF-039 reports it as too long."""
    name = bundle.section(Overview).source_type_name
    return name if len(name) <= limits.SOURCE_TYPE_NAME else ""
