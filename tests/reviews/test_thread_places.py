"""The places of threads, and the names of these places."""

import pytest
from django.utils.translation import override

from listings.content.references import value_at_path
from listings.display.place_names import place_name, row_name
from reviews.thread_places import (
    excerpt_of,
    field_at,
    is_changed,
    is_line_gone,
    is_text_at,
    line_now,
    line_text,
    path_of_file,
)

pytestmark = pytest.mark.sqlite_is_enough

PICTURE = {"key": "f", "name": "images/a.png", "sha256": "0" * 64, "size": 3}
RENAMED = {**PICTURE, "key": "", "name": "a.png"}
DOCUMENTS = {
    "overview": {
        "title": "Acme",
        "categories": ["Cloud", "Metrics"],
        "logo_rights": True,
        "media": [{"key": "k1", "caption": "First", "image": PICTURE}, {"key": "k2", "caption": "Second"}],
    },
    "data": {"metadata_csv": {"key": "", "name": "metadata.csv", "sha256": "1" * 64, "size": 9}},
    "release_notes": {"entries": [{"key": "r", "version": "1.0.0"}]},
}


@pytest.mark.parametrize(
    "path, value",
    [
        ("overview.title", "Acme"),
        ("overview.media[k2].caption", "Second"),
        ("overview.media[gone].caption", None),
        ("overview.media[k1].nothing", None),
        ("nowhere.title", None),
        ("release_notes", DOCUMENTS["release_notes"]),
        ("", None),
    ],
)
def test_value_at_follows_the_path(path: str, value: object) -> None:
    assert value_at_path(path, DOCUMENTS) == value


def test_place_follows_its_row_when_rows_are_reordered() -> None:
    first, second = DOCUMENTS["overview"]["media"]
    reordered = {"overview": {**DOCUMENTS["overview"], "media": [second, first]}}

    assert value_at_path("overview.media[k1].caption", reordered) == "First"
    assert not is_changed("overview.media[k1].caption", DOCUMENTS, reordered)


@pytest.mark.parametrize(
    "path, after, expected",
    [
        ("overview.title", {"overview": {"title": "Other"}}, True),
        ("overview.title", {"overview": {"title": "Acme", "vendor_name": "V"}}, False),
        ("overview.media[k1]", {"overview": {"media": []}}, True),
        ("overview.media[k1].image", {"overview": {"media": [{"key": "k1", "image": RENAMED}]}}, False),
        ("overview.media", {"overview": {"media": [{"key": "k1", "image": RENAMED}]}}, True),
        ("data.metadata_csv", {"data": {"metadata_csv": {**RENAMED, "sha256": "1" * 64}}}, False),
        ("data.metadata_csv", {"data": {"metadata_csv": {**RENAMED, "name": "metadata.csv"}}}, True),
        ("", DOCUMENTS, False),
        ("", {**DOCUMENTS, "setup": {"setup_md": "x"}}, False),
    ],
)
def test_is_changed_compares_the_place_alone(path: str, after: dict[str, dict[str, object]], *, expected: bool) -> None:
    assert is_changed(path, DOCUMENTS, after) is expected


@pytest.mark.parametrize("text, number, expected", [("b", 2, False), ("b", 1, False), ("B", 2, True), ("c", 2, True)])
def test_line_is_gone_if_its_text_is_nowhere_in_the_file(text: str, number: int, *, expected: bool) -> None:
    assert is_line_gone(text, number, b"a\nb\n") is expected
    assert is_line_gone(text, number, None)


@pytest.mark.parametrize(
    "path, excerpt",
    [
        ("overview.title", "Acme"),
        ("overview.categories", "Cloud, Metrics"),
        ("data.metadata_csv", "metadata.csv"),
        ("overview.logo_rights", ""),
        ("overview.media", ""),
        ("", ""),
    ],
)
def test_excerpt_is_what_stands_there(path: str, excerpt: str) -> None:
    assert excerpt_of(path, DOCUMENTS) == excerpt


def test_excerpt_is_cut_unless_all_is_wanted() -> None:
    documents = {"setup": {"setup_md": "x" * 1000}}

    assert len(excerpt_of("setup.setup_md", documents)) == 280
    assert len(excerpt_of("setup.setup_md", documents, limit=None)) == 1000


@pytest.mark.parametrize(
    "file, path",
    [
        ("metadata.csv", "data.metadata_csv"),
        ("images/a.png", "overview.media[k1].image"),
        ("other.txt", ""),
    ],
)
def test_path_of_file_finds_the_field(file: str, path: str) -> None:
    assert path_of_file(file, DOCUMENTS) == path


def test_line_text_counts_from_one() -> None:
    data = b"first\nsecond\n"

    assert [line_text(data, number) for number in (0, 1, 2, 3)] == [None, "first", "second", None]


def test_line_now_is_the_nearest_one_with_the_same_text() -> None:
    lines = ["a", "b", "a", "c", "a"]

    assert line_now("a", 4, lines) == 3
    assert line_now("c", 1, lines) == 4
    assert line_now("gone", 1, lines) is None


@pytest.mark.parametrize(
    "path, label, is_text",
    [
        ("overview.title", "Tile title", True),
        ("overview.media[k1].caption", "Caption", True),
        ("overview.media[k1]", "Media carousel", False),
        ("overview.categories", "Categories", False),
    ],
)
def test_field_at_is_the_declared_field(path: str, label: str, *, is_text: bool) -> None:
    field = field_at(path)

    assert field is not None
    assert field.label == label
    assert is_text_at(path) is is_text


@pytest.mark.parametrize("path", ["overview.unknown", "unknown.title", "overview", ""])
def test_field_at_knows_no_other_place(path: str) -> None:
    assert field_at(path) is None


@pytest.mark.parametrize(
    "path, words",
    [
        ("", "the whole listing"),
        ("setup", "Setup & Uninstall"),
        ("overview.title", "Overview › Tile title"),
        ("overview.media[k2].caption", "Overview › Media carousel › 2 › Caption"),
        ("overview.media[gone].caption", "Overview › Media carousel › Caption"),
        ("release_notes.entries[r].version", "Release Notes › Versions › 1.0.0 › Version"),
        ("elsewhere.thing", "the whole listing"),
    ],
)
def test_place_is_said_in_words(path: str, words: str) -> None:
    with override("en"):
        assert place_name(path, documents=DOCUMENTS) == words


def test_row_is_kept_with_a_place_for_when_its_document_is_not_at_hand() -> None:
    path = "overview.media[k2].caption"
    row = row_name(path, DOCUMENTS)

    assert row == "2"
    assert place_name(path, row=row) == place_name(path, documents=DOCUMENTS)
    assert [row_name(place, DOCUMENTS) for place in ("overview.title", "overview", "")] == ["", "", ""]


def test_place_in_a_file_is_said_with_its_line() -> None:
    with override("en"):
        assert place_name("data.metadata_csv", "metadata.csv", 4) == "metadata.csv, line 4"
        assert place_name("", "metadata.csv") == "metadata.csv"
