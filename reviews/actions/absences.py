"""Actions on absences of reviewers. When an absence begins, or they leave the team, their claims end."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Team
from accounts.queries import team_ids
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound, NotPossible
from reviews.announcements import announce_release, outsiders
from reviews.models import Absence, Claim
from reviews.queries.absences import claims_of_absent, claims_of_leavers, coming_absences

MAX_ABSENCES, MAX_ABSENCE_DAYS = 20, 366


@action
def add_absence(*, person_id: UUID, first_day: date, last_day: date, by: Actor, now: datetime) -> Absence:
    """Record when a reviewer is away. Reviewers record their own absences, leads also those of their teams.

    Raises NotAllowed, and NotPossible (days in the wrong order or in the past, too many days or absences).
    """
    if not may_change_absence(by, person_id):
        raise NotAllowed
    if not first_day <= last_day or last_day < now.date() or (last_day - first_day).days >= MAX_ABSENCE_DAYS:
        text = _("Choose a last day that is not before the first day, not in the past and within a year.")
        raise NotPossible(reasons=text, codes=["days"])
    if coming_absences([person_id], now.date()).count() >= MAX_ABSENCES:
        raise NotPossible(reasons=_("There are too many absences. Remove one first."), codes=["too-many-absences"])
    absence = Absence.objects.create(person_id=person_id, first_day=first_day, last_day=last_day)
    record_event("absence.add", by=by, objects={"absence": absence.pk, "person": person_id}, now=now)
    return absence


@action
def remove_absence(*, absence_id: UUID, by: Actor, now: datetime) -> None:
    """Remove an absence, for example because the reviewer is back earlier. Raises NotFound, NotAllowed."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is None or not by.is_staff:
        raise NotFound
    if not may_change_absence(by, absence.person_id):
        raise NotAllowed
    absence.delete()
    record_event("absence.remove", by=by, objects={"absence": absence_id, "person": absence.person_id}, now=now)


@action
def release_absent_claim(*, claim_id: int, now: datetime) -> None:
    """End the claim of a reviewer who is away, and tell the others in the team. Does nothing if they are not."""
    absence = claims_of_absent(now).get(claim_id)
    rows = Claim.objects.select_for_update(of=("self",)).select_related("person", "review__revision__listing")
    claim = rows.filter(pk=claim_id, released_at=None).first()
    if absence is not None and claim is not None:
        _release(claim, now, absence=absence)


@action
def release_leavers_claim(*, claim_id: int, now: datetime) -> None:
    """End the claim of a person who has left the team, and tell the team. Does nothing if they are back."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("person", "review__revision__listing")
    claim = rows.filter(pk=claim_id, released_at=None).first()
    if claim is not None and claims_of_leavers().filter(pk=claim_id).exists():
        _release(claim, now, absence=None)


@in_transaction
def _release(claim: Claim, now: datetime, *, absence: Absence | None) -> None:
    claim.released_at = now
    claim.save(update_fields=["released_at"])
    review = claim.review
    objects: dict[str, UUID | str | int] = {"review": review.pk, "team": review.team, "person": claim.person_id}
    objects |= {"revision": review.revision_id, "listing": review.revision.listing_id}
    record_event("review.release", by=SYSTEM, objects=objects, now=now)
    others = [person for person in team_ids([review.team]) if person != claim.person_id]
    announce_release(claim, absence, recipients=outsiders(others, review.revision.listing), now=now)


def may_change_absence(actor: Actor, person_id: UUID) -> bool:
    """Whether the actor may record and remove absences of the person."""
    led = [team for team in Team.values if actor.leads(team)]
    return actor.is_staff and (actor.id == person_id or person_id in team_ids(led))
