"""Kinds of notice and webhook events about reviews and threads. Lifecycles declare those about changes of state."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.lists import joined_with_and
from common.navigation import PARTNERS, Audience
from listings.display.place_names import place_name
from listings.lifecycle.announcements import LISTINGS_GROUP
from notices.events import event_type
from notices.kind_registry import Parameters, Purpose, notice_kind
from reviews.closings import why_closed
from reviews.event_data import ReviewEventData, ThreadEventData
from reviews.queries.announced_reviews import awaited_reviews, is_decided

_CHANGES = {"resolved": _("The thread was resolved."), "reopened": _("The thread was reopened.")}
_HEADLINES = {"resolved": _("thread resolved"), "reopened": _("thread reopened")}
_REVIEWERS_ONLY = frozenset({Audience.REVIEWER})


def _with_team(parameters: Parameters) -> Mapping[str, object]:
    teams = str(parameters.get("teams") or parameters["team"]).split(",")
    return {"team": joined_with_and(str(Team(team).label) for team in teams)}


def _with_escalation(parameters: Parameters) -> Mapping[str, object]:
    """What leads can do and, without a lead, admins: they can neither assign reviews nor decide."""
    act = _("Assign the review, or decide yourself.")
    if parameters.get("is_without_lead"):
        act = _("No lead of the team is available. Make one of its members a lead, who can then assign the review.")
    return {**_with_team(parameters), "act": act}


def _with_closing(parameters: Parameters) -> Mapping[str, object]:
    return {**_with_team(parameters), "why": why_closed(str(parameters["closing"]))}


def _with_place(parameters: Parameters) -> Mapping[str, object]:
    path, file, line = str(parameters["path"]), str(parameters["file"]), parameters.get("line")
    row, change = str(parameters.get("row", "")), str(parameters.get("change", ""))
    place = place_name(path, file, line if isinstance(line, int) else None, row=row)
    return {"place": place, **({"excerpt": _CHANGES[change]} if change else {})}


def _for_staff(parameters: Parameters) -> Mapping[str, object]:
    """The place and text of a notice about a comment of the partner, or a change of its thread, and what to do."""
    change = str(parameters.get("change", ""))
    headline = _HEADLINES.get(change, _("new comment"))
    act = _("You can reopen the thread.") if change == "resolved" else _("Reply in the thread, or resolve it.")
    return {**_with_place(parameters), "headline": headline, "act": act}


notice_kind(
    "review.waiting",
    purpose=Purpose.ACT,
    is_settled=is_decided,
    topics=awaited_reviews,
    label=_("A listing is waiting for your team"),
    group=LISTINGS_GROUP,
    subject=_("{listing} is waiting for {team}"),
    body=_("Submission {round} from {organisation} passed its checks. Your team must review it by {due_at}."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.nobody",
    purpose=Purpose.ACT,
    is_settled=is_decided,
    topics=awaited_reviews,
    label=_("A listing is waiting for a team without members"),
    group=LISTINGS_GROUP,
    subject=_("{listing} is waiting for {team}, but nobody can review it"),
    body=_(
        "Submission {round} from {organisation} is due by {due_at}, but nobody in the team can review it. Add a member "
        "to the team who does not belong to {organisation}."
    ),
    audience=frozenset({Audience.ADMIN}),
    complete=_with_team,
)
notice_kind(
    "review.overdue",
    purpose=Purpose.ACT,
    is_settled=is_decided,
    topics=awaited_reviews,
    label=_("A review of your team is overdue"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: the review for {team} is overdue"),
    body=_("Submission {round} from {organisation} was due by {due_at}. The partner also sees that it is overdue."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.due-soon",
    purpose=Purpose.ACT,
    is_settled=is_decided,
    topics=awaited_reviews,
    label=_("A review is due soon"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: the review for {team} is due soon"),
    body=_("Submission {round} from {organisation} must be reviewed by {due_at}."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.escalated",
    purpose=Purpose.ACT,
    is_settled=is_decided,
    topics=awaited_reviews,
    label=_("A review of a team that you lead has been overdue for some time"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: the review for {team} has been overdue for some time"),
    body=_("Submission {round} from {organisation} was due by {due_at}, and nobody has decided yet. {act}"),
    audience=frozenset({Audience.LEAD, Audience.ADMIN}),
    complete=_with_escalation,
)
notice_kind(
    "review.assign",
    purpose=Purpose.ACT,
    is_settled=is_decided,
    label=_("A lead assigns a review to you"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: review assigned to you"),
    body=_("{actor} assigned the review for {team} to you. You now decide for the team."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.absent",
    label=_("A claim ends because a reviewer is away"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: review unclaimed because {person} is away"),
    body=_("{person} is away until {until_on}, so nobody has claimed the review for {team} now."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.left",
    label=_("A claim ends because a reviewer has left the team"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: review unclaimed because {person} has left the team"),
    body=_("{person} no longer reviews for {team}, so nobody has claimed the review now."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.closed",
    label=_("A review of yours, or of a team that you lead, is closed before a decision"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: the review for {team} is closed"),
    body=_("{why} {reason}\n\nYou don't need to do anything."),
    audience=_REVIEWERS_ONLY,
    complete=_with_closing,
)
notice_kind(
    "product-account.expiring",
    purpose=Purpose.ACT,
    label=_("A test account will be erased"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: the test account “{account}” will be erased"),
    body=_("We will erase this test account on {until_at}. If reviewers still need it, replace it before then."),
    audience=PARTNERS,
)
notice_kind(
    "review.hand-over",
    purpose=Purpose.ACT,
    is_settled=is_decided,
    label=_("A colleague hands a review over to you"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: review handed over to you"),
    body=_("{actor} handed the review for {team} over to you. You now decide for the team."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.take-over",
    label=_("A colleague takes over your review"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: your review was taken over"),
    body=_("{actor} took over the review for {team}: {reason}\n\nYou don't need to do anything."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.handed-on",
    label=_("A lead hands your review over to another reviewer"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: your review was handed over"),
    body=_("{actor} handed the review for {team} over to another reviewer. You don't need to do anything."),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.released",
    label=_("A lead releases your claim"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: your claim was released"),
    body=_(
        "{actor} released your claim of the review for {team}. Any reviewer of the team can claim it now. You don't "
        "need to do anything."
    ),
    audience=_REVIEWERS_ONLY,
    complete=_with_team,
)
notice_kind(
    "review.remarks",
    purpose=Purpose.DECISION,
    label=_("A team approves a listing with remarks"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: remarks from {team}"),
    body=_(
        "{actor} approved submission {round} for {team}, with remarks: {note}\n\nThe review by the other teams "
        "continues. You don't need to do anything."
    ),
    audience=PARTNERS,
    complete=_with_team,
)
notice_kind(
    "thread.comment",
    label=_("Reviewers send a comment before their decision"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: new comment"),
    body=_("{actor} on {place}: {excerpt}\n\nYou can reply in the thread. The review continues."),
    complete=_with_place,
)
notice_kind(
    "thread.blocking",
    purpose=Purpose.ACT,
    label=_("Reviewers send a blocking comment before their decision"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: new blocking comment"),
    body=_(
        "{actor} on {place}: {excerpt}\n\nReply in the thread. The listing can't be approved until this comment is "
        "resolved."
    ),
    complete=_with_place,
)
notice_kind(
    "thread.answer",
    label=_("A partner comments on a listing, or resolves or reopens a thread"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: {headline} ({organisation})"),
    body=_("{actor} on {place}: {excerpt}\n\n{act}"),
    audience=_REVIEWERS_ONLY,
    complete=_for_staff,
)
notice_kind(
    "thread.colleague",
    label=_("A colleague comments in a thread that you wrote in"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: comment from {actor}"),
    body=_("{actor} on {place}: {excerpt}\n\nThe partner can also see this. You don't need to do anything."),
    audience=_REVIEWERS_ONLY,
    complete=_with_place,
)
notice_kind(
    "thread.internal",
    label=_("Reviewers write an internal comment"),
    group=LISTINGS_GROUP,
    subject=_("{listing}: new internal comment"),
    body=_("{actor} on {place}: {excerpt}\n\nThe partner can't see this comment."),
    audience=_REVIEWERS_ONLY,
    complete=_with_place,
)
event_type("review.approved", _("A review team approves a listing."), data=ReviewEventData)
event_type("review.approval_withdrawn", _("A review team withdraws its approval."), data=ReviewEventData)
event_type("thread.opened", _("Your organisation or a reviewer opens a thread."), data=ThreadEventData)
event_type(
    "thread.answered",
    _("A thread receives a reply, or your organisation applies its suggestion."),
    data=ThreadEventData,
)
event_type("thread.resolved", _("A thread is resolved."), data=ThreadEventData)
event_type("thread.reopened", _("Your organisation or a reviewer reopens a thread."), data=ThreadEventData)
event_type("thread.made_blocking", _("A reviewer makes a comment blocking."), data=ThreadEventData)
