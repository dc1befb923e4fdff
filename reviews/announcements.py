"""Posts notices and webhook events about reviews."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.urls import reverse

from accounts.models import Team
from accounts.queries import admin_ids, member_ids, team_ids
from common.actions import in_transaction
from common.actor import Actor, Role, TeamRole
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.events import revision_subject
from listings.models import Listing, Revision, Submission
from notices.kind_registry import Parameters
from notices.webhooks.writes import emit
from notices.writes import post_notice
from reviews.event_data import ReviewEventData
from reviews.models import Absence, Claim, Decision, ProductAccount, Review

MAX_EXCERPT_CHARACTERS = 200
_MAX_LISTED = 10


@in_transaction
def emit_review(event: str, decision: Decision, revision: Revision, *, now: datetime) -> None:
    """Send the webhook event of a team's decision to the partner."""
    about = revision_subject(revision, kind=ReviewEventData, team=Team(decision.review.team))
    emit(event, about, key=f"decision:{decision.pk}", now=now)


@in_transaction
def announce_waiting(change: RevisionChange, reviews: Iterable[Review], submission: Submission) -> None:
    """Notify the teams that must review, or the admins if nobody of a team can.

    Members of several teams get one notice. It names their teams.
    """
    by_team = {review.team: review for review in reviews}
    members = {team: outsiders(team_ids([team]), change.listing) for team in by_team}
    for teams, people in _by_teams(by_team, dict.fromkeys(chain(*members.values()))).items():
        waiting = [by_team[team] for team in teams.split(",")]
        _announce_waiting("review.waiting", waiting, submission, recipients=people, key=change.key, change=change)
    if empty := [by_team[team] for team, people in members.items() if not people]:
        admins, key = outsiders(admin_ids(), change.listing), f"{change.key}:nobody"
        _announce_waiting("review.nobody", empty, submission, recipients=admins, key=key, change=change)


def _announce_waiting(
    kind: str,
    reviews: Sequence[Review],
    submission: Submission,
    *,
    recipients: Iterable[UUID],
    key: str,
    change: RevisionChange,
) -> None:
    review = min(reviews, key=lambda review: str(review.due_at))
    post_notice(
        kind,
        recipients=recipients,
        parameters={**_about(review, submission), "teams": ",".join(row.team for row in reviews)},
        listing_id=review.revision.listing_id,
        url=review_url(review.pk),
        key=key,
        now=change.now,
        by=change.by,
    )


@in_transaction
def announce_closing(change: RevisionChange, reviews: Collection[Review], *, reason: str) -> None:
    """Tell those who have claimed one of the reviews, and the leads of teams that have not decided, that it is closed.

    Called before the reviews are closed. The notice to members of several of the teams names these.
    """
    waiting = {review.team: review for review in reviews if review.waiting_since or review.days_left is not None}
    claims = Claim.objects.filter(review__in=reviews, released_at=None)
    claimants = {claim.review.team: claim.person_id for claim in claims.select_related("review")}
    people = dict.fromkeys([*claimants.values(), *team_ids(waiting, min_role=TeamRole.LEAD)])
    by_team = {review.team: review for review in reviews if review.team in {*waiting, *claimants}}
    for teams, recipients in _by_teams(by_team, outsiders(people, change.listing)).items():
        post_notice(
            "review.closed",
            recipients=recipients,
            parameters={
                "listing": change.listing.name,
                "teams": teams,
                "closing": reason,
                "reason": change.text("reason"),
            },
            listing_id=change.listing.pk,
            url=review_url(by_team[teams.split(",")[0]].pk),
            key=change.key,
            now=change.now,
            by=change.by,
        )


@in_transaction
def announce_due(
    kind: str, review: Review, *, recipients: Iterable[UUID], now: datetime, details: Parameters | None = None
) -> None:
    """Post a notice about the due date of a review, once for each due date. details are more parameters of its text.

    Members of several teams whose reviews of the listing are due at the same time get one notice. It names their teams.
    """
    due = Review.objects.filter(revision=review.revision_id, closed_at=None, due_at=review.due_at)
    together = due.order_by("pk").values_list("team", flat=True)
    for teams, people in _by_teams(together or [review.team], recipients).items():
        post_notice(
            kind,
            recipients=people,
            parameters={**_about(review, review.submission), "teams": teams, **(details or {})},
            listing_id=review.revision.listing_id,
            url=review_url(review.pk),
            key=f"{kind}:{review.revision_id}:{review.due_at}",
            now=now,
        )


