"""Queries about the checklists and saved replies of teams."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from msgspec import Struct

from reviews.canned_replies import built_in_replies
from reviews.checklists import built_in_checklist
from reviews.models import TeamTexts, TextsKind
from reviews.team_texts import TeamText, read_items


class TextsVersion(Struct, frozen=True, kw_only=True):
    """A version of a team's texts. Number 0 comes with the portal and has neither author (by, a name) nor time."""

    number: int
    items: Sequence[TeamText]
    by: str = ""
    at: datetime | None = None
    restores: int | None = None


def versions_of(kind: TextsKind, team: str) -> QuerySet[TeamTexts]:
    """The stored versions, the newest first, with their authors."""
    return TeamTexts.objects.filter(kind=kind, team=team).select_related("by").order_by("-number")


def current_texts(kind: TextsKind, team: str) -> TextsVersion:
    """The version that counts. One query."""
    row = versions_of(kind, team).first()
    return texts_version(row) if row else built_in_version(kind, team)


def texts_at(kind: TextsKind, team: str, number: int) -> TextsVersion | None:
    """The version with the number; None if there is none."""
    if not number:
        return built_in_version(kind, team)
    row = versions_of(kind, team).filter(number=number).first()
    return texts_version(row) if row else None


def built_in_version(kind: TextsKind, team: str) -> TextsVersion:
    """Version 0."""
    items = built_in_checklist(team) if kind is TextsKind.CHECKLIST else built_in_replies()
    return TextsVersion(number=0, items=items)


def texts_version(row: TeamTexts) -> TextsVersion:
    """A stored version, whose author is loaded."""
    return TextsVersion(
        number=row.number, items=read_items(row.items), by=row.by.get_full_name(), at=row.at, restores=row.restores
    )
