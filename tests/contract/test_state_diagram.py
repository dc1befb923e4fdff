from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import TextChoices

from listings.lifecycle.base import Lifecycle
from listings.lifecycle.diagram import lifecycle_page
from listings.lifecycle.registry import lifecycles
from listings.lifecycle.types import TransitionTarget
from tests.contract.tree import ROOT

DOCUMENT = ROOT / "docs" / "lifecycle.md"


def test_state_diagram_is_fresh() -> None:
    text = "run: make docs"

    assert DOCUMENT.read_text("utf-8") == lifecycle_page(), text


@pytest.mark.parametrize("lifecycle", lifecycles.values(), ids=lambda lifecycle: lifecycle.name)
def test_state_diagram_draws_every_state_and_every_transition(lifecycle: Lifecycle[Any]) -> None:
    section = lifecycle_page().partition(f"\n## {lifecycle.title}\n")[2].partition("\n## ")[0]

    for state in lifecycle.states:
        assert f"    {state.value}: {state.label}\n" in section
    for row in lifecycle.rows:
        assert f"\n| {row.verb} | " in section
        if isinstance(row.target, TextChoices) and not row.creates_revision:
            for source in row.sources:
                assert f"    {source.value} --> {row.target.value}: {row.verb}\n" in section
        if row.target is TransitionTarget.GONE:
            assert f"--> [*]: {row.verb}\n" in section


def test_command_prints_the_page() -> None:
    output = StringIO()

    call_command("print_lifecycle", stdout=output)

    assert output.getvalue() == lifecycle_page()
