"""Changes as pages show them."""

from pathlib import Path
from uuid import uuid4

import pytest

from files.actions import put_blob
from listings.content.changes import ContentChange
from listings.display.access_gains import gains_of
from listings.display.changes import ChangePresenter, ShownChange
from tests.files import samples
from tests.listings.scene import NOW
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument, Values
from tilekit.sections import section_of

pytestmark = pytest.mark.django_db
OLD, NEW = b"metric_name\nhits\n", b"metric_name\nmisses\n"


def presented(content: ContentChange, **unsaved: bytes) -> list[ShownChange]:
    contents = {FileRef.of("", data).sha256: data for data in unsaved.values()}
    presenter = ChangePresenter(uuid4(), [content], url_of=lambda change: f"#{change.path}", unsaved=contents)
    return presenter.present(content)


def changed(key: str, before: Values, after: Values) -> ContentChange:
    return ContentChange(before={key: section_of(key)(before)}, after={key: section_of(key)(after)})


def documents(**sections: Values) -> dict[str, SectionDocument]:
    return {key: section_of(key)(values) for key, values in sections.items()}


def store_file(data: bytes, name: str, kind: str) -> FileRef:
    blob = put_blob(data, name=name, accepts=(kind,), max_bytes=10_000_000, now=NOW)
    return FileRef(key="", name=name, sha256=blob.sha256, size=blob.size)


def test_text_is_shown_word_by_word() -> None:
    (change,) = presented(changed("overview", {"title": "Acme Queue"}, {"title": "Acme Topic"}))

    assert (change.place, change.href, change.difference.kind) == (
        "Overview › Tile title",
        "#overview.title",
        "changed",
    )
    assert change.parts == [("same", "Acme"), ("del", " Queue"), ("ins", " Topic")]


def test_new_scope_host_and_data_are_shown_once_each(data_dir: Path) -> None:
    scope = {"key": "a", "scope": "metrics_read", "reason": ""}
    old, new = (
        store_file(data, "a.csv", "csv").as_json() for data in (OLD, NEW + b"https://b.example/ https://a.example")
    )
    change = ContentChange(
        before=documents(support={"support_url": "https://a.example/x"}, data={"metadata_csv": old}),
        after=documents(
            support={"support_url": "https://a.example/y", "support_md": "mail@c.example or http://c.example"},
            data={"metadata_csv": new, "submitted_data_types": ["Logs"]},
            configuration={"oauth_scopes": [scope]},
        ),
    )

    in_changes, in_short = [gain for shown in presented(change) for gain in shown.gains], gains_of(change)

    assert in_changes == in_short
    assert sorted((str(gain.label), gain.name) for gain in in_short) == [
        ("New OAuth scope", "metrics_read"),
        ("New host", "b.example"),
        ("New host", "c.example"),
        ("New submitted data", "Logs"),
    ]


def test_moved_row_is_shown_with_its_positions() -> None:
    first, second = ({"key": key, "short_name": key} for key in ("one", "two"))

    (change,) = presented(changed("content", {"saved_views": [first, second]}, {"saved_views": [second, first]}))

    assert change.note in {"from position 1 to 2", "from position 2 to 1"}
    assert change.parts == ()


def test_removed_row_is_named_as_it_was() -> None:
    row = {"key": "one", "short_name": "Errors"}

    (change,) = presented(changed("content", {"saved_views": [row]}, {"saved_views": []}))

    assert change.place.endswith(" › Errors")


def test_text_file_is_shown_with_both_sides_and_lines(data_dir: Path) -> None:
    old, new = (store_file(data, "metadata.csv", "csv").as_json() for data in (OLD, NEW))

    (change,) = presented(changed("data", {"metadata_csv": old}, {"metadata_csv": new}))

    assert change.diff
    assert change.diff.parts == [("same", "metric_name\n"), ("del", "hits\n"), ("ins", "misses\n")]
    assert change.old
    assert change.old.download.endswith("?download&name=metadata.csv")


def test_file_that_is_not_stored_yet_has_no_url(data_dir: Path) -> None:
    old, new = store_file(samples.png(), "a.png", "image"), samples.png(width=50)

    (change,) = presented(ContentChange(files={"images/a.png": (old.sha256, FileRef.of("", new).sha256)}), new=new)

    assert (change.place, change.difference.kind) == ("images/a.png", "changed")
    assert change.old
    assert change.old.picture
    assert change.new
    assert (change.new.download, change.new.picture, "50 ×" in change.new.facts) == ("", None, True)


def test_lost_file_is_named_without_a_url() -> None:
    (change,) = presented(ContentChange(files={"a.txt": ("0" * 64, "")}))

    assert (change.difference.kind, change.new) == ("removed", None)
    assert change.old
    assert (change.old.name, change.old.download, change.old.facts) == ("a.txt", "", "The file is no longer stored.")
