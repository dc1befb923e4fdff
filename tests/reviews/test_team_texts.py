"""The checklist and the saved replies of a team: who may edit them, versions, limits, languages and variables."""

from reviews.team_texts import text_in
from reviews.text_variables import filled, variables_in


def test_other_braces_are_left_alone() -> None:
    text = 'Use {{host.name}} in {"a": {}} and {listing}'

    assert variables_in(text) == ["listing"]
    assert filled(text, {"listing": "{partner}", "partner": "Acme"}) == text.replace("{listing}", "{partner}")


def test_text_falls_back_to_english_then_to_any_language() -> None:
    assert text_in({"en": "A", "fr": "B"}, "fr") == "B"
    assert text_in({"en": "A", "fr": "B"}, "ja") == "A"
    assert text_in({"fr": "B"}, "ja") == "B"
    assert text_in({"fr": "", "ja": "C"}, "fr") == "C"
    assert text_in({}, "fr") == ""
