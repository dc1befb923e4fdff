from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from common.actor import SYSTEM, Actor, ActorKind, Role, TeamRole
from listings.lifecycle.guard_facts import RollbackFacts
from listings.lifecycle.revision_messages import draft
from listings.models import Revision
from listings.states.status_messages import ADMINS_TURN, RELEASE_TURN, StatusMessages, StatusText, turn_of_teams

pytestmark = pytest.mark.sqlite_is_enough

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACME, OTHER = UUID(int=1), UUID(int=2)
TEAMS = turn_of_teams({"engineering": "Engineering", "commercial": "Commercial"})


def message(audience: str) -> StatusText:
    return StatusText(why=f"For {audience}.", next="Wait.")


def messages(**fields: object) -> StatusMessages:
    audiences = {name: message(name) for name in ("partner", "staff", "admin")}
    return StatusMessages(**{"turn": ADMINS_TURN, "since": NOW, **audiences, **fields})  # type: ignore[arg-type]


def person(*teams: str, is_admin: bool = False, of: UUID = OTHER) -> Actor:
    roles = dict.fromkeys(teams, TeamRole.REVIEWER)
    return Actor(kind=ActorKind.PERSON, organisations={of: Role.EDITOR}, teams=roles, is_admin=is_admin)


@pytest.mark.parametrize(
    "actor, audience",
    [
        (person(of=ACME), "partner"),
        (person("engineering", is_admin=True, of=ACME), "partner"),
        (replace(person(of=ACME), kind=ActorKind.APPLICATION), "partner"),
        (SYSTEM, "partner"),
        (person("engineering"), "team"),
        (person("documentation", "commercial"), "team"),
        (person("engineering", is_admin=True), "team"),
        (person("documentation"), "staff"),
        (person("documentation", is_admin=True), "admin"),
        (person(is_admin=True), "admin"),
    ],
)
def test_line_for_chooses_the_audience_of_the_reader(actor: Actor, audience: str) -> None:
    line = messages(turn=TEAMS, team=message("team")).message_for(actor, ACME, state="", state_since=NOW)

    assert line.why == f"For {audience}."
    assert line.is_readers_turn is (audience == "team")


def test_headline_names_the_teams_to_others_and_not_to_themselves() -> None:
    headlines = messages(turn=TEAMS, team=message("team"))

    lines = [
        headlines.message_for(person(team), ACME, state="", state_since=NOW) for team in ("documentation", "commercial")
    ]

    assert [line.headline for line in lines] == [
        "Waiting for Engineering and Commercial since 2 Mar 2026, 09:00\N{NO-BREAK SPACE}UTC",
        "Waiting for your team since 2 Mar 2026, 09:00\N{NO-BREAK SPACE}UTC",
    ]
    assert [line.waiting_on for line in lines] == ["Engineering and Commercial"] * 2


def test_headline_of_a_release_is_its_time() -> None:
    line = messages(turn=RELEASE_TURN, due_at=NOW + timedelta(days=1)).message_for(
        SYSTEM, ACME, state="", state_since=NOW
    )

    assert line.headline == "Goes live on 3 Mar 2026, 09:00\N{NO-BREAK SPACE}UTC"


def test_message_for_the_teams_comes_with_the_teams() -> None:
    with pytest.raises(ValueError, match="given together"):
        messages(turn=TEAMS)
    with pytest.raises(ValueError, match="given together"):
        messages(team=message("team"))


def test_withdrawn_draft_is_not_called_unsubmitted() -> None:
    texts = [draft(Revision(submission_number=number), RollbackFacts()).partner.why for number in (0, 1)]

    assert texts == ["This draft hasn't been submitted yet.", "Your listing was withdrawn, so it is a draft again."]
