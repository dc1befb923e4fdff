"""Prepares the inbox of *Home*: what waits for the reader, in the order in which to do it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from accounts.models import AgreementKind, Organisation
from accounts.queries import AgreementStatus, agreement_statuses, names_of, organisations_of
from common.actor import Actor, Role
from listings.display.place_names import translate_message
from listings.models import Revision
from listings.queries import listings_to_act_on, needed_agreements_of, visible_listings
from listings.queries.assignments import steps_assigned_to
from listings.states.revision_states import RevisionState
from page_parts.counts import Count
from reviews.queries import OpenQuestions, open_questions, return_notes
from reviews.queries.threads import ReturnNote
from studio.listing.page.rows import ListingRow, listing_rows
from studio.page_urls import step_url
from tilekit.core.pictures import Picture
from tilekit.sections import STEPS
from tilekit.sections.status import StepState

_MAX_LISTINGS = 50
_STEP_BY_KEY = {step.key: step for step in STEPS}


class InboxItem(Struct, frozen=True, kw_only=True):
    """A line of the inbox. href leads to the exact place of the next act.

    has_button is false if the reader can't act: then the line only tells who must. row is the listing that the line is
    about, None for an agreement. notes are those with which it was returned.
    """

    title: str
    href: str
    why: str
    next: str
    since: datetime
    has_button: bool = True
    button: str = ""
    row: ListingRow | None = None
    logo: Picture | None = None
    notes: Sequence[ReturnNote] = ()


def inbox_of(actor: Actor) -> list[InboxItem]:
    """What waits for the reader: returned listings, sign-offs, questions and agreements, oldest first, then drafts.

    The lines on which only colleagues can act are at the end.
    """
    listings = visible_listings(actor).filter(organisation_id__in=list(actor.organisations))
    rows = listing_rows(list(listings_to_act_on(listings)[:_MAX_LISTINGS]), to=actor)
    questions = open_questions(row.revision.pk for row in rows)
    notes = return_notes([row.revision for row in rows if row.revision.state == RevisionState.CHANGES_REQUESTED])
    drafts: list[InboxItem] = []
    urgent = [*_agreement_items(actor), *_assignment_items(actor, rows)]
    for row in rows:
        item = _listing_item(row, notes.get(row.revision.pk, ())) if row.waits_for_partner else None
        if item is None and row.revision.pk in questions:
            item = _question_item(row, questions[row.revision.pk], actor)
        if item:
            (drafts if row.revision.state == RevisionState.DRAFT else urgent).append(item)
    items = [*sorted(urgent, key=_since), *sorted(drafts, key=_since)]
    return sorted(items, key=lambda item: not item.has_button)


def _since(item: InboxItem) -> datetime:
    return item.since


def _listing_item(row: ListingRow, notes: Sequence[ReturnNote]) -> InboxItem:
    message = row.status_message
    return InboxItem(
        title=row.listing.name,
        href=row.continue_url,
        why=str(message.why),
        next=str(message.next),
        since=message.since,
        has_button=message.is_readers_turn,
        button=_button_of(row.revision),
        row=row,
        logo=row.logo,
        notes=notes,
    )


def _button_of(revision: Revision) -> str:
    """The reader's next act: an editor's in an editable revision, otherwise an owner's."""
    acts = {
        RevisionState.APPROVED: _("Request sandbox org"),
        RevisionState.IN_SANDBOX: _("Sign off tile"),
        RevisionState.SIGNED_OFF: _("Confirm release"),
    }
    return acts.get(RevisionState(revision.state), _("Continue"))


def _question_item(row: ListingRow, questions: OpenQuestions, actor: Actor) -> InboxItem:
    return InboxItem(
        title=row.listing.name,
        href=row.continue_url,
        why=ngettext(
            "{number} comment from the reviewers has no reply yet.",
            "{number} comments from the reviewers have no reply yet.",
            questions.number,
        ).format(number=Count(questions.number)),
        next=_("Reply to the reviewers."),
        since=questions.since,
        has_button=actor.holds(Role.EDITOR, row.listing.organisation_id),
        button=_("Reply"),
        row=row,
        logo=row.logo,
    )


def _assignment_items(actor: Actor, rows: Sequence[ListingRow]) -> Iterator[InboxItem]:
    """The steps that colleagues assigned to the reader, unless they are ready. Two queries."""
    assignments = list(steps_assigned_to(actor)[:_MAX_LISTINGS])
    names = names_of(row.assigned_by for row in assignments) if assignments else {}
    by_revision = {row.revision.pk: row for row in rows}
    for assignment in assignments:
        step, row = _STEP_BY_KEY.get(assignment.step), by_revision.get(assignment.revision_id)
        if step is None or (row and row.instant and row.instant.steps[step.key].state is StepState.READY):
            continue
        name = names.get(assignment.assigned_by, "") if assignment.assigned_by else ""
        yield InboxItem(
            title=_("{step}, {listing}").format(
                step=translate_message(step.title), listing=assignment.revision.listing.name
            ),
            href=step_url(assignment.revision, step.key),
            why=_("{name} assigned this step to you.").format(name=name or "Slipway"),
            next=_("Fill in the step, or assign it to someone else."),
            since=assignment.assigned_at,
            button=_("Open step"),
        )


def _agreement_items(actor: Actor) -> Iterator[InboxItem]:
    """The agreements that an owner must accept before a listing of the organisation can be submitted."""
    for organisation in organisations_of(actor):
        needed = needed_agreements_of(organisation.pk)
        for status in agreement_statuses(organisation.pk):
            if status.acceptance is None and status.version.kind in needed:
                yield _agreement_item(organisation, status, is_owner=actor.holds(Role.OWNER, organisation.pk))


def _agreement_item(organisation: Organisation, status: AgreementStatus, *, is_owner: bool) -> InboxItem:
    kind = AgreementKind(status.version.kind)
    return InboxItem(
        title=str(kind.label),
        href=reverse("accounts:agreement-detail", args=[organisation.slug, kind]),
        why=_("{name} has not accepted the current version of this agreement.").format(name=organisation.name),
        next=_("Read and accept it. Until then, you can't submit listings.")
        if is_owner
        else _("An owner must accept it before you can submit listings."),
        since=status.version.published_at,
        has_button=is_owner,
        button=_("Read agreement"),
    )


def waiting_count(items: Iterable[InboxItem]) -> int:
    """The number of lines on which the reader can act."""
    return sum(item.has_button for item in items)
