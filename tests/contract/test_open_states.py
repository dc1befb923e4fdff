"""Which states of a request or an offer are open is declared once, beside its states."""

import re
from typing import Any

import pytest
from django.db.models import Model, UniqueConstraint

from listings.lifecycle.base import Lifecycle
from releases.lifecycles.gtm import GTM
from releases.lifecycles.transfers import TRANSFERS
from releases.models import GTM_OPEN, TRANSFER_OPEN, GtmRequest, Transfer
from sandboxes.lifecycles.requests import SANDBOX_REQUESTS
from sandboxes.models import SANDBOX_REQUEST_OPEN, SandboxRequest
from tests.contract.tree import GROUP, ROOT, tracked
from validation.lifecycles.disputes import DISPUTES
from validation.lifecycles.waivers import WAIVERS
from validation.models import DISPUTE_OPEN, WAIVER_REQUEST_OPEN, FindingDispute, WaiverRequest

pytestmark = pytest.mark.xdist_group(GROUP)
_OWN_FILES = re.compile(r"^tests/|/migrations/|/models|/badges\.py|/lifecycle")
_IN_TEMPLATES = re.compile(r'\.state [!=]= "requested"')
MODELS = [
    (FindingDispute, DISPUTE_OPEN),
    (GtmRequest, GTM_OPEN),
    (SandboxRequest, SANDBOX_REQUEST_OPEN),
    (Transfer, TRANSFER_OPEN),
    (WaiverRequest, WAIVER_REQUEST_OPEN),
]
by_lifecycle = pytest.mark.parametrize(
    "lifecycle, open_states",
    [
        (DISPUTES, DISPUTE_OPEN),
        (GTM, GTM_OPEN),
        (SANDBOX_REQUESTS, SANDBOX_REQUEST_OPEN),
        (TRANSFERS, TRANSFER_OPEN),
        (WAIVERS, WAIVER_REQUEST_OPEN),
    ],
    ids=lambda value: value.name if isinstance(value, Lifecycle) else "",
)


@by_lifecycle
def test_other_modules_name_no_open_state(lifecycle: Lifecycle[Any], open_states: tuple[Any, ...]) -> None:
    """A module that names one would not notice a second open state."""
    name = re.compile(rf"\b{lifecycle.states.__name__}\.({'|'.join(state.name for state in open_states)})\b")

    modules = [path for path in tracked(".py") if not _OWN_FILES.search(str(path))]
    assert [str(path) for path in modules if name.search((ROOT / path).read_text())] == []


@by_lifecycle
def test_people_can_act_in_every_open_state(lifecycle: Lifecycle[Any], open_states: tuple[Any, ...]) -> None:
    with_button = {state for row in lifecycle.rows if row.button for state in row.sources}

    assert {*open_states} <= with_button


@pytest.mark.parametrize("model, open_states", MODELS, ids=lambda value: getattr(value, "__name__", ""))
def test_database_allows_one_open_row(model: type[Model], open_states: tuple[Any, ...]) -> None:
    """The condition of a constraint on open rows has all open states, so that nobody opens a second row."""
    conditions = [row.condition for row in model._meta.constraints if isinstance(row, UniqueConstraint)]

    states = [value for condition in conditions for key, value in condition.children if key.startswith("state")]
    assert [{*states_in(value)} for value in states] == [{*open_states}]


def states_in(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def test_templates_of_sandbox_requests_name_no_open_state() -> None:
    pages = [path for path in tracked(".html") if path.parts[:2] == ("templates", "sandboxes")]

    assert [str(path) for path in pages if _IN_TEMPLATES.search((ROOT / path).read_text())] == []
