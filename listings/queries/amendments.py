"""What an amendment changed, from its history entries."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct, field

from listings.amending import Draft, changed_keys
from listings.models import Amendment, Revision, SectionVersion
from tilekit.core.section import Section
from tilekit.sections import section_of

Documents = dict[str, Section]


class Shift(Struct, frozen=True, kw_only=True):
    """Documents before and after by section key, and {path: (sha256 before, after)} of files outside the documents."""

    before: Documents = field(default_factory=dict)
    after: Documents = field(default_factory=dict)
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def amendment_of(revision: Revision, amendment_id: UUID) -> Amendment | None:
    """The amendment of the revision, or None."""
    return Amendment.objects.filter(revision=revision, pk=amendment_id).first()


def amendment_since(revision: Revision, *, code: str, mark: str, seen: int) -> Amendment | None:
    """The amendment that already fixed the finding, after the version that the reader saw; None if there is none."""
    rows = Amendment.objects.filter(revision=revision, code=code, version__gt=seen, undone_at=None)
    return next((row for row in rows.order_by("-version") if mark in row.marks), None)


def shift_of(amendment: Amendment) -> Shift:
    """What it changed, as far as the history still contains it. One query."""
    rows = SectionVersion.objects.filter(section__revision=amendment.revision_id, section__scope="")
    known = {(row.section.key, row.version): row for row in rows.select_related("section")}
    sides: tuple[Documents, Documents] = ({}, {})
    for key, pair in amendment.versions.items():
        found = [known.get((key, version)) for version in pair]
        for side, row in zip(sides, found, strict=True):
            if row is not None and None not in found:
                side[key] = section_of(key).read(row.document, row.schema)
    files = {path: (old, new) for path, (old, new) in {**amendment.carried, **amendment.base}.items()}
    return Shift(before=sides[0], after=sides[1], files=files)


def shift_between(before: Draft, after: Draft) -> Shift:
    """What replacing the first draft with the second would change."""
    keys = list(changed_keys(before, after))
    old, new = ({**each.carried, **each.base} for each in (before, after))
    return Shift(
        before={key: before.documents[key] for key in keys},
        after={key: after.documents[key] for key in keys},
        files={p: (old.get(p, ""), new.get(p, "")) for p in {**old, **new} if old.get(p) != new.get(p)},
    )
