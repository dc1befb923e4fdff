"""Guards of threads: who may resolve and reopen them, and make them blocking.

Listing, organisation and revision of a thread must be loaded. `reviews.actions.threads` has verified that the actor may
write in the thread.
"""

from django.utils.translation import gettext as _

from common.actor import Actor, Role
from listings.lifecycle.registry import Reason, Reasons
from listings.states.revision_states import CLOSED, RevisionState
from reviews.models import Thread, Visibility


def may_resolve(thread: Thread, actor: Actor) -> bool:
    """Whether it is for the actor to resolve and reopen the thread.

    It is for the reviewers of its team, all leads, and the editors of the partner if they can read it. A thread that
    the partner opened is also for all other reviewers.
    """
    organisation_id = thread.listing.organisation_id
    if actor.belongs_to(organisation_id):
        return thread.visibility == Visibility.EVERYONE and actor.holds(Role.EDITOR, organisation_id)
    return actor.is_lead or (actor.reviews_for(thread.team) if thread.team else bool(actor.teams))


def may_block(thread: Thread, actor: Actor) -> bool:
    """Whether the actor may make the comment blocking: a reviewer of its team or a lead, if it has a priority."""
    is_outsider = not actor.belongs_to(thread.listing.organisation_id)
    return is_outsider and thread.priority is not None and (actor.is_lead or actor.reviews_for(thread.team))


def needs_reason(thread: Thread, actor: Actor) -> bool:
    """Whether the actor must give a reason to reopen the thread: partners must if our staff resolved it."""
    return actor.belongs_to(thread.listing.organisation_id) and not thread.is_resolved_by_partner


def reasons_against_resolving(thread: Thread, actor: Actor, *, is_disputed: bool) -> Reasons:
    """The reasons why the partner can't resolve the thread now. Reviewers always can."""
    if not actor.belongs_to(thread.listing.organisation_id):
        return ()
    blocking = _("This comment is blocking. Reply to it: only reviewers can resolve it.")
    rejection = _("This comment explains the rejection, so only reviewers can resolve it.")
    disputed = _("Your organisation disputes this comment. Withdraw the dispute first.")
    obstacles = [
        (thread.is_blocking, "thread-blocking", blocking),
        (bool(thread.rejection), "thread-rejection", rejection),
        (is_disputed, "thread-disputed", disputed),
    ]
    return tuple(Reason(code=code, text=text) for holds, code, text in obstacles if holds)


def reasons_against_reopening(thread: Thread, actor: Actor) -> Reasons:
    """The reasons why the thread can't be reopened or become blocking, apart from a missing reason of the partner.

    Partners appeal against a rejection.
    """
    is_partner = actor.belongs_to(thread.listing.organisation_id)
    is_rejected = thread.revision.state == RevisionState.REJECTED or (is_partner and bool(thread.rejection))
    partner_text = _("This version was rejected. You can appeal on the listing's page.")
    staff_text = _("This version was rejected. The partner can appeal.")
    obstacles = [
        (thread.revision.state in CLOSED, "revision-closed", _("This version of the listing is closed.")),
        (is_rejected, "revision-rejected", partner_text if is_partner else staff_text),
    ]
    return tuple(Reason(code=code, text=text) for holds, code, text in obstacles if holds)
