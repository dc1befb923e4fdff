"""Words that deny a sentence or limit it to a case."""

import pytest

from tilekit.checks.negation import is_conditional, is_negated


@pytest.mark.parametrize(
    "text", ["It is not urgent.", "It doesn't alert.", "It doesn’t alert.", "Never billed per host", "No trial"]
)
def test_negated(text: str) -> None:
    assert is_negated(text)


@pytest.mark.parametrize("text", ["A notice is sent.", "The knot is tied.", "Nothing changed", "The node is up"])
def test_not_negated(text: str) -> None:
    assert not is_negated(text)


@pytest.mark.parametrize("text", ["Once it has recovered", "Page them if it is full", "unless it is up"])
def test_conditional(text: str) -> None:
    assert is_conditional(text)


@pytest.mark.parametrize("text", ["The queue has recovered.", "A gift is sent", "whenceforth"])
def test_unconditional(text: str) -> None:
    assert not is_conditional(text)


def test_reads_only_between_the_places() -> None:
    text = "It is not urgent. The queue is full."

    assert not is_negated(text, text.index("The"))
    assert not is_negated(text, 0, 5)
