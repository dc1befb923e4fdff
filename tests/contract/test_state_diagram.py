from io import StringIO

from django.core.management import call_command

from listings.diagram import lifecycle_page
from listings.lifecycles.revision import TRANSITIONS
from listings.lifecycles.types import TransitionTarget
from listings.states import RevisionState
from tests.contract.tree import ROOT

DOCUMENT = ROOT / "docs" / "lifecycle.md"


def test_state_diagram_is_fresh() -> None:
    text = "run: python manage.py print_lifecycle > docs/lifecycle.md"

    assert DOCUMENT.read_text("utf-8") == lifecycle_page(), text


def test_state_diagram_draws_every_state_and_every_move() -> None:
    page = lifecycle_page()

    for state in RevisionState:
        assert f"    {state.value}: {state.label}\n" in page
    for row in TRANSITIONS:
        if isinstance(row.target, RevisionState) and not row.creates_revision:
            for source in row.sources:
                assert f"    {source.value} --> {row.target.value}: {row.verb}\n" in page
        if row.target is TransitionTarget.GONE:
            assert f"--> [*]: {row.verb}\n" in page


def test_command_prints_the_page() -> None:
    output = StringIO()

    call_command("print_lifecycle", stdout=output)

    assert output.getvalue() == lifecycle_page()
