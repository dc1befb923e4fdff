import json

import pytest

from tilekit.core.messages import Message, render


def test_render_fills_in_values() -> None:
    assert render(Message("{n} of {limit}", {"n": 3, "limit": 2})) == "3 of 2"


def test_render_keeps_a_brace_without_value() -> None:
    assert render(Message("{n} of {limit}", {"n": 3})) == "3 of {limit}"


def test_render_leaves_braces_in_values_alone() -> None:
    assert render(Message("Say {what}", {"what": "{n}"})) == "Say {n}"


@pytest.mark.parametrize(
    "name,value,shown",
    [
        ("title", "  Acme\r\n Queue \n", "“Acme Queue”"),
        ("title", " ", "“ ”"),
        ("title", "Acme  Queue", "“Acme  Queue”"),
        ("value", " Acme\n", "“ Acme ”"),
    ],
)
def test_render_shows_a_text_on_one_line(name: str, value: str, shown: str) -> None:
    """Without the blanks around it, except for the offending value, because they may be its fault."""
    assert render(Message(f"“{{{name}}}”", {name: value})) == shown
    assert render(Message("{all_names}", {"all_names": (" A\nB", "C ")})) == "A B, C"


def test_render_renders_messages_among_the_values() -> None:
    assert render(Message("{label} is empty", {"label": Message("Price in {unit}", {"unit": "USD"})})) == (
        "Price in USD is empty"
    )


def test_render_of_nothing_is_nothing() -> None:
    assert render("", "fr") == ""


def test_message_survives_storage() -> None:
    message = Message("{label}: {n}", {"label": Message("Price"), "n": 3, "none": None})

    assert Message.from_json(json.loads(json.dumps(message.as_json()))) == message


def test_stored_message_holds_only_json() -> None:
    assert Message("{x}", {"x": frozenset({1})}).as_json() == {"id": "{x}", "parameters": {"x": "frozenset({1})"}}


@pytest.mark.parametrize(
    "parameters,language,shown",
    [
        ({"n": 1234567}, "en", "1,234,567 of 999"),
        ({"n": 1234567}, "fr", "1\u202f234\u202f567 of 999"),
        ({"n": 1234567}, "ja", "1,234,567 of 999"),
        ({"n": "1234567"}, "en", "1234567 of 999"),
        ({"n": True}, "en", "True of 999"),
    ],
)
def test_counts_have_their_thousands_parted(parameters: dict[str, object], language: str, shown: str) -> None:
    assert render(Message("{n} of {limit}", {**parameters, "limit": 999}), language) == shown


def test_number_that_counts_nothing_is_shown_as_it_is() -> None:
    assert (
        render(Message("line {line}, plan {number}", {"line": 12345, "number": 20260131}))
        == "line 12345, plan 20260131"
    )
