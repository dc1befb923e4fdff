"""Prepares the part of a review page with which the reader decides, and the effect of each verdict."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from accounts.models import Team
from accounts.queries import admin_ids, member_ids, names_of
from common.actor import Role
from common.lazy_text import LazyText
from common.lists import joined_sentences, joined_with_and
from listings.lifecycle.registry import Reason
from listings.states.revision_states import REVIEWABLE
from page_parts.counts import Count
from reviews.draft_guards import reasons_against_approving_with
from reviews.guards import RETRACT_WITHIN, reasons_against_approving, reasons_against_deciding
from reviews.models import Decision
from reviews.page.drafts import OthersDrafts, ShownDraft
from reviews.page.review_page import ReviewPage
from reviews.page.threads import ReviewThreads, ShownThread
from reviews.queries import answered_threads, decision_facts, is_retractable
from reviews.return_guards import reasons_against_requesting
from reviews.states import ShownThreadState


class DecisionPanel(Struct, frozen=True, kw_only=True):
    """The decision part of the page. against_* are reasons against a verdict; *_sends describe its effects.

    resolves has the threads that an approval resolves, internal the unresolved threads between reviewers of all teams,
    and drafts the reader's comments that either verdict sends. stuck has those that can't be sent, and others those of
    colleagues.
    Neither verdict is offered if there is a reason against both, such as the claim of a colleague: then reason_withheld
    is it. reason_closed is one about which the reader can't do anything. None if there is none.
    """

    reason_closed: Reason | None
    reason_withheld: Reason | None
    submission_id: UUID
    seen_decision_id: UUID | None
    against_approving: Sequence[Reason]
    against_requesting: Sequence[Reason]
    resolves: Sequence[ShownThread]
    internal: Sequence[ShownThread]
    drafts: Sequence[ShownDraft]
    stuck: Sequence[ShownDraft]
    others: Sequence[OthersDrafts]
    approve_sends: Sequence[str]
    request_sends: Sequence[str]
    retractable: Decision | None
    retract_until: object

    @property
    def offers_approving(self) -> bool:
        return all(reason.link for reason in self.against_approving)


def decision_panel(page_data: ReviewPage, threads: ReviewThreads) -> DecisionPanel:
    """The decision part of the page for this reader. At most twelve queries."""
    drafts = threads.drafts
    case = decision_facts(page_data.review, page_data.submission.pk, page_data.now)
    partner = _names(member_ids(page_data.listing.organisation_id, min_role=Role.EDITOR))
    against_both = reasons_against_deciding(case, page_data.actor)
    reason_closed = next((reason for reason in against_both if not reason.link), None)
    decision = page_data.decisions.get(page_data.review.pk)
    is_readers = decision is not None and decision.by_id == page_data.actor.id
    retractable = decision if decision and is_readers and _is_retractable(decision, page_data) else None
    return DecisionPanel(
        submission_id=page_data.submission.pk,
        seen_decision_id=decision.pk if decision else None,
        against_approving=(
            *reasons_against_approving(case, page_data.actor),
            *reasons_against_approving_with(drafts.must_count),
        ),
        against_requesting=reasons_against_requesting(case, page_data.actor),
        reason_closed=reason_closed,
        reason_withheld=reason_closed or next(iter(against_both), None),
        resolves=_resolved_by_approving(page_data, threads),
        drafts=drafts.sendable,
        stuck=[draft for draft in drafts.all if draft.is_stuck],
        others=drafts.of_others,
        internal=[thread for thread in threads.all if thread.is_internal and thread.is_open],
        approve_sends=_approve_sends(page_data, partner, has_comments=bool(drafts.sendable)),
        request_sends=_request_sends(threads, partner),
        retractable=retractable,
        retract_until=retractable.at + RETRACT_WITHIN if retractable else None,
    )


def _is_retractable(decision: Decision, page_data: ReviewPage) -> bool:
    is_of_this_submission = decision.submission_id == page_data.submission.pk
    return is_of_this_submission and is_retractable(decision, page_data.revision, now=page_data.now)


def _resolved_by_approving(page_data: ReviewPage, threads: ReviewThreads) -> list[ShownThread]:
    resolved = {thread.pk for thread in answered_threads(page_data.review)}
    return [thread for thread in threads.all if thread.id in resolved and not thread.drafts]


def _approve_sends(page_data: ReviewPage, partner: Sequence[str], *, has_comments: bool) -> list[str]:
    """Sentences about the effects of an approval. Only remarks are sent until the last team has approved.

    There are none if the team has already approved.
    """
    if _has_approved(page_data, page_data.review.pk):
        return []
    others = [
        row.team for row in page_data.siblings if row.pk != page_data.review.pk and not _has_approved(page_data, row.pk)
    ]
    if others:
        return [_until_all_approve([Team(team).label for team in others], has_comments=has_comments)]
    if page_data.revision.state not in REVIEWABLE:
        text = _(
            "Yours is the last approval. It counts if the partner cancels the replacement, or doesn't change what your "
            "team reads."
        )
        return [text]
    recipients = _recipients([*partner, *_names(admin_ids())])
    return [_("Yours is the last approval. The listing will be approved."), recipients]


def _until_all_approve(teams: Sequence[LazyText], *, has_comments: bool) -> str:
    """Which teams still have to approve, and what the partner gets until then."""
    waiting = ngettext(
        "{teams} still has to approve.", "These teams still have to approve: {teams}.", len(teams)
    ).format(teams=joined_with_and(teams))
    remarks = (
        _("Until then, the partner only gets your note and your comments.")
        if has_comments
        else _("Until then, the partner only gets your note.")
    )
    return joined_sentences([waiting, remarks])


def _request_sends(threads: ReviewThreads, partner: Sequence[str]) -> list[str]:
    open_ones = [thread for thread in threads.all if thread.is_open and not thread.is_internal]
    blocking = sum(thread.state is ShownThreadState.BLOCKING for thread in open_ones)
    counts = list(_thread_counts(blocking, len(open_ones) - blocking))
    return [
        _recipients(partner),
        _("The e-mail contains your note and your comments.")
        if threads.drafts.sendable
        else _("The e-mail contains your note."),
        *([_("The listing has {threads}.").format(threads=joined_with_and(counts))] if counts else []),
        _("The listing goes back to the partner and the due date is paused."),
    ]


def _thread_counts(blocking: int, others: int) -> Iterator[str]:
    if blocking:
        yield ngettext("{n} blocking comment", "{n} blocking comments", blocking).format(n=Count(blocking))
    if blocking and others:
        yield ngettext("{n} other open thread", "{n} other open threads", others).format(n=Count(others))
    elif others:
        yield ngettext("{n} open thread", "{n} open threads", others).format(n=Count(others))


def _has_approved(page_data: ReviewPage, review_id: UUID) -> bool:
    decision = page_data.decisions.get(review_id)
    is_current = decision is not None and decision.submission_id == page_data.submission.pk
    return decision is not None and is_current and decision.is_approval


def _recipients(people: Sequence[str]) -> str:
    if not people:
        return _("No one will be notified.")
    return _("Recipients: {people}.").format(people=joined_with_and(people))


def _names(people: Sequence[UUID]) -> list[str]:
    names = names_of(people)
    return [names[person] for person in people if person in names]
