import json

from tilekit.core.messages import Message, render


def test_render_fills_in_values() -> None:
    assert render(Message("{n} of {limit}", {"n": 3, "limit": 2})) == "3 of 2"


def test_render_keeps_a_brace_without_value() -> None:
    assert render(Message("{n} of {limit}", {"n": 3})) == "3 of {limit}"


def test_render_leaves_braces_in_values_alone() -> None:
    assert render(Message("Say {what}", {"what": "{n}"})) == "Say {n}"


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
