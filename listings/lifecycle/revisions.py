"""The lifecycle of a revision, and the engine's functions for revisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from common.actions import in_transaction
from common.actor import Actor
from common.errors import NotPossible, SlipwayError
from listings import page_urls
from listings.lifecycle import engine
from listings.lifecycle.announcements import LISTINGS_GROUP
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import Parameters, RevisionChange, StateChange, columns_of, revision_key
from listings.lifecycle.events import revision_subject, subject_of_deleted
from listings.lifecycle.offers import TransitionOffer, offers
from listings.lifecycle.reasons import reasons_against, refuse
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.transitions import TRANSITIONS
from listings.lifecycle.types import Transition, TransitionTarget
from listings.models import Revision, StatePeriod
from listings.states.revision_states import RevisionState
from notices.events import EventSubject


class RevisionLifecycle(Lifecycle[Revision]):
    name = "revision"
    title = "Revision"
    other_changes = (
        (RevisionState.PUBLISHED, RevisionState.SUPERSEDED, "publish of the next revision, or rollback"),
        (RevisionState.SUPERSEDED, RevisionState.PUBLISHED, "rollback to the revision"),
    )
    group = LISTINGS_GROUP
    states = RevisionState
    special_targets = frozenset(TransitionTarget)
    rows = TRANSITIONS

    def lock(self, key: UUID, *, by: Actor, **_: object) -> Revision:
        return lock_revision(key, by=by)

    def begin(
        self, row: Transition, subject: Revision, *, by: Actor, now: datetime, parameters: Parameters
    ) -> RevisionChange:
        before, before_since, stored = subject.state, subject.state_since, columns_of(subject)
        if row.target is not TransitionTarget.GONE:
            _set_state(subject, row, now)
        subject.version += 1
        subject.active_at, subject.idle_warned_at = now, None
        return RevisionChange(
            transition=row,
            subject=subject,
            before=before,
            before_since=before_since,
            stored=stored,
            by=by,
            now=now,
            parameters=parameters,
        )

    def save(self, change: StateChange[Revision]) -> None:
        """Save the revision, and record how long it was in its previous state."""
        assert isinstance(change, RevisionChange)  # noqa: S101 as `begin` made it
        change.revision.save(update_fields=change.changed_columns)
        if change.changes_state:
            StatePeriod.objects.create(
                revision=change.revision,
                state=change.before,
                route=change.listing.route,
                submission_number=change.revision.submission_number,
                since=change.before_since,
                until=change.now,
                verb=change.transition.verb,
                ended_by=change.by.id,
                reason=change.text("reason") or change.text("note"),
            )

    def objects(self, change: StateChange[Revision]) -> Mapping[str, UUID]:
        return {"listing": change.listing.pk, "revision": change.subject.pk}

    def texts(self, change: StateChange[Revision]) -> Mapping[str, str | int]:
        organisation = change.listing.organisation.name
        return {**super().texts(change), "organisation": organisation, "round": change.subject.submission_number}

    def event_subjects(self, change: StateChange[Revision]) -> Sequence[EventSubject]:
        if change.transition.target is TransitionTarget.GONE:
            return [subject_of_deleted(change.subject)]
        event = change.transition.event
        kind = (event and event.data) or self.event_data
        return [revision_subject(change.subject, listing=change.listing, kind=kind)]

    def url(self, change: StateChange[Revision]) -> str:
        is_gone = change.transition.target is TransitionTarget.GONE
        return page_urls.LISTINGS if is_gone else change.listing.get_absolute_url()

    def key(self, change: StateChange[Revision], _event_id: UUID) -> str:
        return revision_key(change.subject)

    def version(self, subject: Revision) -> int:
        return subject.version

    def refusal(self, subject: Revision, verb: str) -> SlipwayError:
        return _wrong_state(RevisionState(subject.state), verb)


REVISION = RevisionLifecycle()


@in_transaction
def apply_to_revision(
    verb: str, *, revision_id: UUID, seen: int | None, by: Actor, now: datetime, parameters: Parameters | None = None
) -> Revision:
    """Lock a revision and its listing, and apply a transition. Raises the errors of `engine.apply_transition`."""
    return engine.apply_transition(REVISION, revision_id, verb, seen=seen, by=by, now=now, parameters=parameters)


@in_transaction
def apply_to_locked_revision(
    revision: Revision, verb: str, *, by: Actor, now: datetime, parameters: Parameters | None = None
) -> Revision:
    """Apply a transition to a revision that the caller has locked with `lock_revision`."""
    return engine.apply_to_locked(REVISION, revision, verb, by=by, now=now, parameters=parameters)


def assert_revision_unchanged(revision: Revision, seen: int | None) -> None:
    """Raises Stale if the actor saw a different version of the revision; None accepts any version."""
    engine.assert_subject_unchanged(REVISION, revision, seen)


def assert_permitted(revision: Revision, verb: str, *, by: Actor) -> Transition:
    """The transition of the verb. Raises NotAllowed for the wrong role, and NotPossible for the wrong state."""
    return engine.assert_permitted(REVISION, revision, verb, by=by)


def assert_rehearsable(revision: Revision, *, by: Actor) -> Transition:
    """The row of the table that makes an edit possible: "edit", or "withdraw" if only a withdrawal allows it.

    Raises the same errors as `assert_permitted`.
    """
    state = RevisionState(revision.state)
    must_withdraw = not engine.row_in(REVISION, "edit", state) and engine.row_in(REVISION, "withdraw", state)
    return assert_permitted(revision, "withdraw" if must_withdraw else "edit", by=by)


def assert_may(verb: str, revision: Revision, *, by: Actor) -> None:
    """Raises NotAllowed if the actor's role never allows the verb, and NotFound for people of other organisations."""
    engine.assert_may(REVISION, revision, verb, by=by)


def row_for(verb: str, state: RevisionState) -> Transition:
    """The transition of the verb in this state. Raises NotPossible if there is none."""
    row = engine.row_in(REVISION, verb, state)
    if row is None:
        raise _wrong_state(state, verb)
    return row


def creation_row(verb: str) -> Transition:
    """The transition of a verb that creates a revision."""
    return next(row for row in TRANSITIONS if row.verb == verb and row.creates_revision)


def assert_nothing_against(
    revision: Revision, verb: str, *, by: Actor, now: datetime, parameters: Parameters | None = None
) -> Transition:
    """The transition of the verb, if role, state and guards allow it. Changes nothing.

    Raises the errors of `apply_to_revision`.
    """
    row = assert_permitted(revision, verb, by=by)
    refuse(reasons_against(row, revision, by=by, parameters=parameters or {}, now=now))
    return row


def revision_offers(revisions: Sequence[Revision], actor: Actor) -> dict[UUID, tuple[TransitionOffer, ...]]:
    """{revision ID: the buttons that the actor's role allows}. Facts are read once for all revisions."""
    return offers(REVISION, revisions, actor)


def _wrong_state(state: RevisionState, verb: str) -> NotPossible:
    text = _("The revision is in the state “{state}”.").format(state=state.label)
    return NotPossible(reasons=text, codes=["state"], state=state.value, verb=verb)


def _set_state(revision: Revision, row: Transition, now: datetime) -> None:
    if row.target is TransitionTarget.SAME:
        return
    former, revision.archived_from = revision.archived_from, ""
    if row.target is RevisionState.ARCHIVED:
        revision.archived_from = revision.state
    revision.state = former if row.target is TransitionTarget.FORMER else row.target
    revision.state_since = now
    if row.target not in {RevisionState.SCHEDULED, RevisionState.PUBLISHED}:
        revision.release_at = None
