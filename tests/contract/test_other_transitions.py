"""Every transition of all lifecycles but that of revisions: who may make it, in which state, who is told."""

from uuid import UUID, uuid4

import pytest

from accounts.models import Team
from common.actor import ANONYMOUS, SYSTEM, Actor, ActorKind, Role, TeamRole
from listings.lifecycle.engine import row_in
from listings.lifecycle.registry import lifecycles
from listings.lifecycle.types import Transition

GIVER, RECEIVER = uuid4(), uuid4()


def _person(organisation: UUID | None = None, role: Role = Role.OWNER, **rights: object) -> Actor:
    organisations = {organisation: role} if organisation else {}
    return Actor(kind=ActorKind.PERSON, id=uuid4(), organisations=organisations, **rights)


ROLES = {
    "viewer": _person(GIVER, Role.VIEWER),
    "editor": _person(GIVER, Role.EDITOR),
    "owner": _person(GIVER),
    "receiver": _person(RECEIVER),
    "stranger": _person(uuid4()),
    "reviewer": _person(teams={Team.ENGINEERING: TeamRole.REVIEWER}),
    "ecosystems": _person(teams={Team.ECOSYSTEMS: TeamRole.REVIEWER}),
    "lead": _person(teams={Team.ENGINEERING: TeamRole.LEAD}),
    "admin": _person(is_admin=True),
    "own staff": _person(GIVER, Role.VIEWER, teams={Team.ECOSYSTEMS: TeamRole.LEAD}, is_admin=True),
    "system": SYSTEM,
    "nobody": ANONYMOUS,
}
# {lifecycle: {verb: (who may, states, who is told)}}, written a second time, so that a mistake in a row is noticed.
TABLE = {
    "listing": {
        "roll back": ("admin", "listed deprecated unpublished", "editors ecosystems"),
        "deprecate": ("lead owner", "listed deprecated", "editors ecosystems"),
        "unpublish": ("admin lead", "listed deprecated", "editors ecosystems"),
        "relist": ("admin", "deprecated unpublished", "editors ecosystems"),
    },
    "sandbox-org": {
        "enable automatically": ("admin", "active suspended", "editors"),
        "stop enabling automatically": ("admin", "active suspended", "editors"),
        "suspend": ("admin", "active", "editors"),
        "reactivate": ("admin", "suspended", "editors"),
    },
    "tile": {
        "enable": ("admin", "", "editors"),
        "disable": ("admin", "on outdated", "editors"),
    },
    "transfer": {
        "offer": ("owner", "", "giver_owners receiver_owners"),
        "accept": ("receiver", "offered", "ecosystems giver_owners receiver_owners"),
        "decline": ("receiver", "offered", "giver_owners"),
        "cancel": ("owner", "offered", "receiver_owners"),
        "expire": ("system", "offered", "giver_owners receiver_owners"),
    },
    "sandbox": {
        "request": ("owner", "", "admins"),
        "grant": ("admin", "requested", "editors"),
        "grant extra": ("admin", "requested", "editors"),
        "decline": ("admin", "requested", "editors"),
        "message": ("admin editor owner", "requested", "other_side"),
        "withdraw": ("owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
    },
    "vendor-alias": {
        "request": ("editor owner", "", "admins"),
        "confirm": ("admin", "requested", "editors"),
        "decline": ("admin", "requested confirmed", "editors"),
        "message": ("admin editor owner", "requested", "other_side"),
        "withdraw": ("editor owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
    },
    "waiver": {
        "request": ("editor owner", "", "admins leads"),
        "grant": ("admin lead", "requested", "editors"),
        "decline": ("admin lead", "requested", "editors"),
        "end": ("admin lead", "granted", "editors"),
        "message": ("admin lead editor owner", "requested", "other_side"),
        "withdraw": ("editor owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
        "remind": ("system", "granted", "editors"),
        "expire": ("system", "granted", "decision_makers editors"),
    },
    "finding-dispute": {
        "request": ("admin ecosystems editor lead owner reviewer", "", "owners"),
        "uphold": ("admin lead", "requested", "disputing"),
        "decline": ("admin lead", "requested", "disputing"),
        "message": ("admin lead editor owner", "requested", "other_side"),
        "withdraw": ("editor owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
    },
    "appeal": {
        "request": ("editor owner", "", "leads"),
        "grant": ("lead", "requested", ""),
        "decline": ("lead", "requested", "editors"),
        "message": ("lead editor owner", "requested", "other_side"),
        "withdraw": ("editor owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
    },
    "comment-dispute": {
        "request": ("editor owner", "", "leads"),
        "grant": ("lead", "requested", "author editors"),
        "decline": ("lead", "requested", "editors"),
        "message": ("editor lead owner", "requested", "other_side"),
        "withdraw": ("editor owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
        "resolve": ("system", "requested", "editors leads"),
        "reopen": ("system", "granted", "editors leads"),
    },
    "question": {
        "request": ("editor owner", "", "leads"),
        "answer": ("lead", "requested", "editors"),
        "message": ("editor lead owner", "requested", "other_side"),
        "withdraw": ("editor owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
    },
    "oauth-exception": {
        "request": ("editor owner", "", "ecosystems"),
        "grant": ("ecosystems lead", "requested declined", "editors"),
        "decline": ("ecosystems lead", "requested granted", "editors"),
        "message": ("ecosystems editor lead owner", "requested", "other_side"),
        "withdraw": ("editor owner", "requested", "decision_makers"),
        "close": ("system", "requested", ""),
        "remind": ("system", "granted", "editors"),
        "expire": ("system", "granted", "decision_makers editors"),
    },
    "gtm": {
        "request": ("editor owner", "", "admins ecosystems"),
        "accept": ("admin ecosystems", "requested", "editors"),
        "start": ("admin ecosystems", "accepted", "editors"),
        "finish": ("admin ecosystems", "accepted in_progress", "editors"),
        "decline": ("admin ecosystems", "requested accepted in_progress", "editors"),
        "message": ("admin ecosystems editor owner", "requested accepted in_progress", "other_side"),
        "withdraw": ("editor owner", "requested accepted in_progress", "decision_makers"),
        "close": ("system", "requested accepted in_progress", ""),
    },
}
ROWS = [(name, row) for name, one in lifecycles.items() if name != "revision" for row in one.rows]


def test_the_table_has_every_verb() -> None:
    rows = {(name, row.verb) for name, row in ROWS}
    expected = {(name, verb) for name, verbs in TABLE.items() for verb in verbs}
    assert rows == expected, "add the verb to TABLE in tests/contract/test_other_transitions.py, or remove it there"


@pytest.mark.parametrize("name, row", ROWS, ids=[f"{name} {row.verb}" for name, row in ROWS])
def test_row_is_as_the_table_says(name: str, row: Transition) -> None:
    may, states, told = TABLE[name][row.verb]

    assert {role for role, actor in ROLES.items() if row.allows(actor, GIVER, RECEIVER)} == set(may.split())
    exists = {state.value for state in lifecycles[name].states if row_in(lifecycles[name], row.verb, state)}
    assert exists == set(states.split())
    groups = row.notice.to if row.notice else ()
    assert {group.__name__ for group in groups} == set(told.split())