def _by_teams(teams: Iterable[str], people: Iterable[UUID]) -> Mapping[str, list[UUID]]:
    """{those of the teams that these people belong to, separated by commas: people}; all teams for other people."""
    members = {team: set(team_ids([team])) for team in teams}
    groups: dict[str, list[UUID]] = {}
    for person in people:
        of_person = [team for team, ids in members.items() if person in ids] or list(members)
        groups.setdefault(",".join(of_person), []).append(person)
    return groups


@in_transaction
def announce_account_expiry(account: ProductAccount, *, until: datetime, now: datetime) -> None:
    """Tell the partner that a test account will be erased."""
    listing = account.revision.listing
    post_notice(
        "product-account.expiring",
        recipients=member_ids(listing.organisation_id, min_role=Role.EDITOR),
        parameters={"listing": listing.name, "account": account.label, "until_at": until.isoformat()},
        listing_id=listing.pk,
        url=listing.get_absolute_url(),
        key=f"account-expiring:{account.pk}:{until.isoformat()}",
        now=now,
    )


@in_transaction
def announce_release(claim: Claim, absence: Absence | None, *, recipients: Iterable[UUID], now: datetime) -> None:
    """Tell a team that nobody has claimed a review any more: the reviewer is away or, without absence, has left."""
    review, kind = claim.review, "review.absent" if absence else "review.left"
    post_notice(
        kind,
        recipients=recipients,
        parameters={
            "listing": review.revision.listing.name,
            "team": review.team,
            "person": claim.person.get_full_name(),
            **({"until_on": absence.last_day.isoformat()} if absence else {}),
        },
        listing_id=review.revision.listing_id,
        url=review_url(review.pk),
        key=f"{kind}:{claim.pk}",
        now=now,
    )


def _about(review: Review, submission: Submission) -> Parameters:
    listing, due_at = review.revision.listing, review.due_at
    return {
        "listing": listing.name,
        "organisation": listing.organisation.name,
        "revision": str(review.revision_id),
        "round": submission.submission_number,
        "team": review.team,
        "due_at": due_at.isoformat() if due_at else "",
    }


@in_transaction
def announce_claim(kind: str, review: Review, *, to: UUID, by: Actor, now: datetime, reason: str = "") -> None:
    """Notify a colleague that they were given a claim, or that somebody took over or released theirs."""
    listing = review.revision.listing
    post_notice(
        kind,
        recipients=[to],
        parameters={
            "listing": listing.name,
            "revision": str(review.revision_id),
            "team": review.team,
            "reason": reason,
        },
        listing_id=listing.pk,
        url=review_url(review.pk),
        key=f"claim:{review.pk}:{now.isoformat()}",
        now=now,
        by=by,
    )


@in_transaction
def announce_remarks(
    decision: Decision, revision: Revision, *, comments: Sequence[str], by: Actor, now: datetime
) -> None:
    """Notify the partner of an approval with a note or comments, before all teams have approved."""
    listing = revision.listing
    parameters: Parameters = {
        "listing": listing.name,
        "round": revision.submission_number,
        "team": decision.review.team,
        "note": with_comments(decision.note, comments),
    }
    members, key = member_ids(listing.organisation_id, min_role=Role.EDITOR), f"decision:{decision.pk}"
    post_notice(
        "review.remarks",
        recipients=members,
        parameters=parameters,
        listing_id=listing.pk,
        url=f"{listing.get_absolute_url()}#threads",
        key=key,
        now=now,
        by=by,
    )


def with_comments(note: str, comments: Sequence[str]) -> str:
    """A note with the beginnings of the comments that are sent with it, for a notice to the partner.

    Without a note, the comments begin a paragraph too.
    """
    if not comments:
        return note
    lines = [f"– {' '.join(text.split())[:MAX_EXCERPT_CHARACTERS]}" for text in comments[:_MAX_LISTED]]
    more = ["– …"] if len(comments) > _MAX_LISTED else []
    return "\n\n".join((note, "\n".join([*lines, *more])))


def outsiders(people: Iterable[UUID], listing: Listing) -> list[UUID]:
    """Those of the people who do not belong to the listing's organisation, whose members must not review it."""
    members = set(member_ids(listing.organisation_id))
    return [person for person in people if person not in members]


def review_url(review_id: UUID) -> str:
    return reverse("reviews:review", args=[review_id])
