"""Every transition of the lifecycle, in every state, for every role: who may make it, who may not, and
who gets a 404.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts.models import Team
from common.actor import ANONYMOUS, SYSTEM, Actor, Role, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible, SlipwayError
from listings.lifecycle.revisions import apply_to_revision, revision_offers
from listings.lifecycle.transitions import TRANSITIONS
from listings.lifecycle.types import TransitionTarget
from listings.models import Revision, Submission
from listings.states.revision_states import RevisionState
from tests.listings.scene import NOW, draft, member, organisation, reloaded, staff

# The column "who" of the lifecycle, written a second time, so that a mistake in the table is noticed.
MAY = {
    "edit": {"editor", "owner", "system"},
    "submit": {"editor", "owner"},
    "checks passed": {"system"},
    "checks failed": {"system"},
    "re-run checks": {"admin", "system"},
    "replace": {"editor", "owner"},
    "cancel replacement": {"editor", "owner"},
    "request changes": {"reviewer", "lead"},
    "request taken back": {"system"},
    "all approved": {"system"},
    "approval taken back": {"system"},
    "reject": {"lead"},
    "reopen": {"lead"},
    "enable in sandbox": {"admin", "system"},
    "ask for changes": {"editor", "owner"},
    "sign off": {"owner"},
    "confirm release": {"owner"},
    "schedule": {"owner", "admin"},
    "unschedule": {"owner", "admin"},
    "publish": {"admin", "system"},
    "send back": {"lead", "admin"},
    "withdraw": {"owner"},
    "archive": {"system"},
    "restore": {"editor", "owner"},
    "delete": {"owner"},
    "put on hold": {"lead", "admin"},
    "end hold": {"lead", "admin"},
}
WHERE = {
    "edit": "draft changes_requested",
    "submit": "draft changes_requested",
    "checks passed": "submitted",
    "checks failed": "submitted",
    "re-run checks": "submitted",
    "replace": "submitted in_review",
    "cancel replacement": "changes_requested",
    "request changes": "in_review",
    "request taken back": "changes_requested",
    "all approved": "in_review",
    "approval taken back": "approved",
    "reject": "in_review",
    "reopen": "rejected",
    "enable in sandbox": "approved",
    "ask for changes": "in_sandbox",
    "sign off": "in_sandbox",
    "confirm release": "signed_off",
    "schedule": "signed_off",
    "unschedule": "scheduled",
    "publish": "signed_off scheduled",
    "send back": "approved in_sandbox signed_off scheduled",
    "withdraw": "submitted in_review changes_requested approved in_sandbox signed_off scheduled",
    "archive": "draft changes_requested",
    "restore": "archived",
    "delete": "draft changes_requested rejected archived",
    "put on hold": "draft submitted in_review changes_requested approved in_sandbox signed_off scheduled",
    "end hold": (
        "draft submitted in_review changes_requested approved in_sandbox signed_off scheduled rejected published"
    ),
}
ROLES = ("viewer", "editor", "owner", "foreign owner", "reviewer", "lead", "admin", "own staff", "system", "nobody")


@pytest.fixture
def cast(db: None) -> dict[str, Actor]:
    """One actor for each role; `own staff` leads a team and is admin, but belongs to the partner."""
    acme = organisation()
    belonging = member(acme, Role.VIEWER)
    return {
        "viewer": member(acme, Role.VIEWER),
        "editor": member(acme, Role.EDITOR),
        "owner": member(acme, Role.OWNER),
        "foreign owner": member(organisation("Other"), Role.OWNER),
        "reviewer": staff(teams={Team.ENGINEERING: TeamRole.REVIEWER}),
        "lead": staff(teams={Team.ENGINEERING: TeamRole.LEAD}),
        "admin": staff(is_admin=True),
        "own staff": Actor(
            kind=belonging.kind,
            id=belonging.id,
            organisations=belonging.organisations,
            teams={Team.ENGINEERING: TeamRole.LEAD},
            is_admin=True,
        ),
        "system": SYSTEM,
        "nobody": ANONYMOUS,
    }


@pytest.fixture
def revision(cast: dict[str, Actor]) -> Revision:
    """A revision that was submitted once, because reviewers can't see drafts."""
    revision_row = draft(cast["owner"])
    Submission.objects.create(
        revision=revision_row,
        submission_number=1,
        digest="d1:0",
        terms_digest="t1:0",
        basics={},
        documents={},
        schemas={},
        section_digests={},
        files={},
        base={},
        carried={},
        submitted_at=NOW,
    )
    return revision_row


