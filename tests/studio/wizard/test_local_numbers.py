"""Prices and days are read as people write them in their language, and stored in one form."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Person
from studio.wizard.forms import with_stored_numbers
from tests.studio.scene import make_scene, signed_in
from tilekit.core.amounts import certain_amount, two_amounts
from tilekit.core.messages import format_amount

pytestmark = pytest.mark.sqlite_is_enough

THIN, FIXED = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    "language, typed, stored",
    [
        ("en", "1234.50", "1234.50"),
        ("en", "1,234.50", "1234.50"),
        ("en", " 49 ", "49"),
        ("en", "1 234.50", "1234.50"),
        ("fr", "49,00", "49.00"),
        ("fr", f"1{THIN}234,50", "1234.50"),
        ("fr", f"1{FIXED}234,50", "1234.50"),
        ("fr", "1 234,50", "1234.50"),
        ("fr", "49.00", "49.00"),
        ("ja", "１，２３４．５０", "1234.50"),
        ("fr", "1250,50", "1250.50"),
        ("en", "1 250,50", "1250.50"),
        ("en", "12,5", "12.50"),
        ("fr", "1,250.50", "1250.50"),
        ("en", "1.234,50", "1234.50"),
        ("en", "1’250.50", "1250.50"),
        ("fr", "1'250,50", "1250.50"),
        ("en", "$12.50", "12.50"),
        ("en", "US$ 1,250", "1250"),
        ("fr", "12,50 $US", "12.50"),
        ("fr", "12,50 USD", "12.50"),
        ("ja", "１２．５０ドル", "12.50"),
        ("ja", "＄１２。５", "12.50"),
        ("en", "1,250", "1250"),
        ("ja", "1,250", "1250"),
        ("fr", "0,125", "0.125"),
        ("en", "0012", "12"),
        # These could mean two numbers, or are none: the check names them as they were typed.
        ("fr", "1,250", "1,250"),
        ("fr", "1.250", "1.250"),
        ("en", "1.250", "1.250"),
        ("ja", "1.250", "1.250"),
        ("en", "1.000", "1.000"),
        ("en", "1,25,0", "1,25,0"),
        ("fr", "1.250,50 EUR", "1.250,50 EUR"),
        ("ja", "￥1200", "￥1200"),
        ("en", "CA$12", "CA$12"),
        ("en", "12.", "12."),
        ("en", "1e5", "1e5"),
        ("en", "-5", "-5"),
        ("en", "a lot", "a lot"),
        ("en", "", ""),
    ],
)
def test_price_is_read_in_the_language_of_the_reader(language: str, typed: str, stored: str) -> None:
    with translation.override(language):
        assert with_stored_numbers("pricing", {"unit_price": typed}) == {"unit_price": stored}


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("30", "30"), ("30 days", "30"), ("30 jours", "30"), ("30日間", "30"), ("14 Tage", "14"), ("３０", "30"),
        (" 45 ", "45"), ("30.0", "30"), ("2 weeks", "14"), ("1 month", "30"), ("30.5", "30.5"), ("", ""),
        ("two weeks", "14"), ("A month", "30"), ("14-day", "14"), ("deux semaines", "14"), ("un mois", "30"),
        ("2週間", "14"), ("1か月", "30"), ("１ヶ月", "30"), ("三十日間", "30"), ("二週間", "14"), ("十四日", "14"),
        ("eine Woche", "7"), ("3 Monate", "90"), ("none", "0"), ("なし", "0"), ("1 an", "365"), ("-5", "-5"),
        ("two", "two"), ("2 weeks or so", "2 weeks or so"), ("month", "30"), ("2w", "14"), ("a few days", "a few days"),
    ],
)  # fmt: skip
def test_days_are_stored_without_words(typed: str, stored: str) -> None:
    assert with_stored_numbers("pricing", {"trial_days": typed}) == {"trial_days": stored}


LANGUAGES = st.sampled_from([code for code, _ in settings.LANGUAGES])
WHOLE = st.integers(0, 10**9 - 1).map(str)
CENTS = st.integers(0, 10**11 - 1).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
COUNTED = st.integers(1, 10**9).map(lambda parts: f"{Decimal(parts) / 10_000:.4f}")
AMOUNTS = st.one_of(WHOLE, CENTS, COUNTED)
FULL_WIDTH = str.maketrans("0123456789.,$", "０１２３４５６７８９．，＄")
BLANKS = st.sampled_from([" ", THIN, FIXED, "\N{IDEOGRAPHIC SPACE}", "'", "’"])
SIGNS: list[Callable[[str], str]] = [
    "{}".format, "${}".format, "US$ {}".format, "{} $".format, "{} USD".format, "{}ドル".format, " {} ".format,
]  # fmt: skip


def stored_price(typed: str, language: str) -> object:
    with translation.override(language):
        return with_stored_numbers("pricing", {"unit_price": typed})["unit_price"]


@given(AMOUNTS, LANGUAGES, LANGUAGES, st.sampled_from(SIGNS), st.booleans())
def test_shown_amount_is_stored_as_it_was(
    amount: str, language: str, reader: str, sign: Callable[[str], str], is_full_width: bool
) -> None:
    """In every notation of the portal's languages, whoever reads it, an amount is the same or can mean two amounts."""
    typed = sign(format_amount(amount, language))
    typed = typed.translate(FULL_WIDTH) if is_full_width else typed

    assert stored_price(typed, language) == amount
    if not two_amounts(typed):
        assert stored_price(typed, reader) == amount


