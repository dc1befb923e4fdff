"""Queries for the status messages of revisions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec.structs import replace

from common.actor import Actor
from common.durations import rounded_duration
from listings.lifecycle import registry
from listings.lifecycle.revision_messages import hold_messages
from listings.models import Revision
from listings.queries.durations import Durations, durations_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party, StatusMessage, StatusMessages

FactsByProvider = Mapping[str, Mapping[UUID, object]]


def status_of(revisions: Sequence[Revision], *, to: Actor) -> dict[UUID, StatusMessage]:
    """{revision ID: status message for the reader}. Facts and history are read once for all revisions.

    The listings and organisations of the revisions must be loaded.
    """
    messages = status_with_facts(revisions, to=to, facts_at_hand={})
    predicted = [revision for revision in revisions if _needs_prediction(messages[revision.pk])]
    durations = durations_of(predicted)
    for revision in predicted:
        likely = likely_duration(durations.get((revision.state, revision.listing.route)))
        messages[revision.pk] = replace(messages[revision.pk], likely=likely)
    return messages


def status_with_facts(
    revisions: Sequence[Revision], *, to: Actor, facts_at_hand: FactsByProvider
) -> dict[UUID, StatusMessage]:
    """{revision ID: status message}, without estimated durations. Facts at hand are not read again."""
    needing: dict[str, list[Revision]] = {}
    for revision in revisions:
        needing.setdefault(registry.status_provider(RevisionState(revision.state)).needs, []).append(revision)
    facts = {name: facts_at_hand.get(name) or registry.facts_of[name](group) for name, group in needing.items() if name}
    return {
        revision.pk: _messages(revision, facts).message_for(
            to, revision.listing.organisation_id, state=revision.state, state_since=revision.state_since
        )
        for revision in revisions
    }


def _needs_prediction(message: StatusMessage) -> bool:
    """Whether the message needs an estimate: we must act, and the message has neither an estimate nor a due time."""
    if message.party is Party.SYSTEM and message.due_at:
        return False
    return message.party in {Party.STAFF, Party.SYSTEM} and not message.likely


def _messages(revision: Revision, facts: FactsByProvider) -> StatusMessages:
    provider = registry.status_provider(RevisionState(revision.state))
    messages = provider.function(revision, facts[provider.needs][revision.pk] if provider.needs else revision)
    if revision.listing.hold and not RevisionState(revision.state).row.is_at_rest:
        return replace(hold_messages(revision.listing), shown_state=messages.shown_state)
    return messages


def likely_duration(durations: Durations | None) -> str:
    """A sentence that estimates how long others will take."""
    if durations is None:
        return _("There isn't enough history to estimate how long this takes.")
    median, most = rounded_duration(durations.median), rounded_duration(durations.most)
    if median == most:
        return _("Usually done within {time}.").format(time=most)
    return _("Usually done within {median}, and in 9 out of 10 cases within {most}.").format(median=median, most=most)
