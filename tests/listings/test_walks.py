"""Some invariants hold after any actions in any order."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import Event
from common.actor import SYSTEM, Actor, Role, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.actions import create_listing
from listings.lifecycle import registry
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_revision
from listings.lifecycle.transitions import TRANSITIONS
from listings.lifecycle.types import TransitionTarget
from listings.models import Revision, StatePeriod
from listings.states.revision_states import CLOSED, EDITABLE, RevisionState
from listings.writes.merged_saves import Save
from listings.writes.sections import SaveContext, save_documents
from notices.models import Notice
from tests.listings.scene import NOW, member, organisation, reloaded, staff

Step = int | tuple[str, int]
VERBS = sorted(
    {row.verb for row in TRANSITIONS if not row.creates_revision and row.target is not TransitionTarget.GONE}
)
ANY = st.tuples(st.sampled_from([*VERBS, "save"]), st.integers(0, 5))
# A number selects one of the permitted actions, so most walks get far.
STEPS = st.lists(st.one_of(st.integers(0, 20), st.integers(0, 20), ANY), min_size=5, max_size=25)
# Enough for every walk: notes and reasons, and a time for transitions that need one.
PARAMETERS = {"note": "Because.", "reason": "Because."}


@pytest.fixture
def _open_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all guards pass and reduce effects to what the database constraints require, so that only the table is
    tested.
    """
    names = {name for row in TRANSITIONS for name in (*row.guards, *row.asks)}
    passing = registry.RegisteredFunction(lambda *_: (), "")
    monkeypatch.setattr(registry, "guards", dict.fromkeys(names, passing))
    monkeypatch.setattr(registry, "asks", dict.fromkeys(names, passing))
    effects: dict[str, Callable[[RevisionChange], None]] = {
        name: lambda change: None for row in TRANSITIONS for name in row.effects
    }

    def plan(change: RevisionChange) -> None:
        change.revision.release_at = change.now + timedelta(days=1)

    def count_round(change: RevisionChange) -> None:
        change.revision.submission_number += 1

    monkeypatch.setattr(registry, "effects", {**effects, "schedule-release": plan, "freeze": count_round})


def actors() -> list[Actor]:
    acme = organisation()
    owner = member(acme, Role.OWNER)
    return [
        owner,
        member(acme),
        member(acme, Role.VIEWER),
        staff(teams={"ecosystems": TeamRole.LEAD}),
        staff(is_admin=True),
        SYSTEM,
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_doors")
@settings(max_examples=15)
@given(steps=STEPS)
def test_walks_keep_what_must_stay_true(steps: list[Step]) -> None:
    with transaction.atomic():
        _walk(steps)
        transaction.set_rollback(True)  # the next walk must not see these rows


def _walk(steps: list[Step]) -> None:
    people = actors()
    revision = draft_inside(people[0])
    transitions = 0
    for number, step in enumerate(steps, start=1):
        before, now = reloaded(revision), NOW + timedelta(minutes=number)
        verb, by = _chosen(step, before, people)
        is_done = _step(verb, revision, by=by, number=number)
        assert is_done or isinstance(step, tuple) or before.state in CLOSED
        after = reloaded(revision)
        _compare(before, after, verb=verb, is_done=is_done)
        transitions += after.state != before.state
        if is_done and verb != "save":
            assert after.active_at == now
    _assert_whole(reloaded(revision), transitions=transitions)


def _chosen(step: Step, revision: Revision, people: list[Actor]) -> tuple[str, Actor]:
    """The next step, and who takes it."""
    if isinstance(step, tuple):
        return step[0], people[step[1]]
    organisation_id = revision.listing.organisation_id
    permitted = [
        (row.verb, by)
        for row in TRANSITIONS
        for by in people
        if row.verb in VERBS and revision.state in row.sources and row.allows(by, organisation_id)
    ]
    return permitted[step % len(permitted)] if permitted else ("save", people[0])


def draft_inside(owner: Actor) -> Revision:
    """A draft made within the test's own transaction; the action itself would open a durable one."""
    create = inspect.unwrap(create_listing)
    return create(
        organisation_id=next(iter(owner.organisations)),
        route="integrations",
        offering_type="integration",
        name="Acme Widget",
        by=owner,
        now=NOW,
    )


def _step(verb: str, revision: Revision, *, by: Actor, number: int) -> bool:
    """Try a step. Returns False if it was refused."""
    now = NOW + timedelta(minutes=number)
    try:
        with transaction.atomic():
            if verb == "save":
                saving = SaveContext(revision=lock_revision(revision.pk, by=by), by=by, now=now)
                save_documents(saving, [Save(key="support", changes={"support_md": f"Text {number}"})])
            else:
                apply_to_revision(verb, revision_id=revision.pk, seen=None, by=by, now=now, parameters=PARAMETERS)
    except (NotAllowed, NotFound, NotPossible):
        return False
    return True


def _compare(before: Revision, after: Revision, *, verb: str, is_done: bool) -> None:
    if not is_done:
        fields = ("state", "version", "submission_number")
        assert [getattr(after, name) for name in fields] == [getattr(before, name) for name in fields]
        return
    assert after.version == before.version + 1
    assert after.submission_number == before.submission_number + (verb == "submit")
    if verb == "save":
        assert before.state in EDITABLE
    if after.state == RevisionState.ARCHIVED:
        assert after.archived_from in EDITABLE
    if before.state == RevisionState.ARCHIVED:
        assert after.state == before.archived_from


def _assert_whole(revision: Revision, *, transitions: int) -> None:
    """The periods in each state have no gaps; each change of state is recorded and notifies nobody twice."""
    periods = list(StatePeriod.objects.filter(revision=revision).order_by("until", "pk"))
    assert len(periods) == transitions
    for earlier, later in pairwise(periods):
        assert earlier.until == later.since
    assert not periods or periods[-1].until == revision.state_since
    assert (
        Event.objects.filter(object_ids__revision=str(revision.pk), verb__startswith="revision.").count() >= transitions
    )
    keys = list(Notice.objects.values_list("person_id", "key"))
    assert len(keys) == len(set(keys))
