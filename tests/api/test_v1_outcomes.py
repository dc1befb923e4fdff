"""The outcome of a submission in every possible state."""

import pytest
from msgspec.structs import replace

from api.v1.bodies.submissions import SubmissionBody
from api.v1.outcomes import OUTCOME_TEXTS, TABLE, OutcomeFacts, SubmissionOutcome, outcome_of
from listings.lifecycle.transitions import TRANSITIONS
from listings.lifecycle.types import Transition
from listings.models import Listing
from listings.states.availabilities import EVER_LIVE, IN_CATALOGUE, Availability
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from tests.api.submissions_scene import STAGES, Partner
from tests.api.v1_client import V1
from tests.listings.scene import NOW
from tilekit.commands.submit.outcomes import ALREADY_LIVE, ERROR, LATER
from tilekit.commands.submit.outcomes import OUTCOMES as CLIENT_OUTCOMES
from validation.models import Run, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
OUTCOMES = {
    "submitted": SubmissionOutcome.CHECKING,
    "failed": SubmissionOutcome.REFUSED,
    "in_review": SubmissionOutcome.WAITING,
    "sent_back": SubmissionOutcome.RETURNED,
    "replacing": SubmissionOutcome.WITHDRAWN,
    "rejected": SubmissionOutcome.REJECTED,
    "approved": SubmissionOutcome.SANDBOX,
    "in_sandbox": SubmissionOutcome.SANDBOX,
    "changed_mind": SubmissionOutcome.RETURNED,
    "returned": SubmissionOutcome.RETURNED,
    "signed_off": SubmissionOutcome.SANDBOX,
    "on_hold": SubmissionOutcome.SANDBOX,
    "scheduled": SubmissionOutcome.SCHEDULED,
    "published": SubmissionOutcome.LIVE,
    "superseded": SubmissionOutcome.LIVE,
    "put_aside": SubmissionOutcome.RETURNED,
    "withdrawn": SubmissionOutcome.WITHDRAWN,
    "withdrawn_and_put_aside": SubmissionOutcome.WITHDRAWN,
}
FACTS = OutcomeFacts(
    state=RevisionState.SUBMITTED,
    is_latest=True,
    was_reviewed=False,
    run=RunState.PASSED,
    party=Party.NOBODY,
    is_replacing=False,
    is_shown=False,
    is_live_release=False,
    is_on_hold=False,
)


def outcome(acme: Partner) -> str:
    """The outcome of the newest submission. Also checks that it has a text."""
    submission = V1(acme.api.caller).get(f"listings/{acme.listing.pk}/submissions").json()["items"][0]
    assert submission["outcome_text"] == str(OUTCOME_TEXTS[SubmissionOutcome(submission["outcome"])])
    return str(submission["outcome"])


def test_the_client_says_the_same() -> None:
    assert {outcome.value: str(text) for outcome, text in OUTCOME_TEXTS.items()} == {
        name: outcome.meaning for name, outcome in CLIENT_OUTCOMES.items() if name not in {ALREADY_LIVE, ERROR, LATER}
    }


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "draft"])
def test_each_stage_has_an_outcome(stage: str) -> None:
    acme = Partner()
    acme.reach(stage)
    assert outcome(acme) == OUTCOMES[stage]


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.INCOMPLETE])
def test_checks_that_we_could_not_finish_hold_it(state: RunState) -> None:
    acme = Partner()
    acme.reach("submitted")
    Run.objects.update(state=state, finished_at=NOW)
    assert outcome(acme) == SubmissionOutcome.HELD


@pytest.mark.parametrize("stage", ["submitted", "in_review", "approved", "in_sandbox", "signed_off", "scheduled"])
def test_a_hold_of_ours_holds_it(stage: str) -> None:
    acme = Partner()
    acme.reach(stage)
    Listing.objects.update(hold="legal")
    assert outcome(acme) == SubmissionOutcome.HELD


@pytest.mark.parametrize("availability", EVER_LIVE)
def test_each_availability_has_a_true_outcome(availability: Availability) -> None:
    acme = Partner()
    acme.reach("published")
    Listing.objects.update(availability=availability)
    assert outcome(acme) == (SubmissionOutcome.LIVE if availability in IN_CATALOGUE else SubmissionOutcome.UNLISTED)


@pytest.mark.parametrize(
    "row", [row for row in TRANSITIONS if row.target is RevisionState.CHANGES_REQUESTED], ids=lambda row: row.verb
)
def test_each_way_back_to_the_partner_has_a_true_outcome(row: Transition) -> None:
    """Failed checks refuse a submission, and partners replace it. Everybody else who returns it requests changes."""
    is_refused, is_replacing = row.verb == "checks failed", row.verb == "replace"
    expected = {"checks failed": SubmissionOutcome.REFUSED, "replace": SubmissionOutcome.WITHDRAWN}
    for source in row.sources:
        was_reviewed, run = source is not RevisionState.SUBMITTED, RunState.BLOCKED if is_refused else RunState.PASSED
        facts = replace(FACTS, state=row.target, was_reviewed=was_reviewed, run=run, is_replacing=is_replacing)
        assert outcome_of(facts) is expected.get(row.verb, SubmissionOutcome.RETURNED)


@pytest.mark.parametrize("state", sorted(set(RevisionState) - {RevisionState.ARCHIVED}))
def test_each_state_has_an_outcome(state: RevisionState) -> None:
    """An archived submission has the outcome of the state that it was archived in."""
    assert outcome_of(replace(FACTS, state=state)) in OUTCOME_TEXTS


@pytest.mark.parametrize(
    "party, expected", [(Party.STAFF, SubmissionOutcome.HELD), (Party.SYSTEM, SubmissionOutcome.SCHEDULED)]
)
def test_a_release_that_could_not_run_is_held(party: Party, expected: SubmissionOutcome) -> None:
    facts = replace(FACTS, state=RevisionState.SCHEDULED, was_reviewed=True, party=party)
    assert outcome_of(facts) == expected


def test_every_outcome_is_in_the_table_and_described() -> None:
    assert {row.outcome for row in TABLE} == set(SubmissionOutcome) == set(OUTCOME_TEXTS)
    described = SubmissionBody.model_json_schema()["properties"]["outcome"]["description"]
    assert all(f"{outcome}: " in described for outcome in SubmissionOutcome)
