"""Prepares the page of a listing, with its timeline, and the page of a submission."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.http import urlencode

from accounts.queries import names_of
from common.actor import Actor, Role
from files.errors import FileNotReadable
from listings.content.changes import ContentChange
from listings.models import Listing, Revision, Submission
from listings.pages.buttons import BoundForms
from listings.pages.request_links import request_links
from listings.pages.shown_buttons import ShownButton, buttons_for
from listings.queries import (
    change_between,
    change_since_live,
    is_readable,
    status_of,
    submissions_of,
    visible_revisions,
    working_first,
)
from listings.queries.past_transitions import reason_of_state
from listings.queries.timeline import reasons_of, timeline_events, timeline_titles
from listings.states.availabilities import IN_CATALOGUE
from listings.states.revision_states import RevisionState
from notices.queries import listing_timing
from page_parts.form_fields import field_props
from releases.lifecycles.live_tiles import LIVE_TILES
from releases.live_tile_offers import live_tile_link
from releases.queries.transfers import transfer_link
from reviews.queries import feedback, return_notes, reviews_of_listing
from reviews.queries.threads import Feedback
from sandboxes.queries import visible_activations
from studio.comparison import shown_changes
from studio.listing.forms import ListingTimingForm
from studio.listing.listing_actions import LISTING_BUTTONS
from studio.listing.page.head import head_context
from studio.page_urls import question_url, revision_url
from studio.threads.page import ThreadBox, thread_box
from studio.threads.places import all_threads
from studio.threads.replies import ThreadReply
from studio.wizard.page.wizard import Wizard


def listing_context(
    listing: Listing, actor: Actor, *, reply: ThreadReply | None = None, bound_forms: BoundForms | None = None
) -> dict[str, object]:
    """The context of the listing home: state, buttons, threads, submissions, sandbox, timeline.

    reply is a refused reply to a thread, and bound_forms are refused forms of buttons, to show again with their errors.
    """
    revisions = list(working_first(visible_revisions(actor).filter(listing=listing)))
    revision = revisions[0]
    can_read = is_readable(revision, actor)
    is_published = revision.state == RevisionState.PUBLISHED
    has_changes = can_read and listing.live_release_id is not None and not is_published
    wizard = Wizard(revision=revision, actor=actor, reply=reply)
    buttons, message = _buttons(revision, actor, bound_forms), status_of([revision], to=actor)[revision.pk]
    return {
        **head_context(revision, message, actor),
        "buttons": buttons or {},
        "has_files": buttons is not None,
        **_threads_context(_thread_boxes(wizard, is_readable=can_read)),
        "may_ask": revision.submission_number > 0 and actor.holds(Role.EDITOR, listing.organisation_id),
        "feedback": _other_feedback(revisions),
        "rounds": _rounds(revisions, message.state),
        "reviews": reviews_of_listing(listing, actor),
        "activations": visible_activations(actor).filter(listing=listing, deactivated_at=None),
        "timeline": timeline_of(listing),
        **_links_context(listing, revision, actor),
        "is_live": listing.availability in IN_CATALOGUE,
        "reason": reason_of_state(LIVE_TILES, listing),
        "is_readable": can_read,
        "may_duplicate": may_duplicate(listing, actor),
        "timing_field": _timing_field(listing, actor),
        "changes": shown_changes(revision, change_since_live(revision)) if has_changes else [],
    }


def _links_context(listing: Listing, revision: Revision, actor: Actor) -> dict[str, object]:
    return {
        "question_url": question_url(revision) if _may_ask_before_review(revision, actor) else "",
        "audit_url": _audit_url(listing, actor),
        "requests": request_links(listing, actor),
        "handover": transfer_link(listing, actor),
        "live_tile_url": live_tile_link(listing, actor),
        "accounts_url": revision_url("test-accounts", revision) if actor.belongs_to(listing.organisation_id) else "",
    }


def _timing_field(listing: Listing, actor: Actor) -> dict[str, object]:
    form = ListingTimingForm(initial={"timing": listing_timing(listing.pk, actor) or ""})
    return field_props(form["timing"])


def _threads_context(boxes: Sequence[ThreadBox]) -> dict[str, object]:
    resolved = [box for box in boxes if not box.thread.is_open]
    return {
        "threads": [box for box in boxes if box.thread.is_open],
        "suggestion_count": sum(bool(box.apply_url) for box in boxes),
        "resolved": resolved,
        "opens_resolved": any(box.error for box in resolved),
    }


def _rounds(revisions: Sequence[Revision], state: str) -> list[tuple[Revision, str, Sequence[Submission]]]:
    """The revisions, newest first, with their states and submissions. state is that of the first of them."""
    rows = [(row, state if row is revisions[0] else row.state, submissions_of(row)) for row in revisions]
    return sorted(rows, key=lambda row: -row[0].number)


def _may_ask_before_review(revision: Revision, actor: Actor) -> bool:
    return revision.submission_number == 0 and actor.holds(Role.EDITOR, revision.listing.organisation_id)


def _other_feedback(revisions: Sequence[Revision]) -> list[Feedback]:
    """The latest decisions of teams on the revisions, without those whose notes are in the head of the page."""
    in_head = {(note.by, note.at) for note in return_notes(revisions[:1]).get(revisions[0].pk, ())}
    decisions = feedback([revision.pk for revision in revisions])
    return [decision for decision in decisions if (decision.by, decision.at) not in in_head][:10]


def submission_context(submission: Submission, actor: Actor) -> dict[str, object]:
    """The template context of a submission's page, with the changes since the previous submission."""
    revision = submission.revision
    before = (
        Submission.objects.filter(revision=revision, submission_number__lt=submission.submission_number)
        .order_by("-submission_number")
        .first()
    )
    content = change_between(before, submission) if before else ContentChange()
    return {
        **head_context(revision, status_of([revision], to=actor)[revision.pk], actor),
        "submission": submission,
        "before": before,
        "changes": shown_changes(revision, content, is_linked=is_readable(revision, actor)),
        "files": sorted(submission.files),
    }


