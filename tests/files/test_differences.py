"""Two stored versions of a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.line_diffs import FileDiff
from files.actions import put_blob
from files.differences import MAX_DIFF_BYTES, Differ
from tests.files import samples

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def store_file(content: bytes, name: str = "metadata.csv", kind: str = "csv") -> str:
    return put_blob(content, name=name, accepts=(kind,), max_bytes=10 * MAX_DIFF_BYTES, now=NOW).sha256


def test_texts_are_compared_by_lines(data_dir: Path) -> None:
    old, new = store_file(b"name\nhits\n"), store_file(b"name\nmisses\n")

    assert Differ({old, new}).compared(old, new).parts == [("same", "name\n"), ("del", "hits\n"), ("ins", "misses\n")]
    assert Differ({new}).compared("", new).parts == [("ins", "name\nmisses\n")]


def test_nothing_is_said_of_pictures_equal_and_lost_files(data_dir: Path) -> None:
    text, picture = store_file(b"name\n"), store_file(samples.png(), "a.png", "image")
    differ = Differ({text, picture})

    assert differ.compared(text, picture) == FileDiff()
    assert differ.compared(text, text) == FileDiff()
    assert differ.compared(text, "0" * 64) == FileDiff()


def test_file_that_is_too_large_is_not_read(data_dir: Path) -> None:
    small, large = store_file(b"name\n"), store_file(b"name\n" + b"x\n" * (MAX_DIFF_BYTES // 2))

    assert Differ({small, large}).compared(small, large) == FileDiff(is_too_large=True)
