"""Whatever the row of a transition may ask for is drawn, checked and sent, alone and with each other input."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import chain, combinations, product
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from msgspec.structs import replace

from common.actor import SYSTEM
from common.errors import HiddenCharacterRefused, NotAllowed, NotFound, NotPossible
from common.names import assert_readable
from listings.lifecycle.buttons import PARTNER_REASON, Button, ButtonInput, InputDetails, InputKind
from listings.lifecycle.input_limits import reasons_against_values
from listings.lifecycle.offers import TransitionOffer
from listings.lifecycle.reasons import reasons_against
from listings.lifecycle.registry import Reason, details_of_inputs
from listings.lifecycle.system_checks import registered_rows
from listings.lifecycle.types import Transition
from listings.models import Revision
from listings.pages.button_forms import TransitionForm
from listings.pages.shown_buttons import ShownButton
from listings.states.revision_states import RevisionState
from tests.markup import compact

pytestmark = pytest.mark.sqlite_is_enough

INPUTS = tuple(
    ButtonInput(
        name=kind.value,
        label=f"Your {kind.value}",
        help=f"About the {kind.value}",
        kind=kind,
        max_length=20,
        max_bytes=1000,
        errors=(f"wrong-{kind.value}",),
        details="probe" if kind in (InputKind.CHOICE, InputKind.CHOICES) else "",
    )
    for kind in InputKind
)
VALUES = {
    InputKind.TEXT: "Because",
    InputKind.LINE: "acme",
    InputKind.EMAIL: "launch@acme.example",
    InputKind.URL: "https://acme.example",
    InputKind.DAY: "2026-12-24",
    InputKind.TIME: "2026-12-24T18:00",
    InputKind.CHOICE: "7",
    InputKind.CHOICES: ["7", "8"],
    InputKind.CONFIRMATION: "on",
    InputKind.FILES: SimpleUploadedFile("plan.txt", b"A plan"),
}
COMBINATIONS = list(chain.from_iterable(combinations(INPUTS, size) for size in (0, 1, 2, len(INPUTS))))


@pytest.fixture(autouse=True)
def details(monkeypatch: pytest.MonkeyPatch) -> None:
    details = InputDetails(choices=[(7, "Version 7"), (8, "Version 8")])
    monkeypatch.setitem(details_of_inputs, "probe", lambda _subject, _actor: details)


def _form(row: Transition, data: Mapping[str, object] | None = None) -> TransitionForm:
    uploads = {name: [value] for name, value in (data or {}).items() if isinstance(value, SimpleUploadedFile)}
    files = None if data is None else MultiValueDict(uploads)
    return TransitionForm(data, files=files, row=row, subject=Revision(), actor=SYSTEM)


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


def _drawn(button: Button, *, closed: str = "", is_open: bool = False, data: Mapping[str, object] | None = None) -> str:
    reasons = (Reason(code="closed", text=closed, link="/why/"),) if closed else ()
    row = _row(button)
    shown = ShownButton(
        offer=TransitionOffer(row=row, reasons=reasons),
        button=button,
        form=_form(row, data),
        url="/act/",
        seen=7,
    )
    request = SimpleNamespace(META={}, COOKIES={}, GET=MultiValueDict())
    return render_to_string("listings/transition.html", {"shown": shown, "is_open": is_open, "request": request})


@pytest.mark.parametrize("inputs", COMBINATIONS, ids=lambda inputs: "+".join(field.kind for field in inputs) or "none")
def test_form_shows_all_that_the_row_asks_for(inputs: tuple[ButtonInput, ...]) -> None:
    for kind, text in product(["", "primary", "danger"], ["", "This can't be undone."]):
        page = _drawn(Button(inputs=inputs, help=text, kind=kind))

        assert all(str(field.label) in page and str(field.help) in page for field in inputs), (kind, text)
        assert ("can't be undone" in page.replace("&#x27;", "'")) is bool(text), (kind, text)
        assert ('data-kind="danger"' in page) is (kind == "danger"), (kind, text)
        assert ("<details" in page) is bool(inputs or kind == "danger"), (kind, text)
        assert 'name="seen" value="7"' in page, (kind, text)
        assert ("multipart/form-data" in page) is (InputKind.FILES in {field.kind for field in inputs}), (kind, text)


@pytest.mark.parametrize("inputs", COMBINATIONS, ids=lambda inputs: "+".join(field.kind for field in inputs) or "none")
def test_each_input_is_required_and_checked(inputs: tuple[ButtonInput, ...]) -> None:
    row = _row(Button(inputs=inputs))
    empty = _form(row, {})
    filled = _form(row, {field.name: VALUES[field.kind] for field in inputs})

    assert set(empty.errors) == {field.name for field in inputs}
    assert filled.is_valid(), filled.errors
    assert set(filled.cleaned_data) == {field.name for field in inputs}


def test_missing_choice_is_asked_for_as_a_choice() -> None:
    errors = _form(_row(Button(inputs=INPUTS)), {}).errors

    assert errors[InputKind.CHOICE] == ["Choose one of the options."]
    assert errors[InputKind.CHOICES] == ["Choose at least one option."]
    assert errors[InputKind.TEXT] == ["Fill in this field."]


@pytest.mark.parametrize(
    "typed, shown",
    [("", ">Reason</a>: Fill in this field."), ("x", ">“Reason” needs at least 2 characters.</a>")],
)
def test_summary_names_the_field_of_an_error_once(typed: str, shown: str) -> None:
    page = compact(_drawn(Button(inputs=(PARTNER_REASON,)), data={"reason": typed}))
    summary = page[page.index("There is a problem") : page.index("</ul>")]

    assert shown in summary
    assert summary.count("Reason") == 1


@pytest.mark.parametrize("inputs", COMBINATIONS, ids=lambda inputs: "+".join(field.kind for field in inputs) or "none")
def test_minimum_of_each_input_is_enforced_by_the_form_and_the_engine(inputs: tuple[ButtonInput, ...]) -> None:
    row = _row(Button(inputs=tuple(replace(field, min_length=3, earliest_in_days=1) for field in inputs)))
    now = timezone.now()
    today, tomorrow = now.date().isoformat(), (now + timedelta(days=1)).date().isoformat()
    low = {"text": " ab ", "line": "ab", "day": today, "time": f"{today}T23:59"}
    right = {"text": "abc", "line": "abc", "day": tomorrow, "time": f"{tomorrow}T00:00"}
    limited = {field.name for field in inputs} & low.keys()

    refused = _form(row, {field.name: (VALUES | low)[field.kind.value] for field in inputs})
    accepted = _form(row, {field.name: (VALUES | right)[field.kind.value] for field in inputs})
    values = {"text": "ab", "line": "ab", "day": now.date(), "time": now}
    reasons = reasons_against(row, Revision(), by=SYSTEM, parameters=values, now=now)

    assert set(refused.errors) == limited
    assert accepted.is_valid(), accepted.errors
    assert len(reasons) == len(limited)
    assert {str(reason.text) for reason in reasons} == {text for texts in refused.errors.values() for text in texts}
    assert not reasons_against(row, Revision(), by=SYSTEM, parameters=accepted.cleaned_data, now=now)


def test_field_shows_the_first_day_and_time_that_it_accepts() -> None:
    days = [replace(field, earliest_in_days=0) for field in INPUTS if field.kind in (InputKind.DAY, InputKind.TIME)]
    page = _drawn(Button(inputs=tuple(days)))
    today = timezone.localdate().isoformat()

    assert page.count(f'min="{today}"') == 1
    assert page.count(f'min="{today}T00:00"') == 1


def test_reasons_of_every_row_need_more_than_one_character() -> None:
    """Whoever reads a reason must be able to understand it."""
    now = timezone.now()
    lax = [
        row.verb
        for row in registered_rows()
        for field in (row.button.inputs if row.button else ())
        if field.name in {"reason", "answer"} and not dict(reasons_against_values(row, {field.name: "x"}, now))
    ]

    assert lax == []


@pytest.mark.parametrize("hidden", ["\x07", "\x1b", "\x7f", "\u202a", "\u202e", "\u2066", "\u2069"])
@pytest.mark.parametrize("kind", [InputKind.TEXT, InputKind.LINE])
def test_hidden_characters_are_refused_by_the_form_and_the_engine(kind: InputKind, hidden: str) -> None:
    row = _row(Button(inputs=tuple(field for field in INPUTS if field.kind is kind)))
    why = f"The text contains the character U+{ord(hidden):04X}, which people can't see. Remove it and try again."

    assert _form(row, {kind.value: f"a{hidden}b"}).errors == {kind.value: [why]}
    ((name, reason),) = reasons_against_values(row, {kind.value: f"a{hidden}b"}, timezone.now())
    assert (name, reason.code, isinstance(reason.error, HiddenCharacterRefused)) == (kind, "hidden-character", True)
    assert not list(reasons_against_values(row, {kind.value: "a\r\n\tb"}, timezone.now()))


@pytest.mark.parametrize("blank", ["\u200b\u200b\u200b", "\u3164 \u2800", "\ufeff\u00ad", "\U000e0041"])
def test_texts_that_people_cannot_see_are_refused(blank: str) -> None:
    with pytest.raises(HiddenCharacterRefused):
        assert_readable(f" {blank} ")
    assert_readable(f"a{blank}")
    assert_readable(" \n")


@pytest.mark.parametrize(
    "name, value",
    [
        ("text", "x" * 21),
        ("line", "x" * 21),
        ("email", "nobody"),
        ("url", "ftp:x"),
        ("day", "tomorrow"),
        ("time", "noon"),
    ],
)
def test_wrong_value_is_refused_at_its_field_and_kept(name: str, value: str) -> None:
    page = _drawn(Button(inputs=INPUTS), data={**VALUES, name: value})

    assert value in page
    assert "<details" in page
    assert " open" in page


def test_value_that_is_not_offered_is_refused() -> None:
    form = _form(_row(Button(inputs=INPUTS)), {**VALUES, "choice": "9", "choices": ["7", "9"]})

    assert set(form.errors) == {"choice", "choices"}


def test_chosen_value_has_its_type() -> None:
    form = _form(_row(Button(inputs=INPUTS)), VALUES)

    assert form.is_valid()
    assert (form.cleaned_data["choice"], form.cleaned_data["choices"]) == (7, [7, 8])


def test_input_without_details_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(details_of_inputs, "probe", lambda _subject, _actor: None)

    assert not {"choice", "choices"} & set(_form(_row(Button(inputs=INPUTS))).fields)


def test_help_and_limits_of_an_input_come_from_its_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    details = InputDetails(help="Until the fair", initial=date(2026, 12, 24), least=date(2026, 12, 1))
    monkeypatch.setitem(details_of_inputs, "probe", lambda _subject, _actor: details)
    page = _drawn(Button(inputs=(ButtonInput(name="day", label="Day", kind=InputKind.DAY, details="probe"),)))

    assert all(text in page for text in ("Until the fair", 'value="2026-12-24"', 'min="2026-12-01"'))


@pytest.mark.parametrize("codes", [["wrong-day"], ["wrong-day", "wrong-text"]])
def test_reasons_are_shown_at_the_fields_of_their_codes(codes: list[str]) -> None:
    form = _form(_row(Button(inputs=INPUTS)), VALUES)
    assert form.is_valid()

    assert form.show_reasons(NotPossible(reasons="Two reasons.", codes=codes, texts=[f"{code}." for code in codes]))
    assert form.errors == {code.removeprefix("wrong-"): [f"{code}."] for code in codes}


def test_reasons_of_the_button_are_shown_above_the_form() -> None:
    form = _form(_row(Button(inputs=INPUTS, errors=("list-open",))), VALUES)
    assert form.is_valid()

    assert form.show_reasons(NotPossible(reasons="Finish the list.", codes=["list-open"]))
    assert form.errors == {"__all__": ["Finish the list."]}


@pytest.mark.parametrize("codes", ["state", ["state"], ["wrong-day", "state"]])
def test_reason_that_belongs_to_no_field_is_not_shown_at_one(codes: object) -> None:
    form = _form(_row(Button(inputs=INPUTS)), VALUES)
    assert form.is_valid()

    assert not form.show_reasons(NotPossible(reasons="Two reasons.", codes=codes))
    assert not form.errors


def test_error_without_reasons_is_shown_at_the_field_of_its_code() -> None:
    field = ButtonInput(name="name", label="Name", kind=InputKind.LINE, errors=(NotAllowed.code,))
    form = _form(_row(Button(inputs=(field,))), {"name": "acme"})
    assert form.is_valid()

    assert form.show_reasons(NotAllowed())
    assert form.errors == {"name": ["Your role doesn't allow this."]}
    assert not form.show_reasons(NotFound())


def test_optional_input_may_stay_empty() -> None:
    row = _row(Button(inputs=(ButtonInput(name="reason", label="Reason", is_required=False),)))
    form = _form(row, {})

    assert form.is_valid()
    assert form.cleaned_data == {"reason": ""}


def test_closed_button_says_why_and_links_the_way_out() -> None:
    page = _drawn(Button(), closed="Accept the agreement.")

    assert 'href="/why/"' in page
    assert 'type="button"' in page


def test_form_on_a_page_of_its_own_is_not_folded() -> None:
    assert "<details" not in _drawn(Button(inputs=INPUTS), is_open=True)


def test_rows_share_the_reason_that_the_partner_sees() -> None:
    inputs = [field for row in registered_rows() if row.button for field in row.button.inputs]
    reasons = [field for field in inputs if (field.name, str(field.help)) == ("reason", "Shown to the partner.")]

    assert len(reasons) > 1
    assert all(replace(field, max_length=PARTNER_REASON.max_length) == PARTNER_REASON for field in reasons)
