"""The transition table: who may do what in which state, and nothing else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from msgspec import structs

from common.actor import SYSTEM, Actor, ActorKind, Role, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings.actions import change_state
from listings.lifecycle import registry
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.buttons import Button, ButtonInput, InputKind
from listings.lifecycle.registry import Reason, lifecycles
from listings.lifecycle.revisions import REVISION, apply_to_revision, assert_permitted, revision_offers, row_for
from listings.lifecycle.system_checks import (
    disagreements,
    impossible_targets,
    incomplete_rows,
    missing_badges,
    registered_rows,
    unentered_states,
    unleft_states,
    unreachable_rows,
)
from listings.lifecycle.transitions import TRANSITIONS
from listings.lifecycle.types import Transition, TransitionTarget, Who
from listings.models import Revision, StatePeriod
from listings.states.revision_states import EDITABLE, REVISION_STATES, ProgressStage, RevisionState, StateRow
from listings.states.status_messages import LEADS_TURN, StatusMessages, StatusText
from notices.models import Notice
from page_parts.badges import Badge
from releases.lifecycles.gtm import GTM
from releases.lifecycles.live_tiles import LIVE_TILES
from releases.lifecycles.transfers import TRANSFERS
from releases.lifecycles.vendor_aliases import VENDOR_ALIASES
from tests.listings.scene import NOW, draft, member, organisation, reloaded, staff

pytestmark = pytest.mark.django_db
ACME, OTHER = uuid4(), uuid4()


def person(**rights: object) -> Actor:
    return Actor(kind=ActorKind.PERSON, id=uuid4(), **rights)


ACTORS: Mapping[str, Actor] = {
    "viewer": person(organisations={ACME: Role.VIEWER}),
    "editor": person(organisations={ACME: Role.EDITOR}),
    "owner": person(organisations={ACME: Role.OWNER}),
    "developer": Actor(kind=ActorKind.APPLICATION, id=uuid4(), organisations={ACME: Role.EDITOR}),
    "manager": Actor(kind=ActorKind.APPLICATION, id=uuid4(), organisations={ACME: Role.OWNER}),
    "stranger": person(organisations={OTHER: Role.OWNER}),
    "reviewer": person(teams={"engineering": TeamRole.REVIEWER}),
    "lead": person(teams={"ecosystems": TeamRole.LEAD}),
    "admin": person(is_admin=True),
    "system": SYSTEM,
    "reviewer of their own": person(teams={"engineering": TeamRole.LEAD}, organisations={ACME: Role.VIEWER}),
    "admin of their own": person(is_admin=True, organisations={ACME: Role.VIEWER}),
}
SUBMITTER = {"editor", "owner", "manager"}
PARTNER = {*SUBMITTER, "developer"}
OWNER = {"owner", "manager"}
WHO_MAY: Mapping[Who, set[str]] = {
    Who.PARTNER: PARTNER,
    Who.SUBMITTER: SUBMITTER,
    Who.OWNER: OWNER,
    Who.REVIEWER: {"reviewer", "lead"},
    Who.LEAD: {"lead"},
    Who.ADMIN: {"admin"},
    Who.SYSTEM: {"system"},
}


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: row.verb)
def test_every_row_is_for_its_roles_alone(row: Transition) -> None:
    expected = set().union(*(WHO_MAY[who] for who in row.who))

    assert {name for name, actor in ACTORS.items() if row.allows(actor, ACME)} == expected


@pytest.mark.parametrize("state", list(RevisionState))
def test_every_verb_works_from_its_states_alone(state: RevisionState) -> None:
    revision = Revision(state=state)

    for row in TRANSITIONS:
        if state in row.sources:
            assert row_for(row.verb, RevisionState(revision.state)) in TRANSITIONS
        elif not any(other.verb == row.verb and state in other.sources for other in TRANSITIONS):
            with pytest.raises(NotPossible):
                row_for(row.verb, RevisionState(revision.state))


def test_rows_of_one_verb_do_not_share_a_state() -> None:
    pairs = [(row.verb, source) for row in TRANSITIONS for source in row.sources]

    assert len(pairs) == len(set(pairs))


def test_every_state_can_be_left_or_is_the_end() -> None:
    ends = {state for state in RevisionState if not any(state in row.sources for row in TRANSITIONS)}

    assert ends == {RevisionState.SUPERSEDED}


def test_every_state_can_be_reached() -> None:
    reached = {row.target for row in TRANSITIONS if isinstance(row.target, RevisionState)}

    assert set(RevisionState) - reached == {RevisionState.SUPERSEDED}  # the effect of the next publish


def test_names_of_this_room_and_of_validation_are_registered() -> None:
    ours = {
        "guards": {
            *("organisation-active", "none-open", "agreements-accepted", "vendor-confirmed", "no-hold"),
            *("never-published", "steps-ready", "no-blocker", "run-clean", "run-blocked", "run-failed"),
        },
        "asks": {"idle", "submission-seen", "reason", "note", "release-time"},
        "effects": {"freeze", "claim-identities", "start-run"},
    }

    for kind, names in ours.items():
        assert names <= set(getattr(registry, kind))


def test_start_up_check_names_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Transition(
        verb="fly",
        label="Fly",
        sources=(RevisionState.DRAFT,),
        target=TransitionTarget.SAME,
        who=(Who.OWNER,),
        notice=None,
        event=None,
        guards=("has-wings",),
    )
    messages = dict(disagreements([row]))

    assert "has-wings" in messages["missing-guard"]
    texts = [text for code, text in disagreements([row]) if code == "unused-guard"]
    assert any("'no-blocker'" in text for text in texts)


@pytest.mark.parametrize("target", [TransitionTarget.FORMER, TransitionTarget.GONE])
def test_start_up_check_reports_a_target_that_the_lifecycle_lacks(target: TransitionTarget) -> None:
    row = structs.replace(LIVE_TILES.rows[0], target=target)
    lifecycle = type("Probe", (type(LIVE_TILES),), {"rows": (row,)})()

    assert dict(impossible_targets([lifecycle])) == {
        "impossible-target": f"Live tile has no target {target.name}: give 'roll back' one of its states."
    }
    assert list(impossible_targets(lifecycles.values())) == []


@pytest.mark.parametrize(
    "lifecycle, verb, state, file",
    [
        (REVISION, "reject", "rejected", "listings/lifecycle/transitions/"),
        (TRANSFERS, "expire", "expired", "releases/lifecycles/transfers.py"),
        (GTM, "finish", "done", "releases/lifecycles/gtm.py"),
    ],
)
def test_start_up_check_reports_a_state_that_no_transition_enters(
    lifecycle: Lifecycle[Any], verb: str, state: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(unentered_states(lifecycles.values())) == []

    rows = tuple(row for row in lifecycle.rows if row.verb != verb)
    monkeypatch.setattr(type(lifecycle), "rows", rows)

    assert list(unentered_states([lifecycle])) == [
        ("unentered-state", f"No transition enters the state {state}: add a row in {file}.")
    ]


def test_start_up_check_reports_a_state_that_staff_cannot_leave() -> None:
    text = StatusText(why="", next="")
    row = structs.replace(
        REVISION_STATES[RevisionState.REJECTED], status=StatusMessages(turn=LEADS_TURN, partner=text, staff=text)
    )
    states = {**REVISION_STATES, RevisionState.REJECTED: row}

    ((code, message),) = unleft_states([row for row in TRANSITIONS if row.verb != "reopen"], states)

    assert code == "unleft-state"
    assert "the state rejected: add a row in listings/lifecycle/transitions/" in message
    assert list(unleft_states(TRANSITIONS, states)) == []


@pytest.mark.parametrize(
    "verb, change, code",
    [
        ("unpublish", {"button": Button()}, "missing-input"),
        ("unpublish", {"timeline": ""}, "missing-title"),
        ("unpublish", {"button": None}, "unreachable-row"),
        ("unpublish", {"page": "studio:submit"}, "unreachable-row"),
        ("unpublish", {"button": None, "page": "studio:nowhere"}, "unknown-page"),
        ("unpublish", {"button": None, "page": "nowhere:submit"}, "unknown-page"),
    ],
)
def test_start_up_check_reports_an_incomplete_row(verb: str, change: dict[str, object], code: str) -> None:
    rows = tuple(structs.replace(row, **change) if row.verb == verb else row for row in LIVE_TILES.rows)
    lifecycle = type("Probe", (type(LIVE_TILES),), {"rows": rows, "__module__": type(LIVE_TILES).__module__})()

    ((reported, text),) = [*incomplete_rows([lifecycle]), *unreachable_rows([lifecycle])]

    assert (reported, text.partition(": ")[0]) == (code, "releases/lifecycles/live_tiles.py")
    assert [*incomplete_rows(lifecycles.values()), *unreachable_rows(lifecycles.values())] == []


def test_start_up_check_reports_a_kind_of_request_without_badges() -> None:
    lifecycle = type("Probe", (type(VENDOR_ALIASES),), {"name": "probe", "__module__": "releases.lifecycles.probe"})()

    assert list(missing_badges([lifecycle])) == [
        ("missing-badges", "releases/badges.py: register the badges of the states of 'probe'.")
    ]
    assert list(missing_badges(lifecycles.values())) == []


@pytest.mark.django_db(transaction=True)
def test_apply_needs_an_open_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        apply_to_revision("delete", revision_id=uuid4(), seen=None, by=SYSTEM, now=NOW)


def test_columns_that_effects_set_are_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    revision, lead = draft(member(organisation())), staff(is_admin=True)
    monkeypatch.setitem(registry.effects, "start-hold", lambda change: setattr(change.revision, "release_at", NOW))

    parameters = {"reason": "A trademark", "note": "We ask our lawyers."}
    change_state(REVISION, revision.pk, "put on hold", parameters=parameters, seen=None, by=lead, now=NOW)

    assert reloaded(revision).release_at == NOW


def test_notices_can_contain_what_was_entered_and_the_times_of_the_subject() -> None:
    day = ButtonInput(name="until", label="Until", kind=InputKind.DAY)
    row = structs.replace(row_for("submit", RevisionState.DRAFT), button=Button(inputs=(day,)))
    subject, parameters = draft(member(organisation())), {"until": NOW.date(), "note": " Later "}
    change = REVISION.begin(row, subject, by=SYSTEM, now=NOW, parameters=parameters)

    texts = REVISION.texts(change)

    assert (texts["until"], texts["note"], texts["reason"]) == (NOW.date().isoformat(), "Later", "")
    assert (texts["state_since"], texts["release_at"]) == (NOW.isoformat(), "")


class TestApply:
    def test_apply_refuses_by_right_then_state_then_reason(self) -> None:
        acme = organisation()
        editor, owner = member(acme), member(acme, Role.OWNER)
        revision = draft(editor)

        with pytest.raises(NotFound):
            apply_to_revision(
                "delete", revision_id=revision.pk, seen=None, by=member(organisation("Other"), Role.OWNER), now=NOW
            )
        with pytest.raises(NotAllowed):
            apply_to_revision("delete", revision_id=revision.pk, seen=None, by=editor, now=NOW)
        with pytest.raises(NotPossible) as wrong_state:
            apply_to_revision("restore", revision_id=revision.pk, seen=None, by=editor, now=NOW)
        with pytest.raises(Stale) as stale:
            apply_to_revision("delete", revision_id=revision.pk, seen=7, by=owner, now=NOW)
        assert wrong_state.value.context["codes"] == ["state"]
        assert stale.value.context == {"version": 1}

    def test_apply_refuses_an_unknown_revision(self) -> None:
        with pytest.raises(NotFound):
            apply_to_revision("delete", revision_id=uuid4(), seen=None, by=SYSTEM, now=NOW)

    def test_apply_keeps_how_long_it_took(self) -> None:
        revision = draft(member(organisation()))
        Revision.objects.update(idle_warned_at=NOW - timedelta(days=8), state_since=NOW - timedelta(days=30))

        apply_to_revision("archive", revision_id=revision.pk, seen=None, by=SYSTEM, now=NOW)

        stay = StatePeriod.objects.get()
        assert (stay.state, stay.until - stay.since, stay.route) == ("draft", timedelta(days=30), "integrations")

    def test_one_act_gives_one_notice_per_person(self) -> None:
        editor = member(organisation())
        revision = draft(editor)
        Revision.objects.update(idle_warned_at=NOW - timedelta(days=8))

        apply_to_revision("archive", revision_id=revision.pk, seen=None, by=SYSTEM, now=NOW)

        assert list(Notice.objects.values_list("person_id", flat=True)) == [editor.id]


class TestOffers:
    def test_shown_button_works(self) -> None:
        owner = member(organisation(), Role.OWNER)
        revision = reloaded(draft(owner))

        is_open = {offer.verb: offer.is_open for offer in revision_offers([revision], owner)[revision.pk]}

        assert is_open == {"edit": True, "submit": False, "delete": True}

    def test_closed_button_says_why(self) -> None:
        owner = member(organisation(), Role.OWNER)
        revision = reloaded(draft(owner))
        revision.listing.hold = "Legal question"

        (delete,) = [offer for offer in revision_offers([revision], owner)[revision.pk] if offer.verb == "delete"]

        assert delete.reasons == (Reason(code="hold", text="The listing is on hold."),)

    def test_others_are_offered_nothing(self) -> None:
        revision = reloaded(draft(member(organisation())))

        for actor in (ACTORS["viewer"], ACTORS["stranger"], ACTORS["reviewer"]):
            assert revision_offers([revision], actor)[revision.pk] == ()
        assert [offer.verb for offer in revision_offers([revision], ACTORS["admin"])[revision.pk]] == [
            "put on hold",
            "end hold",
        ]


@pytest.mark.parametrize("state", list(RevisionState))
def test_edit_is_permitted_where_partners_have_the_ball(state: RevisionState) -> None:
    editor = member(organisation())
    revision = reloaded(draft(editor))
    revision.state = state

    if state in EDITABLE:
        assert assert_permitted(revision, "edit", by=editor).verb == "edit"
    else:
        with pytest.raises(NotPossible):
            assert_permitted(revision, "edit", by=editor)


def test_table_and_registries_agree() -> None:
    assert [text for _, text in disagreements(registered_rows())] == []


def test_a_new_state_must_decide_whether_it_can_be_held() -> None:
    with pytest.raises(TypeError, match="can_be_held"):
        StateRow(stage=ProgressStage.REVIEW, badge=Badge("info", "clock"))
