"""Which names are refused, and which look the same."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.migrations import _name_keys
from common.errors import NameAddressRefused, NameEmpty, NameMarkRefused, NameRefused
from common.name_keys import name_keys
from common.names import (
    assert_no_address,
    assert_visible,
    name_without_address,
    visible_name,
    without_invisible,
    without_links,
)

NUL, BELL, NEXT_LINE = "\0", "\a", "\x85"
RIGHT_TO_LEFT, ISOLATE, JOINER, NON_JOINER = "\u202e", "\u2066", "\u200d", "\u200c"
ZERO_WIDTH, BOM, SOFT_HYPHEN, FILLER, BLANK = "\u200b", "\ufeff", "\u00ad", "\u3164", "\u2800"


@pytest.mark.parametrize(
    "character",
    [
        NUL, BELL, NEXT_LINE, "\n", RIGHT_TO_LEFT, ISOLATE, JOINER, NON_JOINER, ZERO_WIDTH, BOM, SOFT_HYPHEN, FILLER,
        BLANK, "\u2028", "\ud800", "\U000e0041", "\U000e0080", "\u2065", "\ufff3", "\uffff", "\ue000",
    ],
)  # fmt: skip
def test_character_that_nobody_sees_is_refused(character: str) -> None:
    with pytest.raises(NameRefused) as refused:
        assert_visible(f"Ac{character}me")
    with pytest.raises(ValidationError):
        visible_name(f"Ac{character}me")

    assert refused.value.context["character"] == f"U+{ord(character):04X}"
    assert without_invisible(f"Ac{character}me") in ("Acme", "Ac me")


@pytest.mark.parametrize(
    "name",
    [
        "Prize at https://evil.example",
        "HTTP\uff1a\uff0f\uff0fevil",
        "www.evil.example",
        "WWW.evil",
        "evil.example/win now",
    ],
)
def test_name_of_somebody_with_a_web_address_is_refused(name: str) -> None:
    with pytest.raises(NameAddressRefused):
        assert_no_address(name)
    with pytest.raises(ValidationError):
        name_without_address(name)


@pytest.mark.parametrize(
    "name", ["monday.com", "J.R. Smith", "Acme Inc./Ltd", "Node.js", "A/B", "Ada @ Northquay", "wwwest"]
)
def test_name_that_contains_no_web_address_is_allowed(name: str) -> None:
    assert_no_address(name)


def test_names_in_mails_are_no_links() -> None:
    joiner = "\u2060"

    assert without_links("monday.com, J.R. Smith") == f"monday.{joiner}com, J.R. Smith"
    assert without_links("https://a.example") == f"https:{joiner}//a.{joiner}example"
    assert without_links("ada@a.example") == f"ada@{joiner}a.{joiner}example"


SINHALA, BENGALI, HINDI = (
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "\u09b0\u200d\u09cd\u09af\u09be\u09ae",
    "\u0915\u094d\u200d\u0937",
)
PERSIAN, FARMER, HEART = (
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "👩🏽\u200d🌾",
    "\u2764\ufe0f\u200d\U0001f525",
)
VARIANT, HEBREW = "\u845b\U000e0100\u98fe", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd"


@pytest.mark.parametrize(
    "name",
    [
        "Acme Queue", "Łódź & Söhne", "日本オブザーバビリティ", "Привет", "Sails \u26f5", "O’Neil", "ไทยแลนด์",
        "Nguye\u0302\u0303n", "Keycap 1\ufe0f\u20e3", "\u2139\ufe0f Desk", "\u1820\u180b\u1828", SINHALA, BENGALI,
        HINDI, PERSIAN, VARIANT, HEBREW, FARMER, HEART, "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    ],
)  # fmt: skip
def test_ordinary_name_is_taken(name: str) -> None:
    assert_visible(name)
    assert without_invisible(name) == name


@pytest.mark.parametrize(
    "joined", [f"Ac{JOINER}me", f"{PERSIAN}{NON_JOINER}", f"{JOINER}{FARMER}", f"日{NON_JOINER}本"]
)
def test_joiner_that_joins_nothing_is_refused(joined: str) -> None:
    with pytest.raises(NameRefused):
        assert_visible(joined)


@pytest.mark.parametrize(
    "name", ["\u0301", "A \u0301", "e" + "\u0301" * 5, "\u0947", "A\u20dd\u20dd\u20dd\u20dd\u20dd"]
)
def test_mark_without_a_letter_or_one_of_many_is_refused(name: str) -> None:
    with pytest.raises(NameMarkRefused):
        assert_visible(name)

    assert len(without_invisible(name)) < len(name)


@pytest.mark.parametrize("selected", ["\ufe0f", "A \ufe0f", "A\ufe0f\ufe0f", "Ac\ufe0fme", "\u0430\ufe0e"])
def test_selector_that_selects_nothing_is_refused(selected: str) -> None:
    with pytest.raises(NameRefused):
        assert_visible(selected)


@pytest.mark.parametrize("name", ["", " ", "\u00a0", "\u3000\u2003"])
def test_name_of_spaces_is_refused(name: str) -> None:
    with pytest.raises(NameEmpty):
        assert_visible(name)


@given(name=st.text(max_size=300))
@settings(derandomize=True)
def test_name_of_a_file_can_be_given_once_it_is_cleaned(name: str) -> None:
    if cleaned := without_invisible(name):
        assert_visible(cleaned)
    assert len(cleaned) <= 200


@pytest.mark.parametrize(
    "one, other",
    [
        ("Acme", "Ac\u200bme"),  # only older names have it
        ("Acme", "Acme\u00ad\U000e0041"),
        (PERSIAN, PERSIAN.replace(NON_JOINER, "")),
        ("Acme", "ACME"),
        ("Acme", "\uff21cme"),  # full width
        ("Acme", "\u0430cme"),  # Cyrillic
        ("Northquay", "\u039dorthquay"),  # Greek: only the capital letters look the same
        ("PayPal", "PayPaI"),
        ("straße", "STRASSE"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("ПРИВЕТ", "привет"),
        ("Acme  Queue", "Acme Queue"),
        ("Heart \u2764", "Heart \u2764\ufe0f"),
    ],
)
def test_names_that_read_the_same_share_a_key(one: str, other: str) -> None:
    assert _is_same(one, other)


@pytest.mark.parametrize(
    "one, other", [("Aiven", "Alven"), ("Mail", "Mall"), ("Cache 1", "Cache 2"), ("Acme", "Acme Queue"), ("né", "ne")]
)
def test_names_that_read_differently_share_none(one: str, other: str) -> None:
    assert not _is_same(one, other)


@settings(derandomize=True)
@given(name=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_keys_do_not_depend_on_case_and_width(name: str) -> None:
    """Migrations and the current code compute the same keys, so a change needs a migration that updates them."""
    keys = name_keys(name)

    assert keys.name_folded == name_keys(name.casefold()).name_folded
    assert keys.name_folded == _name_keys._digest(_name_keys._folded(name))
    assert keys.name_look == _name_keys._digest(_name_keys._look(name))


def _is_same(one: str, other: str) -> bool:
    first, second = name_keys(one), name_keys(other)
    return first.name_folded == second.name_folded or first.name_look == second.name_look
