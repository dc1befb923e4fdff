"""The head of the pages of a listing: its state, its progress and what the reader may do."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.actor import Actor, Role
from listings.lifecycle.date_guards import archive_after_warning
from listings.models import Revision
from listings.queries import logos_of
from listings.states.revision_states import EDITABLE, ProgressStage, RevisionState
from listings.states.status_messages import StatusMessage
from page_parts.badges import badge_of
from reviews.queries import return_notes
from studio.listing.page.next_act import sign_off_url
from studio.page_urls import continue_url, step_url


def head_context(revision: Revision, message: StatusMessage, actor: Actor) -> dict[str, object]:
    listing, is_open_to_partner = revision.listing, RevisionState(revision.state) in EDITABLE
    return {
        "listing": listing,
        "logo": logos_of([listing], to=actor).get(listing.pk),
        "revision": revision,
        "status_message": message,
        "is_late": message.is_late(timezone.now()),
        "archived_at": _archived_at(revision) if is_open_to_partner else None,
        "sign_off_url": sign_off_url(revision, actor) if _may_sign_off(revision, actor) else "",
        "release_url": reverse("releases:release", args=[revision.pk]) if _may_release(revision, actor) else "",
        "appeal_url": reverse("reviews:appeal-request", args=[revision.pk]) if _may_appeal(revision, actor) else "",
        "progress_steps": progress_steps(revision, message.state),
        "return_notes": return_notes([revision]).get(revision.pk, ()),
        "continue_url": continue_url(listing),
        "wizard_url": step_url(revision, "overview"),
        "review_url": step_url(revision, "review"),
        "is_open_to_partner": is_open_to_partner and actor.holds(Role.EDITOR, listing.organisation_id),
        "breadcrumbs": [{"href": reverse("studio:listing-list"), "label": _("Listings")}, {"label": listing.name}],
    }


def _archived_at(revision: Revision) -> datetime | None:
    """When the revision is archived unless somebody works on it; None if the partner was not warned."""
    warned_at = revision.idle_warned_at
    return warned_at + archive_after_warning() if warned_at and not revision.listing.hold else None


def _may_sign_off(revision: Revision, actor: Actor) -> bool:
    return revision.state == RevisionState.IN_SANDBOX and actor.holds(Role.OWNER, revision.listing.organisation_id)


def _may_appeal(revision: Revision, actor: Actor) -> bool:
    return revision.state == RevisionState.REJECTED and actor.holds(Role.EDITOR, revision.listing.organisation_id)


def _may_release(revision: Revision, actor: Actor) -> bool:
    is_signed_off = revision.state in {RevisionState.SIGNED_OFF, RevisionState.SCHEDULED}
    return is_signed_off and (actor.is_admin or actor.holds(Role.OWNER, revision.listing.organisation_id))


def progress_steps(revision: Revision, state: str) -> list[dict[str, object]]:
    """The steps for the `progress_steps` component. state is the one that the head of the page shows."""
    row, stages = RevisionState(revision.state).row, list(ProgressStage)
    now = stages.index(row.stage)
    return [
        {
            "label": stage.label,
            "state": "done" if place < now or row.is_closed else "now" if place == now else "",
            "note": _state_note(state, str(stage.label)) if place == now and not row.is_closed else "",
        }
        for place, stage in enumerate(stages)
    ]


def _state_note(state: str, step_label: str) -> str:
    """The label of the state; "" if it equals the label of the step."""
    label = str(badge_of("revision", state).label)
    return "" if label == step_label else label
