import pytest
from django.utils.translation import override

from listings.display.controls import control_props
from listings.display.values import display_text
from tilekit.core.choices import ChoiceField
from tilekit.core.composite import Rows
from tilekit.core.field import Json
from tilekit.sections import SECTIONS, section_of
from tilekit.sections.release_notes import ReleaseNote

pytestmark = pytest.mark.sqlite_is_enough

FILE: dict[str, Json] = {"name": "images/one.png", "sha256": "1" * 64, "size": 9}


def test_every_choice_is_shown_with_its_label() -> None:
    with override("en"):
        for section in SECTIONS:
            for name, field in section.fields.items():
                if isinstance(field, ChoiceField):
                    for option in field.options:
                        assert display_text(f"{section.key}.{name}", option.value) == option.label


def test_rows_and_files_are_shown_in_words() -> None:
    row: dict[str, Json] = {"key": "k", "media_type": "image", "image": FILE, "caption": "One"}

    with override("en"):
        assert isinstance(SECTIONS[0].fields["media"], Rows)
        assert display_text("overview.media", [row]) == display_text("overview.media[k]", row)
        assert display_text("overview.media[k]", row).splitlines() == [
            "Type: Image",
            "Image or poster: images/one.png",
            "Caption: One",
        ]
        assert display_text("overview.logo_light", FILE) == "images/one.png"
        assert display_text("elsewhere.thing", "x") == ""


@pytest.mark.parametrize(
    "language, stored, text",
    [
        ("en", "2026-11-22", "22 Nov 2026"),
        ("fr", "2026-11-22", "22\N{NO-BREAK SPACE}nov.\N{NO-BREAK SPACE}2026"),
        ("ja", "2026-11-22", "2026年11月22日"),
        ("en", "next week", "next week"),
        ("en", "2026-02-31", "2026-02-31"),
    ],
)
def test_dates_are_written_as_in_the_readers_language(language: str, stored: str, text: str) -> None:
    with override(language):
        assert display_text("submission.requested_release_on", stored) == text


def test_only_lists_of_sentences_explain_how_to_continue_a_line() -> None:
    addresses = section_of("configuration").fields["oauth_redirect_uris"]
    changes = ReleaseNote.fields["added"]

    assert (control_props(addresses, [])["lines"], control_props(changes, [])["lines"]) == (1, 2)
