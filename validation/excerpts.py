"""What a check has read at the place of a finding, without secrets and personal data."""

import json

from msgspec import Struct

from listings.content.references import field_at, value_at_path
from tilekit.bundle import Bundle
from tilekit.checks.finding import Finding
from tilekit.core.fields import Secret
from tilekit.suggest.masking import masked
from validation.disputes import is_security

_SHOWN_AROUND, _MAX_LINE_CHARACTERS, _MAX_VALUE_CHARACTERS = 3, 200, 600
_MAX_SOURCE_BYTES = 20_000
_MAX_READ_BYTES = 2_000_000
# Sections whose values are for reviewers only.
_PRIVATE = frozenset({"submission"})


class Excerpt(Struct, frozen=True, kw_only=True):
    """The lines around a finding, or the value of its field, and the whole file; each "" if it can't be shown."""

    text: str = ""
    source: str = ""


NO_EXCERPT = Excerpt()


def excerpt_of(finding: Finding, bundle: Bundle) -> Excerpt:
    """The excerpt of a finding, with secrets and personal data masked. Security checks have none."""
    if is_security(finding.code):
        return NO_EXCERPT
    if finding.file in bundle.files:
        too_large = bundle.files.size(finding.file) > _MAX_READ_BYTES
        return NO_EXCERPT if too_large else excerpt_of_file(finding, bundle.files[finding.file])
    return Excerpt(text=_value(finding.path, bundle))


def excerpt_of_file(finding: Finding, data: bytes) -> Excerpt:
    """The excerpt of a finding in a file with this content."""
    if is_security(finding.code) or b"PRIVATE KEY" in data or b"\0" in data:
        return NO_EXCERPT
    text = data.decode("utf-8-sig", "replace")
    first = max((finding.line or 1) - 1 - _SHOWN_AROUND, 0)
    lines = text.splitlines()[first : first + 2 * _SHOWN_AROUND + 1]
    around = masked("\n".join(line[:_MAX_LINE_CHARACTERS] for line in lines))
    return Excerpt(text=around, source=masked(text) if len(data) <= _MAX_SOURCE_BYTES else "")


def _value(path: str, bundle: Bundle) -> str:
    if path.partition(".")[0] in _PRIVATE or isinstance(field_at(path), Secret):
        return ""
    value = value_at_path(path, {key: document.values for key, document in bundle.documents.items()})
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value is not None else ""
    return masked(text[:_MAX_VALUE_CHARACTERS])