@given(AMOUNTS, LANGUAGES, BLANKS, st.sampled_from(".,"))
def test_blank_or_apostrophe_can_separate_thousands(amount: str, language: str, blank: str, point: str) -> None:
    typed = format_amount(amount, "en").replace(",", blank).replace(".", point)

    assert stored_price(typed, language) == (typed if two_amounts(typed) else amount)


@given(st.integers(1, 999), st.integers(0, 999), LANGUAGES, st.sampled_from(".,"))
def test_three_digits_after_one_separator_are_thousands_or_stay(
    whole: int, rest: int, language: str, separator: str
) -> None:
    typed = f"{whole}{separator}{rest:03}"
    writes_thousands = separator == "," and language != "fr"

    assert stored_price(typed, language) == (f"{whole}{rest:03}" if writes_thousands else typed)
    for amount in two_amounts(typed) or ():
        assert certain_amount(amount) == amount


@given(st.text("0123456789 .,'$€EURUSD１ー円\u202f", max_size=12), LANGUAGES)
def test_whatever_is_typed_is_stored_as_an_amount_or_as_it_is(typed: str, language: str) -> None:
    stored = stored_price(typed, language)

    assert stored == typed or certain_amount(str(stored)) == stored
    assert stored_price(str(stored), language) == stored


@given(AMOUNTS.filter(lambda amount: amount.strip("0.") != ""), LANGUAGES)
def test_amounts_are_written_as_in_the_language(amount: str, language: str) -> None:
    assert format_amount(amount, language) == format_decimal(
        amount, f"#,##0.{'0' * len(amount.partition('.')[2])}" if "." in amount else "#,##0", locale=language
    )


def test_other_values_stay_as_they_are() -> None:
    values = {"unit_label": "1,5", "unit_price": 12}

    assert with_stored_numbers("pricing", values) == values


@pytest.mark.django_db
def test_page_that_sent_another_form_draws_the_stored_one() -> None:
    scene = make_scene(route="marketplace")
    Person.objects.filter(pk=scene.editor.pk).update(language="fr")
    editor = Person.objects.get(pk=scene.editor.pk)
    body = json.dumps({"version": scene.section("pricing").version, "changes": {"unit_price": "1 234,5"}})

    response = signed_in(editor).post(scene.url("section-save", "pricing"), body, "application/json")

    assert (scene.section("pricing").document["unit_price"], response.json()["redraw"]) == ("1234.50", True)
