"""Prepares the history of a revision: changes of state, decisions, claims and threads, newest first."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team
from accounts.queries import names_of
from audit.models import Event
from audit.queries import events_about
from audit.verbs import registered_verbs
from common.actor import ActorKind
from common.lazy_text import LazyText
from listings.lifecycle.revisions import REVISION
from listings.models import Submission
from listings.queries.timeline import reasons_of
from reviews.models import Decision
from reviews.page.review_page import ReviewPage

_MAX_HISTORY_EVENTS = 300
# Events whose titles are their labels in the audit log.
_LABELLED_VERBS = (
    "review.claim",
    "review.release",
    "review.take-over",
    "review.assign",
    "review.hand-over",
    "review.answer-exception",
    "product-account.view",
    "product-account.expire",
    "thread.block",
    "thread.apply-suggestion",
    "thread.decline-suggestion",
)
_OTHER_TITLES: Mapping[str, LazyText] = {
    "thread.open": gettext_lazy("Thread opened"),
    "thread.answer": gettext_lazy("Reply to a thread"),
    "thread.resolve": gettext_lazy("Thread resolved"),
    "thread.reopen": gettext_lazy("Thread reopened"),
    "revision.re-run-checks": gettext_lazy("The checks were run again"),
    # Submissions and decisions have entries of their own, with more details than their audit events.
    **{
        REVISION.audit_verb(row): row.timeline
        for row in REVISION.rows
        if row.timeline and row.sources and row.verb not in {"submit", "request changes", "new revision"}
    },
}


class HistoryEntry(TypedDict):
    """An entry of the `timeline` component."""

    at: datetime
    title: LazyText
    by: str
    detail: str


def history_context(page_data: ReviewPage) -> dict[str, object]:
    """The template context of the history, with the entries of the `timeline` component. Six queries."""
    decisions = list(_decisions(page_data))
    events = events_about("revision", page_data.revision.pk).filter(verb__in=[*_LABELLED_VERBS, *_OTHER_TITLES])
    events = events[:_MAX_HISTORY_EVENTS]
    reasons = reasons_of(events, for_staff=True)
    actors = [*(row.by_id for row in decisions), *(event.actor_id for event in events), *map(_suggested_by, events)]
    names = names_of([*actors, *(row.submitted_by for row in page_data.rounds)])
    entries = [_of_decision(row, names) for row in decisions]
    entries += [_of_event(event, names, reasons.get(event.pk, "")) for event in events]
    entries += [_of_round(row, names) for row in page_data.rounds]
    entries.sort(key=lambda entry: entry["at"], reverse=True)
    return {"entries": [{**entry, "is_now": place == 0} for place, entry in enumerate(entries)]}


def _decisions(page_data: ReviewPage) -> Iterable[Decision]:
    rows = Decision.objects.filter(review__revision=page_data.revision)
    rows = rows.select_related("review", "retracts", "carried_from__review__revision").order_by("-at", "-pk")
    return rows.only(
        *("verdict", "note", "at", "by_id", "submission_id", "review__team", "retracts__verdict"),
        *("review__revision_id", "carried_from__review__revision__number"),
    )


def _of_round(row: Submission, names: Mapping[UUID, str]) -> HistoryEntry:
    return {
        "at": row.submitted_at,
        "title": _("{submission} sent").format(submission=row.name),
        "by": _by_person(row.submitted_by, names),
        "detail": row.digest[:15],
    }


def _of_decision(row: Decision, names: Mapping[UUID, str]) -> HistoryEntry:
    team = Team(row.review.team).label
    if row.retracts_id:
        is_approval = row.retracts is not None and row.retracts.is_approval
        text = _("{team} withdrew its approval") if is_approval else _("{team} withdrew its request for changes")
        title = text.format(team=team)
    elif row.carried_from_id:
        title = _("The approval by {team} still applies").format(team=team)
    elif row.is_approval:
        title = _("{team} approved").format(team=team)
    else:
        title = _("{team} requested changes").format(team=team)
    by = "" if row.carried_from_id else _by_person(row.by_id, names)
    return {"at": row.at, "title": title, "by": by, "detail": row.note or _earlier_approval(row, names)}


def _earlier_approval(row: Decision, names: Mapping[UUID, str]) -> str:
    """Who gave the approval that still applies, if it is in the history of another revision."""
    if row.carried_from is None or row.carried_from.review.revision_id == row.review.revision_id:
        return ""
    text = _("Approved by {person} in revision {number}")
    person = names.get(row.by_id) if row.by_id else None
    return text.format(person=person or _("former member"), number=row.carried_from.review.revision.number)


def _of_event(event: Event, names: Mapping[UUID, str], reason: str) -> HistoryEntry:
    by = "" if event.actor_kind == ActorKind.SYSTEM else _by_person(event.actor_id, names)
    team = event.object_ids.get("team")
    detail = str(Team(team).label) if team in Team.values else reason
    if author := _suggested_by(event):
        detail = _("Suggested by {person}").format(person=names.get(author) or _("former member"))
    title = registered_verbs()[event.verb].label if event.verb in _LABELLED_VERBS else _OTHER_TITLES[event.verb]
    return {"at": event.at, "title": title, "by": by, "detail": detail}


def _suggested_by(event: Event) -> UUID | None:
    """The reviewer who made the suggestion that the event is about."""
    author = event.object_ids.get("suggested_by")
    return UUID(str(author)) if author else None


def _by_person(person_id: UUID | None, names: Mapping[UUID, str]) -> str:
    if person_id is None:
        return ""
    return _("by {person}").format(person=names.get(person_id) or _("former member"))
