"""Finds the exact place of the reader's next act on a listing, to which *Continue* leads."""

from django.urls import reverse

from common.actor import Actor
from listings.models import Listing, Revision
from listings.queries import is_readable, visible_revisions, working_first
from listings.states.revision_states import EDITABLE, RevisionState
from releases.queries import release_facts
from reviews.states import ShownThreadState
from sandboxes.queries import visible_activations
from studio.page_urls import step_url
from studio.threads.places import PlacedThread
from studio.wizard.page.step.problems import next_problem
from studio.wizard.page.wizard import Wizard, without_files_if_unreadable


def next_act_url(listing: Listing, actor: Actor) -> str:
    """The URL of the first open comment or finding of a draft, of what an owner must do, or of an open question."""
    revision = working_first(visible_revisions(actor).filter(listing=listing))[0]
    if not is_readable(revision, actor):
        return listing.get_absolute_url()
    if revision.state in EDITABLE:
        return without_files_if_unreadable(_draft_url, Wizard(revision=revision, actor=actor))
    if revision.state == RevisionState.IN_SANDBOX:
        return sign_off_url(revision, actor) or listing.get_absolute_url()
    if revision.state == RevisionState.APPROVED:
        return f"{reverse('sandboxes:sandbox-list')}#request"
    if revision.state == RevisionState.SIGNED_OFF and release_facts([revision])[revision.pk].is_unconfirmed:
        return f"{reverse('releases:release', args=[revision.pk])}#requested"
    return without_files_if_unreadable(_question_url, Wizard(revision=revision, actor=actor))


def sign_off_url(revision: Revision, actor: Actor) -> str:
    """The URL of the sign-off, on the page of the tile in the first sandbox org; "" if it is not enabled there."""
    rows = visible_activations(actor).filter(submission__revision=revision, deactivated_at=None, is_outdated=False)
    activation = rows.order_by("org__name").first()
    return f"{reverse('sandboxes:tile', args=[activation.pk])}#sign-off" if activation else ""


def _draft_url(wizard: Wizard) -> str:
    """The first comment without a reply, else the first empty field or finding, else the last step."""
    thread = _first_question(wizard)
    if thread:
        return _thread_url(thread, wizard)
    place = next((finding.field_href for finding in wizard.findings if finding.severity != "advice"), "")
    return next_problem(wizard) or place or step_url(wizard.revision, "review")


def _question_url(wizard: Wizard) -> str:
    thread = _first_question(wizard)
    home: str = wizard.revision.listing.get_absolute_url()
    return f"{home}#thread-{thread.thread.key}" if thread else home


def _first_question(wizard: Wizard) -> PlacedThread | None:
    """The first comment that waits for a reply: one that prevents a submission, else any that is open."""
    waiting = {ShownThreadState.OPEN, ShownThreadState.BLOCKING}
    asked = [placed for placed in wizard.threads if placed.thread.team_key and placed.thread.state in waiting]
    blocking = [placed for placed in asked if placed.blocks_submission]
    return next(iter([*blocking, *asked]), None)


def _thread_url(placed: PlacedThread, wizard: Wizard) -> str:
    home = wizard.revision.listing.get_absolute_url()
    return placed.thread.anchor.href or f"{home}#thread-{placed.thread.key}"
