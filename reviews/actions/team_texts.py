"""Actions on the checklists and saved replies of teams. Each save is a new version."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Team
from audit.writes import record_event
from common.actions import action, assert_storable, in_transaction
from common.actor import Actor
from common.constraints import raises_if_violated
from common.errors import NotAllowed, NotFound
from reviews.actions.access import person_of
from reviews.errors import TeamTextsChanged, TeamTextsRefused
from reviews.guards import may_edit_texts
from reviews.models import TeamTexts, TextsKind
from reviews.queries.team_texts import TextsVersion, current_texts, texts_at, texts_version
from reviews.team_texts import TeamText, faults_of, stored_items


@action
def save_team_texts(
    *, kind: TextsKind, team: str, items: Sequence[TeamText], seen: int, by: Actor, now: datetime
) -> TextsVersion:
    """Store the items as the team's newest version. Without a change, the current version stays.

    seen is the number of the version that the actor edited. Raises NotFound, NotAllowed, TeamTextsChanged,
    TeamTextsRefused, CharacterRefused.
    """
    current = _current(kind, team, seen=seen, by=by)
    for item in items:
        assert_storable([item.key, item.label, item.text, *item.sections, *item.codes])
    if faults := faults_of(kind, items):
        raise TeamTextsRefused(fields=faults)
    if tuple(items) == tuple(current.items):
        return current
    return _add_version(kind, team, items, after=current, by=by, now=now)


@action
def restore_team_texts(*, kind: TextsKind, team: str, number: int, seen: int, by: Actor, now: datetime) -> TextsVersion:
    """Make the items of an earlier version the team's newest version. Raises the errors of `save_team_texts`."""
    current = _current(kind, team, seen=seen, by=by)
    earlier = texts_at(kind, team, number)
    if earlier is None:
        raise NotFound
    if tuple(earlier.items) == tuple(current.items):
        return current
    return _add_version(kind, team, earlier.items, after=current, by=by, now=now, restores=number)


def _current(kind: TextsKind, team: str, *, seen: int, by: Actor) -> TextsVersion:
    """The current version if the actor may edit the texts and has seen it."""
    if team not in Team.values:
        raise NotFound
    if not may_edit_texts(by, team):
        raise NotAllowed
    current = current_texts(kind, team)
    if current.number != seen:
        raise TeamTextsChanged(person=current.by)
    return current


@in_transaction
def _add_version(
    kind: TextsKind,
    team: str,
    items: Sequence[TeamText],
    *,
    after: TextsVersion,
    by: Actor,
    now: datetime,
    restores: int | None = None,
) -> TextsVersion:
    row = TeamTexts(
        kind=kind,
        team=team,
        number=after.number + 1,
        items=stored_items(items),
        restores=restores,
        by_id=person_of(by),
        at=now,
    )
    columns = ", ".join(f"reviews_teamtexts.{name}" for name in ("team", "kind", "number"))
    # Version 0 has no row that could be locked, so of two people who save at once, the constraint refuses one.
    with raises_if_violated("reviews_teamtexts_number", columns, TeamTextsChanged(person=_("A colleague"))):
        row.save(force_insert=True)
    record_event(f"{kind}.save", by=by, objects={"team": team, "version": row.number}, now=now)
    return texts_version(row)
