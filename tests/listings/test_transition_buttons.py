"""Every combination of what the row of a transition may ask for is drawn, checked and sent."""

from itertools import chain, combinations
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from listings.buttons import ShownButton, TransitionForm
from listings.lifecycle.engine import TransitionOffer
from listings.lifecycle.registry import Reason
from listings.lifecycle.types import Button, ButtonInput, InputKind, Transition
from listings.states.revision_states import RevisionState

INPUTS = tuple(
    ButtonInput(name=kind.value, label=f"Your {kind.value}", help=f"About the {kind.value}", kind=kind, max_length=20)
    for kind in InputKind
)
VALUES = {InputKind.TEXT: "Because", InputKind.DAY: "2026-12-24", InputKind.CONFIRMATION: "on"}
COMBINATIONS = list(chain.from_iterable(combinations(INPUTS, size) for size in range(len(INPUTS) + 1)))


def _row(button: Button) -> Transition:
    return Transition(
        verb="probe it",
        label="Probe it",
        sources=(RevisionState.DRAFT,),
        target=RevisionState.DRAFT,
        who=(),
        notice=None,
        event=None,
        button=button,
    )


def _drawn(button: Button, *, closed: str = "", is_open: bool = False, data: dict[str, str] | None = None) -> str:
    reasons = (Reason(code="closed", text=closed, link="/why/"),) if closed else ()
    row = _row(button)
    shown = ShownButton(
        offer=TransitionOffer(row=row, reasons=reasons),
        button=button,
        form=TransitionForm(data, row=row),
        url="/act/",
        seen=7,
    )
    request = SimpleNamespace(META={}, COOKIES={}, GET=MultiValueDict())
    return render_to_string("listings/transition.html", {"shown": shown, "is_open": is_open, "request": request})


@pytest.mark.parametrize("kind", ["", "primary", "danger"])
@pytest.mark.parametrize("text", ["", "This can't be undone."])
@pytest.mark.parametrize("inputs", COMBINATIONS, ids=lambda inputs: "+".join(each.kind for each in inputs) or "none")
def test_form_shows_all_that_the_row_asks_for(inputs: tuple[ButtonInput, ...], text: str, kind: str) -> None:
    page = _drawn(Button(inputs=inputs, help=text, kind=kind))

    assert all(str(each.label) in page and str(each.help) in page for each in inputs)
    assert ("can't be undone" in page.replace("&#x27;", "'")) is bool(text)
    assert ('data-kind="danger"' in page) is (kind == "danger")
    assert ("<details" in page) is bool(inputs or text or kind == "danger")
    assert 'name="seen" value="7"' in page


@pytest.mark.parametrize("inputs", COMBINATIONS, ids=lambda inputs: "+".join(each.kind for each in inputs) or "none")
def test_each_input_is_required_and_checked(inputs: tuple[ButtonInput, ...]) -> None:
    row = _row(Button(inputs=inputs))
    empty = TransitionForm({}, row=row)
    filled = TransitionForm({each.name: VALUES[each.kind] for each in inputs}, row=row)

    assert set(empty.errors) == {each.name for each in inputs}
    assert filled.is_valid(), filled.errors
    assert set(filled.cleaned_data) == {each.name for each in inputs}


@pytest.mark.parametrize("name, value", [("text", "x" * 21), ("day", "tomorrow")])
def test_wrong_value_is_refused_at_its_field_and_kept(name: str, value: str) -> None:
    page = _drawn(Button(inputs=INPUTS), data={"text": "Fine", "day": "2026-12-24", "confirmation": "on", name: value})

    assert value in page
    assert "<details" in page
    assert " open" in page


def test_optional_input_may_stay_empty() -> None:
    row = _row(Button(inputs=(ButtonInput(name="reason", label="Reason", is_required=False),)))
    form = TransitionForm({}, row=row)

    assert form.is_valid()
    assert form.cleaned_data == {"reason": ""}


def test_closed_button_says_why_and_links_the_way_out() -> None:
    page = _drawn(Button(), closed="Accept the agreement.")

    assert 'href="/why/"' in page
    assert 'type="button"' in page


def test_form_on_a_page_of_its_own_is_not_folded() -> None:
    assert "<details" not in _drawn(Button(inputs=INPUTS), is_open=True)
