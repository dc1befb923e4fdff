"""Two versions of a file as bytes."""

import codecs

import pytest

from files.differences import bytes_changes

TEXT = "name\nä\n"


@pytest.mark.parametrize("old", [codecs.BOM_UTF8 + TEXT.encode(), TEXT.encode("utf-16")])
def test_other_encoding_of_the_same_text_is_said(old: bytes) -> None:
    changes = bytes_changes(old, TEXT.encode())

    assert (changes.parts, changes.other_encoding) == ([], True)


@pytest.mark.parametrize("old", [b"", b"name\n"])
def test_text_that_is_added_or_changed_keeps_its_encoding(old: bytes) -> None:
    assert not bytes_changes(old, TEXT.encode()).other_encoding