def test_the_table_has_exactly_these_verbs() -> None:
    verbs = {row.verb for row in TRANSITIONS if not row.creates_revision}

    text = "add the verb to MAY and WHERE in tests/contract/test_transitions.py, or remove it there"
    assert verbs == set(MAY) == set(WHERE), text


@pytest.mark.parametrize("verb", sorted(MAY))
def test_each_role_may_or_may_not(verb: str, cast: dict[str, Actor], revision: Revision) -> None:
    state = WHERE[verb].split()[0]
    _put(revision, state)

    outcomes = {role: _outcome(verb, revision, cast[role]) for role in ROLES}

    permitted = {role for role, outcome in outcomes.items() if outcome in ("done", NotPossible)}
    assert permitted == MAY[verb]


@pytest.mark.parametrize("verb", sorted(MAY))
def test_each_verb_exists_in_its_states_only(verb: str, cast: dict[str, Actor], revision: Revision) -> None:
    role = min(MAY[verb])

    exists = {state for state in RevisionState.values if _exists(verb, revision, cast[role], state)}

    assert exists == set(WHERE[verb].split())


@pytest.mark.parametrize("state", RevisionState.values)
def test_offers_are_what_the_table_permits(state: str, cast: dict[str, Actor], revision: Revision) -> None:
    _put(revision, state)

    for role in ROLES:
        shown = {offer.verb for offer in revision_offers([reloaded(revision)], cast[role])[revision.pk]}
        verbs = {verb for verb in MAY if role in MAY[verb] and state in WHERE[verb].split()}
        births = {row.verb for row in TRANSITIONS if row.creates_revision}
        assert shown - births == verbs, f"{role} in {state}"


def test_every_target_can_be_reached() -> None:
    targets = {str(row.target) for row in TRANSITIONS}

    assert targets >= set(RevisionState.values) - {RevisionState.SUPERSEDED}
    assert {str(TransitionTarget.SAME), str(TransitionTarget.FORMER), str(TransitionTarget.GONE)} <= targets


def _put(revision: Revision, state: str) -> None:
    """Set the state directly in the database, because the test is only about the next transition."""
    values: dict[str, object] = {"state": state}
    values["archived_from"] = RevisionState.DRAFT if state == RevisionState.ARCHIVED else ""
    values["release_at"] = NOW if state == RevisionState.SCHEDULED else None
    Revision.objects.filter(pk=revision.pk).update(**values)


def _outcome(verb: str, revision: Revision, by: Actor) -> object:
    """The result of the transition: "done" or the class of the error. All changes are rolled back."""
    outcome: object = "done"
    for error in _tried(verb, revision, by):
        outcome = (
            NotFound if isinstance(error, NotFound) else NotAllowed if isinstance(error, NotAllowed) else type(error)
        )
    return outcome


def _exists(verb: str, revision: Revision, by: Actor, state: str) -> bool:
    _put(revision, state)
    return not any(_codes(error) == ["state"] for error in _tried(verb, revision, by))


def _codes(error: SlipwayError) -> object:
    return error.context.get("codes")


def _tried(verb: str, revision: Revision, by: Actor) -> Iterator[SlipwayError]:
    try:
        with transaction.atomic():
            apply_to_revision(verb, revision_id=revision.pk, seen=None, by=by, now=NOW)
            transaction.set_rollback(True)
    except SlipwayError as error:
        yield error
