"""The fix of a finding as its button offers it, and what such a button sends."""

from collections import Counter
from collections.abc import Sequence

from django.http import QueryDict
from django.utils.http import urlencode
from msgspec import Struct
from msgspec.structs import replace

from listings.models import Revision
from studio.findings import FindingLine, FixOffer
from studio.places import revision_url
from validation.fixes import Wanted

# The name of the button, in whatever form it stands.
PRESSED = "_fix"
_DIGITS = 9


class Source(Struct, frozen=True, kw_only=True):
    """What all offers of a page share: the address that applies fixes, the version of the revision that is shown."""

    url: str
    seen: int

    @classmethod
    def of(cls, revision: Revision) -> "Source":
        """What a page about the revision offers."""
        return cls(url=revision_url("fix", revision), seen=revision.version)


def with_offers(findings: Sequence[FindingLine], source: Source) -> list[FindingLine]:
    """The findings, those that have a fix with its offer; no query.

    All of a rule are offered once in each field, not with each of them.
    """
    fixable = [each for each in findings if each.fix_title]
    same = Counter(each.code for each in fixable)
    first = {(each.code, each.path): id(each) for each in reversed(fixable)}
    return [
        replace(each, offer=_offer(each, source, same[each.code] if first[each.code, each.path] == id(each) else 1))
        if each.fix_title
        else each
        for each in findings
    ]


def _offer(found: FindingLine, source: Source, same: int) -> FixOffer:
    one = {"code": found.code, "mark": found.fingerprint, "seen": str(source.seen), **_place(found)}
    every = {"code": found.code, "every": "1", "path": found.path, "file": found.file}
    return FixOffer(
        value=urlencode(one),
        every=urlencode({name: value for name, value in every.items() if value}) if same > 1 else "",
        same=same,
        url=source.url,
        change_url=f"{source.url}?{urlencode(one)}",
    )


def _place(found: FindingLine) -> dict[str, str]:
    """Where it is, for who asks after its value has changed; what is empty is left out."""
    line = str(found.line) if found.line else ""
    place = {"path": found.path, "file": found.file, "pointer": found.pointer, "line": line}
    return {name: value for name, value in place.items() if value}


def wanted_in(value: str) -> Wanted:
    """What the button's value asks for; whatever else it says asks for nothing that there is."""
    said = QueryDict(value)
    return Wanted(
        code=said.get("code", ""),
        mark=said.get("mark", ""),
        path=said.get("path", ""),
        file=said.get("file", ""),
        pointer=said.get("pointer", ""),
        line=_number(said.get("line", "")),
        seen=_number(said.get("seen", "")) or 0,
        every=said.get("every") == "1",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
