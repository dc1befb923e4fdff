import pytest
from django.utils import translation

from common.lists import joined_facts, joined_sentences, joined_with_and, joined_with_or, labelled
from common.templatetags.lists import code_choice, code_list


@pytest.mark.parametrize(
    "language, names, choice, sentences, with_label",
    [
        ("en", "A, B and C", "A, B or C", "One. Two. Three.", "Category: Cloud"),
        ("fr", "A, B et C", "A, B ou C", "One. Two. Three.", "Category\xa0: Cloud"),
        ("ja", "A、B、C", "A、B、またはC", "One.Two.Three.", "Category: Cloud"),
    ],
)
def test_parts_are_joined_as_the_language_does(
    language: str, names: str, choice: str, sentences: str, with_label: str
) -> None:
    with translation.override(language):
        assert joined_with_and("ABC") == names
        assert joined_with_or("ABC") == choice
        assert joined_sentences(["One.", "Two.", "Three."]) == sentences
        assert labelled("Category", "Cloud") == with_label


def test_nothing_is_joined_to_an_empty_text() -> None:
    assert (joined_with_and([]), joined_sentences([]), joined_facts(["", ""])) == ("", "", "")


def test_facts_are_shown_without_the_empty_ones() -> None:
    assert joined_facts(["API", "", "Marketplace"]) == "API · Marketplace"


def test_names_of_code_are_escaped() -> None:
    with translation.override("en"):
        assert code_list(["a", "<b>"]) == "<code>a</code> and <code>&lt;b&gt;</code>"
        assert code_choice(["a", "<b>"]) == "<code>a</code> or <code>&lt;b&gt;</code>"
