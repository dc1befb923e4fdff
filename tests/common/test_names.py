"""Which names are refused, and which read the same."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.migrations import _name_keys
from common.errors import NameRefused
from common.names import assert_visible, keys_of, visible_name, without_unseen

NUL, BELL, NEXT_LINE = "\0", "\a", "\x85"
RIGHT_TO_LEFT, ISOLATE, JOINER, NON_JOINER = "\u202e", "\u2066", "\u200d", "\u200c"
ZERO_WIDTH, BOM, SOFT_HYPHEN, FILLER, BLANK = "\u200b", "\ufeff", "\u00ad", "\u3164", "\u2800"


@pytest.mark.parametrize(
    "character",
    [
        NUL, BELL, NEXT_LINE, "\n", RIGHT_TO_LEFT, ISOLATE, JOINER, NON_JOINER, ZERO_WIDTH, BOM, SOFT_HYPHEN, FILLER,
        BLANK, "\u2028", "\ud800",
    ],
)  # fmt: skip
def test_character_that_nobody_sees_is_refused(character: str) -> None:
    with pytest.raises(NameRefused) as refused:
        assert_visible(f"Ac{character}me")
    with pytest.raises(ValidationError):
        visible_name(f"Ac{character}me")

    assert refused.value.context["character"] == f"U+{ord(character):04X}"
    assert without_unseen(f"Ac{character}me") in ("Acme", "Ac me")


@pytest.mark.parametrize(
    "name", ["Acme Queue", "Łódź & Söhne", "日本オブザーバビリティ", "Привет", "Sails \u26f5", "O’Neil"]
)
def test_ordinary_name_is_taken(name: str) -> None:
    assert_visible(name)
    assert without_unseen(name) == name


@pytest.mark.parametrize(
    "one, other",
    [
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
    """Migrations and the code of today give the same keys: a change needs a migration that writes them again."""
    keys = keys_of(name)

    assert keys.name_folded == keys_of(name.casefold()).name_folded
    assert keys.name_folded == _name_keys._digest(_name_keys._folded(name))
    assert keys.name_look == _name_keys._digest(_name_keys._look(name))


def _is_same(one: str, other: str) -> bool:
    first, second = keys_of(one), keys_of(other)
    return first.name_folded == second.name_folded or first.name_look == second.name_look
