"""Reads what happened to revisions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT

from accounts.models import Team
from insights.history import (
    Answer,
    BlockingComment,
    FrozenSubmission,
    ReviewTime,
    RevisionHistory,
    StateEntry,
)
from listings.models import Release, ReleaseKind, Revision, StatePeriod, Submission
from reviews.models import Decision, LaneExclusion, LaneResult, Review, Thread, Verdict
from reviews.queries.calendars import calendars_of, portal_calendar
from reviews.queries.pauses import incident_pauses, pauses_of
from reviews.queries.verdicts import decisions_in_force
from tilekit.checks.finding import Severity
from tilekit.core.kind import OfferingType
from tilekit.sections.files import section_of_place
from validation.models import Run, RunFinding, RunState, ShownBlocker

_COUNTED = (Severity.BLOCKER.value, Severity.WARNING.value)
_ENDED = (RunState.PASSED, RunState.BLOCKED)
_Grouped = Mapping[UUID, list[Any]]


def histories_of(revision_ids: Collection[UUID]) -> list[RevisionHistory]:
    """The histories of those of the revisions that were submitted. Fifteen queries."""
    revisions = Revision.objects.filter(pk__in=revision_ids, submission_number__gt=0).select_related("listing")
    revisions = revisions.only("state", "state_since", "submission_number", "listing__route", "listing__offering_type")
    submissions, kinds = _submissions(revision_ids)
    answers, comments, carried = _answers(revision_ids), _comments(revision_ids), _carried(revision_ids)
    periods, reviews, released = _periods(revision_ids), _reviews(revision_ids), _released(revision_ids)
    findings, shown, lanes = _findings(revision_ids), _shown_blockers(revision_ids), _fast_lane(revision_ids)
    pauses = pauses_of({revision.listing_id for revision in revisions}, incident_pauses())
    calendars = {"": portal_calendar(), **calendars_of(Team.values)}
    return [
        RevisionHistory(
            id=revision.pk,
            route=revision.listing.route,
            kind=_kind(revision.listing.offering_type, kinds.get(revision.pk)),
            submissions=submissions[revision.pk],
            entries=[*periods[revision.pk], _current(revision)],
            reviews=reviews[revision.pk],
            answers=sorted(answers[revision.pk], key=lambda answer: answer.at),
            comments=comments[revision.pk],
            carried=carried,
            findings={row.id: findings[row.id] for row in submissions[revision.pk] if row.id in findings},
            shown_blockers=shown[revision.pk],
            calendars=calendars,
            fast_lane=lanes[revision.pk],
            pauses=pauses[revision.listing_id],
            released=released.get(revision.pk, (0, None))[0],
            released_at=released.get(revision.pk, (0, None))[1],
        )
        for revision in revisions
        if revision.pk in submissions
    ]


def _kind(offering_type: str, code_type: str | None) -> str:
    return (code_type or "") if offering_type == OfferingType.INTEGRATION else offering_type


def _current(revision: Revision) -> StateEntry:
    return StateEntry(state=revision.state, number=revision.submission_number, entered_at=revision.state_since)


def _submissions(ids: Collection[UUID]) -> tuple[_Grouped, Mapping[UUID, str | None]]:
    """({revision ID: submissions}, {revision ID: code type of the last one})."""
    rows = Submission.objects.filter(revision__in=ids).order_by("submission_number")
    rows = rows.annotate(code_type=KT("documents__configuration__code_type"))
    grouped, kinds = defaultdict[UUID, list[Any]](list), dict[UUID, str | None]()
    for revision_id, pk, number, at, code_type in rows.values_list(
        "revision_id", "pk", "submission_number", "submitted_at", "code_type"
    ):
        grouped[revision_id].append(FrozenSubmission(id=pk, number=number, at=at))
        kinds[revision_id] = code_type
    return grouped, kinds


def _periods(ids: Collection[UUID]) -> _Grouped:
    rows = StatePeriod.objects.filter(revision__in=ids).order_by("until", "pk")
    return _grouped(
        (row.revision_id, StateEntry(
            state=row.state, number=row.submission_number, entered_at=row.since, ended_at=row.until, ended_by=row.verb
        ))
        for row in rows.defer("reason")
    )  # fmt: skip


def _reviews(ids: Collection[UUID]) -> _Grouped:
    rows = Review.objects.filter(revision__in=ids).order_by("opened_at", "pk")
    return _grouped(
        (row.revision_id, ReviewTime(id=row.pk, team=row.team, opened_at=row.opened_at, closed_at=row.closed_at))
        for row in rows
    )


def _answers(ids: Collection[UUID]) -> _Grouped:
    """Decisions of people, and rejections by leads."""
    decisions = decisions_in_force().filter(review__revision__in=ids, carried_from=None).select_related("review")
    rejections = Thread.objects.filter(revision__in=ids).exclude(rejection="")
    return _grouped(
        [
            *((row.review.revision_id, _of_decision(row)) for row in decisions.defer("note", "reads")),
            *((row.revision_id, _of_rejection(row)) for row in rejections),
        ]
    )


def _fast_lane(ids: Collection[UUID]) -> Mapping[UUID, dict[tuple[str, UUID], bool]]:
    """{revision ID: its results in the fast lane}."""
    rows = LaneResult.objects.filter(review__revision__in=ids).exclude(exclusion=LaneExclusion.FIRST_SUBMISSION)
    lanes = defaultdict[UUID, dict[tuple[str, UUID], bool]](dict)
    columns = ("review__revision_id", "review__team", "submission_id", "exclusion")
    for revision_id, team, submission_id, exclusion in rows.values_list(*columns):
        lanes[revision_id][team, submission_id] = not exclusion
    return lanes


def _of_decision(row: Decision) -> Answer:
    return Answer(
        team=row.review.team,
        submission_id=row.submission_id,
        person_id=row.by_id,
        at=row.at,
        is_approval=row.verdict == Verdict.APPROVE,
    )


def _of_rejection(row: Thread) -> Answer:
    return Answer(
        team=row.team,
        submission_id=row.submission_id,
        person_id=row.opened_by_id,
        at=row.opened_at,
        is_approval=False,
        rejection=row.rejection,
    )


def _carried(ids: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
    rows = Decision.objects.filter(review__revision__in=ids, carried_from__isnull=False)
    return frozenset(rows.values_list("review_id", "submission_id"))


def _comments(ids: Collection[UUID]) -> _Grouped:
    rows = Thread.objects.filter(revision__in=ids, is_blocking=True, rejection="").order_by("opened_at", "pk")
    return _grouped(
        (row.revision_id, BlockingComment(
            team=row.team, submission_id=row.submission_id, section=section_of_place(row.path, row.file)
        ))
        for row in rows.defer("excerpt", "suggestion")
    )  # fmt: skip


def _released(ids: Collection[UUID]) -> Mapping[UUID, tuple[int, datetime]]:
    """{revision ID: (number of the submission, time) of its first release}."""
    rows = Release.objects.filter(submission__revision__in=ids, kind=ReleaseKind.PUBLISH).order_by("-at")
    return {
        revision_id: (number, at)
        for revision_id, number, at in rows.values_list(
            "submission__revision_id", "submission__submission_number", "at"
        )
    }


def _findings(ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, bool]]:
    """{submission ID: {code: whether it is a blocker}} of the newest run that has ended. Two queries."""
    runs = Run.objects.filter(revision__in=ids, submission__isnull=False, state__in=_ENDED).order_by("created_at", "pk")
    newest = dict(runs.values_list("submission_id", "pk"))
    codes: dict[UUID, dict[str, bool]] = {pk: {} for pk in newest.values()}
    rows = RunFinding.objects.filter(run__in=codes, severity__in=_COUNTED).order_by().distinct()
    for run_id, code, severity in rows.values_list("run_id", "code", "severity"):
        codes[run_id][code] = codes[run_id].get(code, False) or severity == Severity.BLOCKER
    return {submission_id: codes[pk] for submission_id, pk in newest.items() if submission_id}


def _shown_blockers(ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, datetime]]:
    shown = defaultdict[UUID, dict[str, datetime]](dict)
    for row in ShownBlocker.objects.filter(revision__in=ids).order_by("pk"):
        shown[row.revision_id][row.code] = row.at
    return shown


def _grouped(pairs: Iterable[tuple[UUID, Any]]) -> _Grouped:
    grouped = defaultdict[UUID, list[Any]](list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped
