"""Every state has a status message for every audience, in the words of that audience and in the same frame."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from accounts.models import Organisation, Team
from common.actor import Actor, ActorKind, Role, TeamRole
from listings.lifecycle import registry
from listings.lifecycle.guard_facts import RollbackFacts
from listings.models import Listing, Revision
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party, StatusMessage, StatusMessages
from releases.guards import ReleaseFacts
from reviews.guards import TeamReview
from reviews.models import Appeal
from reviews.return_guards import ReturnFacts
from sandboxes.guards import SandboxFacts
from validation.guards import RunFacts, ValidationFacts
from validation.models import RunState

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACME = UUID(int=1)
_OWNER = Actor(kind=ActorKind.PERSON, id=UUID(int=3), organisations={ACME: Role.OWNER})
_VIEWER = Actor(kind=ActorKind.PERSON, id=UUID(int=7), organisations={ACME: Role.VIEWER})
_EDITOR = Actor(kind=ActorKind.PERSON, id=UUID(int=2), organisations={ACME: Role.EDITOR})
_REVIEWER = Actor(kind=ActorKind.PERSON, id=UUID(int=4), teams={Team.ENGINEERING: TeamRole.REVIEWER})
_OTHER = Actor(kind=ActorKind.PERSON, id=UUID(int=5), teams={Team.COMMERCIAL: TeamRole.LEAD})
_ADMIN = Actor(kind=ActorKind.PERSON, id=UUID(int=6), is_admin=True)
_MEMBERS = {"owner": _OWNER, "editor": _EDITOR, "viewer": _VIEWER}
AUDIENCES = {**_MEMBERS, "team": _REVIEWER, "staff": _OTHER, "admin": _ADMIN}

_SENTENCE = r"[A-Z0-9](?:[^.;:!?]|(?<=\d):(?=\d))*\."
SENTENCES = re.compile(rf"{_SENTENCE}(?: {_SENTENCE})*")
HEADLINES = re.compile(
    r"(Waiting for [^.]+|No action needed) since 2 Mar 2026, 09:00\sUTC|Goes live on 3 Mar 2026, 09:00\sUTC",
)


def _messages(state: RevisionState, facts: object, availability: Availability) -> StatusMessages:
    listing = Listing(organisation=Organisation(pk=ACME), availability=availability)
    revision = Revision(listing=listing, state=state, state_since=NOW, release_at=NOW + timedelta(days=1))
    message = registry.status_provider(state).function(revision, facts)
    assert isinstance(message, StatusMessages)
    return message


def _runs() -> Iterator[ValidationFacts]:
    yield ValidationFacts()
    for state, is_delayed in product(RunState, (False, True)):
        yield ValidationFacts(run=RunFacts(id=uuid4(), state=state, since=NOW, is_delayed=is_delayed))


def _reviews() -> Iterator[tuple[TeamReview, ...]]:
    yield ()
    for verdicts in product(("", "approve"), repeat=2):
        yield tuple(
            TeamReview(
                review_id=uuid4(),
                team=team,
                verdict=verdict,
                waiting_since=None if verdict else NOW,
                due_at=NOW + timedelta(days=2),
            )
            for team, verdict in zip((Team.ENGINEERING, Team.DOCUMENTATION), verdicts, strict=True)
        )


def _sandboxes() -> Iterator[SandboxFacts]:
    names = ((), ("acme-dev",), ("acme-dev", "acme-dev-eu"))
    for orgs, enabled, automatic, suspended, due, vendor in product(
        names, names, names[:2], names[:2], (None, NOW + timedelta(days=2)), (False, True)
    ):
        yield SandboxFacts(
            orgs=orgs,
            enabled=enabled,
            disabled_at=None,
            automatic=automatic,
            suspended=suspended,
            request_due_at=due,
            vendor_is_confirmed=vendor,
            viewed_by=frozenset(),
            is_paid=False,
            sandbox_link="/sandboxes/",
        )


def _releases() -> Iterator[ReleaseFacts]:
    for is_scheduled, is_unconfirmed in product((False, True), repeat=2):
        yield ReleaseFacts(
            is_signed_off=False,
            is_releasing=False,
            is_scheduled=is_scheduled,
            slug_owner="",
            job_ended_at=NOW,
            is_unconfirmed=is_unconfirmed,
        )


FACTS: Mapping[str, list[object]] = {
    "": [None],
    "validation": list(_runs()),
    "standings": list(_reviews()),
    "sandboxes": list(_sandboxes()),
    "releases": list(_releases()),
    "returned": [
        *(ReturnFacts(), ReturnFacts(is_unanswered=True)),
        *(ReturnFacts(is_replacing=True), ReturnFacts(is_blocked=True)),
    ],
    "appeals": [None, Appeal(requested_at=NOW)],
    "rollback": [RollbackFacts(), RollbackFacts(live=1, replaced=2)],
}


def _lines(state: RevisionState) -> Iterator[tuple[str, StatusMessage]]:
    """(audience, status message) for every combination of facts. The audience `team` occurs only if a team must act."""
    for facts, availability in product(FACTS[registry.status_provider(state).needs], Availability):
        messages = _messages(state, facts, availability)
        for audience, actor in AUDIENCES.items():
            if audience != "team" or Team.ENGINEERING in messages.turn.teams:
                yield audience, messages.message_for(actor, ACME, state="", state_since=NOW)


pytestmark = pytest.mark.parametrize("state", RevisionState)


def test_every_audience_reads_whole_sentences_in_one_frame(state: RevisionState) -> None:
    for audience, line in _lines(state):
        sentences = (audience, line.headline, str(line.why), str(line.next))
        assert HEADLINES.fullmatch(line.headline), sentences
        assert SENTENCES.fullmatch(str(line.why)), sentences
        assert SENTENCES.fullmatch(str(line.next)), sentences
        assert line.waiting_on[0].isupper(), sentences
        assert not line.likely or SENTENCES.fullmatch(str(line.likely)), sentences


def test_partner_is_addressed_as_you(state: RevisionState) -> None:
    for audience, line in _lines(state):
        if audience in _MEMBERS:
            assert not re.search(r"\b(partner|partner's)\b", _text(line), re.IGNORECASE), line


def test_staff_do_not_read_what_is_meant_for_the_partner(state: RevisionState) -> None:
    for audience, line in _lines(state):
        if audience not in _MEMBERS:
            assert not re.search(r"\byour\b(?! team\b)", _text(line), re.IGNORECASE), line


def test_only_those_who_must_act_are_told_to(state: RevisionState) -> None:
    for audience, line in _lines(state):
        is_asked = bool(re.match(r"Waiting for (you|your team)\b", line.headline))
        assert is_asked == line.is_readers_turn, line
        assert not line.is_readers_turn or line.party == (Party.PARTNER if audience in _MEMBERS else Party.STAFF)


def test_members_read_what_their_role_can_do(state: RevisionState) -> None:
    """Owners are never told to wait for an owner, and people who can't act are told who can."""
    for audience, line in _lines(state):
        if audience == "owner" and line.party is Party.PARTNER:
            assert line.headline.startswith("Waiting for you since"), line
            assert not re.search(r"\b[Aa]n (owner|editor)\b", _text(line)), line
        if audience == "viewer":
            asked = r"\b[Yy]ou can\b|(^|\. )(Confirm|Finish|Fix|Look|Make|Request|To appeal)\b"
            assert not re.search(asked, str(line.next)), line


def _text(line: StatusMessage) -> str:
    return " ".join((line.waiting_on, line.headline, str(line.why), str(line.next), str(line.likely)))
