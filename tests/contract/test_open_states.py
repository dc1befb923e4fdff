"""Which states of a request or an offer are open is declared once, beside its states."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model, Q, TextChoices, UniqueConstraint

from common.actor import SYSTEM
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.requests import MESSAGE, WITHDRAW, RequestLifecycle
from listings.queries.staff_requests import request_lifecycles
from releases.lifecycles.transfers import TRANSFERS
from releases.models import Transfer
from tests.contract.tree import GROUP, ROOT, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
_OWN_FILES = re.compile(r"^tests/|/migrations/|/models")
# A row enters and leaves single states, and a table has a line for each state.
_ROWS_AND_TABLES = re.compile(r"\btarget=[\w.]+|\bsources=\([^)]*\)|^ +\w+State\.\w+:", re.MULTILINE)
LIFECYCLES: list[Lifecycle[Any]] = [TRANSFERS, *request_lifecycles()]
by_lifecycle = pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda value: value.name)


def open_states(lifecycle: Lifecycle[Any]) -> tuple[TextChoices, ...]:
    """The only tuple of open states in the module of the states."""
    constants = vars(sys.modules[lifecycle.states.__module__])
    tuples = [value for name, value in constants.items() if name.endswith("_OPEN") and isinstance(value, tuple)]
    (states,) = (value for value in tuples if isinstance(value[0], lifecycle.states))
    return states


def model(lifecycle: Lifecycle[Any]) -> type[Model]:
    return Transfer if lifecycle is TRANSFERS else lifecycle.visible(SYSTEM).model  # type: ignore[attr-defined]


@pytest.mark.parametrize("lifecycle", request_lifecycles(), ids=lambda value: value.name)
def test_requests_can_be_withdrawn_in_the_declared_states(lifecycle: RequestLifecycle[Any]) -> None:
    assert lifecycle.open_states == open_states(lifecycle)


@by_lifecycle
def test_other_modules_name_no_open_state(lifecycle: Lifecycle[Any]) -> None:
    """A module that names one would not notice a second open state."""
    names = "|".join(state.name for state in open_states(lifecycle))
    compared = re.compile(rf"\b{lifecycle.states.__name__}\.({names})\b")

    modules = [path for path in tracked(".py") if not _OWN_FILES.search(str(path))]
    assert [str(path) for path in modules if compared.search(without_rows(path))] == []


def without_rows(path: Path) -> str:
    return _ROWS_AND_TABLES.sub("", (ROOT / path).read_text())


@pytest.mark.parametrize(
    "line, is_comparison",
    [
        ("rows.filter(state=DisputeState.REQUESTED)", True),
        ("if alias.state == AliasState.REQUESTED:", True),
        ("rows.filter(state__in=(AliasState.REQUESTED, AliasState.CONFIRMED))", True),
        ("_decline(AliasState.REQUESTED)", True),
        ("sources=(GtmState.REQUESTED, GtmState.DECLINED), target=GtmState.ACCEPTED, ", False),
        ("target=DisputeState.REQUESTED,", False),
        ('    DisputeState.REQUESTED: Badge("warn", "clock"),', False),
    ],
)
def test_rows_and_tables_may_name_states(line: str, is_comparison: bool) -> None:
    assert ("State." in _ROWS_AND_TABLES.sub("", line)) is is_comparison


def test_modules_and_templates_spell_no_open_state() -> None:
    values = "|".join({state.value for lifecycle in LIFECYCLES for state in open_states(lifecycle)})
    spelled = re.compile(rf"""\bstate(__in)?( [!=]= | in |=)[(\[]?["']([\w ]+ )?({values})\b""")
    in_templates = re.compile(rf"""%[^%]*state\w*( [!=]= | in )["']([\w ]+ )?({values})\b""")

    modules = [path for path in tracked(".py") if not _OWN_FILES.search(str(path))]
    assert [str(path) for path in modules if spelled.search((ROOT / path).read_text())] == []
    assert [str(path) for path in tracked(".html") if in_templates.search((ROOT / path).read_text())] == []


@by_lifecycle
def test_people_decide_in_every_open_state(lifecycle: Lifecycle[Any]) -> None:
    """The rows that all kinds share need no decision."""
    rows = (row for row in lifecycle.rows if row.button and row.verb not in {MESSAGE, WITHDRAW})

    assert {*open_states(lifecycle)} <= {state for row in rows for state in row.sources}


@by_lifecycle
def test_database_allows_one_open_row(lifecycle: Lifecycle[Any]) -> None:
    """The condition of a constraint on open rows has all open states, so that nobody opens a second row."""
    constraints = (row for row in model(lifecycle)._meta.constraints if isinstance(row, UniqueConstraint))

    assert [{*open_states(lifecycle)} <= states for row in constraints for states in states_in(row.condition)] == [True]


def states_in(condition: Q | None) -> Iterator[set[object]]:
    for key, value in condition.children if condition else ():
        if key.startswith("state"):
            yield {*value} if isinstance(value, (tuple, list)) else {value}
