import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.diffs import Part, without_unchanged, word_changes


@pytest.mark.parametrize(
    "old, new, parts",
    [
        ("The quick fox", "The slow fox", [("same", "The"), ("del", " quick"), ("ins", " slow"), ("same", " fox")]),
        ("", "New words", [("ins", "New words")]),
        ("Old words", "", [("del", "Old words")]),
        ("Equal", "Equal", [("same", "Equal")]),
        ("", "", []),
        ("Stop.", "Stop!", [("same", "Stop"), ("del", "."), ("ins", "!")]),
    ],
)
def test_word_changes_marks_words(old: str, new: str, parts: list[Part]) -> None:
    assert word_changes(old, new) == parts


def test_word_changes_of_a_very_long_text_goes_by_lines() -> None:
    lines = [f"word {number}\n" for number in range(1500)]
    changed = [*lines[:700], "other 700\n", *lines[701:]]

    kinds = [kind for kind, _text in word_changes("".join(lines), "".join(changed))]

    assert kinds == ["same", "del", "ins", "same"]


@given(st.text("ab \n.", max_size=60), st.text("ab \n.", max_size=60))
def test_word_changes_holds_both_texts(old: str, new: str) -> None:
    parts = word_changes(old, new)

    assert "".join(text for kind, text in parts if kind != "ins") == old
    assert "".join(text for kind, text in parts if kind != "del") == new


def test_without_unchanged_keeps_three_lines_next_to_each_change() -> None:
    lines = [f"line {number}\n" for number in range(30)]

    parts = without_unchanged([("same", "".join(lines)), ("ins", "new\n"), ("same", "".join(lines))])

    assert parts == [
        ("gap", ""),
        ("same", "".join(lines[-3:])),
        ("ins", "new\n"),
        ("same", "".join(lines[:3])),
        ("gap", ""),
    ]


@pytest.mark.parametrize("parts", [[], [("same", "a\n" * 30)], [("same", "a\n"), ("ins", "b"), ("same", "\nc\nd")]])
def test_without_unchanged_keeps_short_texts(parts: list[Part]) -> None:
    assert without_unchanged(parts) == parts
