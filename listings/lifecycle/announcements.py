"""Sends the notices and webhook events that the transitions of the lifecycles declare."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.queries import member_ids
from common.actions import in_transaction
from common.actor import Role
from listings.lifecycle import registry
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import S, StateChange, listing_id_of
from listings.models import Revision
from notices.events import event_type
from notices.kind_registry import BOTH_CHANNELS, Parameters, Purpose, notice_kind
from notices.models import Channel
from notices.texts import placeholders
from notices.webhooks.writes import emit
from notices.writes import post_notice

LISTINGS_GROUP = _("Listings and tiles")
IDLE_WARNING_KIND = "listing.idle-warning"


def register_lifecycle(lifecycle: Lifecycle[Any]) -> None:
    """Register a lifecycle with its kinds of notice and its webhook events. Called once, when the portal starts."""
    registry.add_lifecycle(lifecycle)
    notices = {row.notice.kind: row.notice for row in lifecycle.rows if row.notice}
    for about in notices.values():
        notice_kind(
            about.kind,
            label=about.label,
            group=lifecycle.group,
            subject=about.subject,
            body=about.body,
            audience=about.audience,
            channels=BOTH_CHANNELS if about.is_mailed else frozenset({Channel.IN_APP}),
            purpose=about.purpose,
            complete=about.complete,
            is_settled=_has_left_its_state if about.purpose == Purpose.ACT else None,
        )
    events = {row.event.name: row.event for row in lifecycle.rows if row.event}
    for event in events.values():
        event_type(event.name, event.description, data=event.data or lifecycle.event_data)


@in_transaction
def announce_transition(lifecycle: Lifecycle[S], change: StateChange[S], *, key: str) -> None:
    """Post the notice and send the webhook event of the transition. Called after the effects have posted their notices.

    If another change follows immediately, no notice is posted: only the last change is announced.
    """
    notice, event = change.transition.notice, change.transition.event
    if notice and not change.next_verbs:
        values = {**lifecycle.names(change.subject), **lifecycle.texts(change), **change.details}
        names = placeholders(notice.subject, notice.body)
        post_notice(
            notice.kind,
            recipients=[person for group in notice.to for person in group(change)],
            parameters={
                **{name: value for name, value in values.items() if name in names or name == "listing"},
                **(_state_now(lifecycle, change.subject) if notice.purpose == Purpose.ACT else {}),
            },
            listing_id=listing_id_of(change.subject),
            url=lifecycle.url(change),
            key=key,
            now=change.now,
            by=change.by,
        )
    if event:
        for about in lifecycle.event_subjects(change):
            emit(event.name, about, key=key, now=change.now)


def _state_now(lifecycle: Lifecycle[S], subject: S) -> dict[str, str]:
    """The parameters that `_has_left_its_state` reads."""
    return {
        "subject_model": subject._meta.label_lower,  # noqa: SLF001
        "subject": str(subject.pk),
        "state_field": lifecycle.field,
        "state": lifecycle.state(subject),
    }


def _has_left_its_state(parameters: Parameters) -> bool:
    """Whether what a notice asks for was done: its subject is in another state, or gone. One query.

    False for notices of earlier releases, which name no subject.
    """
    if "subject_model" not in parameters:
        return False
    model = apps.get_model(str(parameters["subject_model"]))
    is_same = {"pk": parameters["subject"], str(parameters["state_field"]): parameters["state"]}
    return not model._default_manager.filter(**is_same).exists()  # noqa: SLF001


@in_transaction
def warn_of_archiving(revision: Revision, *, days: int, now: datetime) -> None:
    """Notify the partner that the revision will be archived unless somebody works on it."""
    post_notice(
        IDLE_WARNING_KIND,
        recipients=member_ids(revision.listing.organisation_id, min_role=Role.EDITOR),
        parameters={"listing": revision.listing.name, "days": days},
        listing_id=revision.listing_id,
        url=revision.listing.get_absolute_url(),
        key=f"idle:{revision.pk}:{revision.version}",
        now=now,
    )
