"""Prepares the versions of a team's texts."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from reviews.models import TeamTexts, TextsKind
from reviews.page.team_text_changes import TextChange, changes_between
from reviews.queries.team_texts import TextsVersion, built_in_version, texts_at, texts_version


class ShownVersion(Struct, frozen=True, kw_only=True):
    """A version with what it changed. The one that comes with the portal has no changes."""

    version: TextsVersion
    note: str
    restore_url: str
    changes: Sequence[TextChange]


def shown_versions(kind: TextsKind, team: str, rows: Sequence[TeamTexts]) -> list[ShownVersion]:
    """Stored versions, the newest first, as a page shows them; at the end of the last page, version 0. One query."""
    versions = [texts_version(row) for row in rows]
    oldest = versions[-1].number if versions else 1
    before = built_in_version(kind, team) if oldest == 1 else texts_at(kind, team, oldest - 1)
    earlier = [*versions[1:], *([before] if before else [])]
    pairs = [(version, previous.items) for version, previous in zip(versions, earlier, strict=False)]
    if oldest == 1 and before:
        pairs.append((before, before.items))
    return [
        ShownVersion(
            version=version,
            note=_note(version),
            restore_url=reverse("reviews:texts-restore", args=[team, kind.value, version.number]),
            changes=changes_between(items_before, version.items),
        )
        for version, items_before in pairs
    ]


def _note(version: TextsVersion) -> str:
    if not version.number:
        return _("Comes with the portal")
    if version.restores is None:
        return ""
    return _("Restores version {number}").format(number=version.restores)