def may_duplicate(listing: Listing, actor: Actor) -> bool:
    """Whether the actor may create a listing in the organisation and read this one."""
    return actor.holds(Role.EDITOR, listing.organisation_id)


def _buttons(revision: Revision, actor: Actor, bound_forms: BoundForms | None) -> dict[str, ShownButton] | None:
    """The buttons of the page; None while files cannot be read, because checks need them."""
    try:
        return buttons_for(LISTING_BUTTONS, revision, actor, bound_forms=bound_forms)
    except FileNotReadable:
        return None


def _thread_boxes(wizard: Wizard, *, is_readable: bool) -> list[ThreadBox]:
    """The threads of the listing, those without which it can't be submitted first.

    While files cannot be read, they are at their original places.
    """
    try:
        places = all_threads(wizard, is_readable=is_readable)
    except FileNotReadable:
        places = all_threads(wizard, is_readable=False)
    ordered = sorted(places, key=lambda placed: not placed.blocks_submission)
    return [thread_box(placed, wizard.thread_page_with_places) for placed in ordered]


_MAX_ENTRIES = 30


def timeline_of(listing: Listing) -> list[dict[str, object]]:
    """The entries for the `timeline` component, newest first. Three queries."""
    events = list(timeline_events(listing)[:_MAX_ENTRIES])
    titles = timeline_titles()
    names, reasons = names_of(event.actor_id for event in events), reasons_of(events)
    return [
        {
            "at": event.at,
            "title": titles[event.verb],
            "by": names.get(event.actor_id, "") if event.actor_id else "",
            "detail": reasons.get(event.pk, ""),
            "is_now": place == 0,
        }
        for place, event in enumerate(events)
    ]


def _audit_url(listing: Listing, actor: Actor) -> str:
    """The audit page with the listing's events, for its owners and admins; "" for others."""
    if actor.holds(Role.OWNER, listing.organisation_id):
        page = reverse("operations:organisation-audit", args=[listing.organisation.slug])
    else:
        page = reverse("operations:audit") if actor.is_admin else ""
    return page and f"{page}?{urlencode({'listing': str(listing.pk)})}"
