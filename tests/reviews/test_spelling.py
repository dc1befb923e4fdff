"""Which changes of a text count as spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.spelling import is_spelling, keeps_protected

TEXT = "Monitor the queues of your brokers. Alerts tell you when a consumer is behind."


@pytest.mark.parametrize(
    "old, new",
    [
        (TEXT, TEXT),
        (TEXT, TEXT.replace("consumer", "Consumer")),
        ("You recieve teh data", "You receive the data"),
        ("Hello world", "Hello, world."),
        ("Hello  world \n", "Hello world"),
        ("Queues,brokers", "Queues, brokers"),
        ("Queues - all of them", "Queues – all of them"),
        ("You don't need it", "You don’t need it"),
        ("A cafe", "A café"),
        ("Quoted 'text' here", "Quoted “text” here"),
        ("See [teh guide](https://acme.example/1) first", "See [the guide](https://acme.example/1) first."),
        ("Teh `make all` command", "The `make all` command"),
    ],
)
def test_small_corrections_are_spelling(old: str, new: str) -> None:
    assert is_spelling(old, new)
    assert is_spelling(new, old)


@pytest.mark.parametrize(
    "old, new",
    [
        ("", "New"),
        (TEXT, f"{TEXT} Really."),
        (TEXT, TEXT.replace("brokers", "databases")),
        ("It is free", "It is fee"),
        ("It is available", "It is unavailable"),
        ("Your private data", "Your private date"),
        ("Limits < quotas", "Limits > quotas"),
        ("It is now here", "It is nowhere"),
        ("It has no table metrics", "It has notable metrics"),
        ("Alerts for every day use", "Alerts for everyday use"),
        ("Sign in here", "Sign inhere"),
        ("You can re-sign the data", "You can resign the data"),
        ("A real-time view", "A real time view"),
        ("We're in the cloud", "Were in the cloud"),
        (TEXT, TEXT.replace("the queues", "the queue's")),
        ("One\n\nTwo", "One Two"),
        ("- One\n- Two", "One\nTwo"),
        ("- One\n  - Two", "- One\n- Two"),
        ("It can read data", "It can not read data"),
        ("You can read it", "You can't read it"),
        ("It is now free", "It is not free"),
        ("Costs 5 dollars", "Costs 6 dollars"),
        ("Costs $5", "Costs €5"),
        ("Open port 8125", "Open port 8126"),
        ("Run `make all`", "Run `make al`"),
        ("Run make", "Run fake"),
        ("Run `Make`", "Run `make`"),
        ("Run `teh`", "Run `the`"),
        ("Run\n\n    teh command", "Run\n\n    the command"),
        ("One ` more\n\nRun `teh` first", "One ` more\n\nRun `the` first"),
        ("See `a``b` or `teh`", "See `a``b` or `the`"),
        ("```\nrm -r a\n```", "```\nrm -r b\n```"),
        ("```\nif a:\n  b\n```", "```\nif a:\nb\n```"),
        ("~~~\n```\nteh\n~~~", "~~~\n```\nthe\n~~~"),
        ("See [it](https://acme.example/a)", "See [it](https://acme.example/b)"),
        ("See [it][acme]", "See [it][acne]"),
        ("[acme]: start\n", "[acme]: stars\n"),
        ("Write to help@acme.example", "Write to help@acne.example"),
        ("Visit acme.example", "Visit acne.example"),
        ("Set api_key to on", "Set app_key to on"),
        ("<b>Bold</b>", "<i>Bold</i>"),
        ("Use the app", "Use the арр"),
        ("Use it\u200b", "Use it"),
        ("one two three", "three two one"),
        ("aa bb cc dd ee ff", "ax bx cx dx ex fx"),
        ("a b a b a b a b a b a b", "a c a c a c a c a c a c"),
    ],
)
def test_other_changes_are_not_spelling(old: str, new: str) -> None:
    assert not is_spelling(old, new) or not is_spelling(new, old)


@pytest.mark.parametrize("text", ["<", "a", "](", "`", "[\n", "a ", "``` ", "a.b "])
def test_long_texts_without_structure_are_compared(text: str) -> None:
    """Takes minutes if the time grows with the square of the length."""
    assert is_spelling(text * 50_000, text * 50_000)
    assert not is_spelling(text * 50_000, f"{text * 50_000} and more")


@given(st.text(max_size=60), st.text(max_size=60))
def test_spelling_keeps_what_is_protected(old: str, new: str) -> None:
    if is_spelling(old, new):
        assert keeps_protected(old, new)
    assert is_spelling(old, old)
