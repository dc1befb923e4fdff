"""CHANGELOG.md: release notes and file are the same thing seen from two sides."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tilekit.core.fields import Json
from tilekit.scaffold.changelog import read_changelog, tidy_rows, wanted_notes, write_changelog
from tilekit.scaffold.manifest import Parts

KINDS = ("added", "changed", "fixed", "removed", "deprecated", "security")
LINES = (
    "Text", "* text", "- text", "  * text", "## 1.0.0", "## 1.2.0 / 2024-01-02", "### 2.0.0 / 2024-01-02", "# 1.0.0",
    "# CHANGELOG - X", "***Added***:", "***Fixed***", "**Changed**", "### Removed", "", "", "   indented", "\ttab",
    "* [x](y)", "   * deep", "+ plus", "```", "Ünï ☃", "***Added:***", "## Unreleased", "##", "*", "* ",
)  # fmt: skip
ITEMS = st.lists(st.sampled_from(LINES) | st.text(max_size=8), min_size=1, max_size=4).map("\n".join)
VERSIONS = st.sampled_from(["", "1.0.0", "1.0.1", "2.0.0", "2.0.0-rc.1", "next", "Initial release"])
DATES = st.sampled_from(["", "2024-01-02", "soon", "2025-03-01"])
ROWS = st.fixed_dictionaries(
    {"version": VERSIONS, "date": DATES}, optional={kind: st.lists(ITEMS, max_size=3) for kind in KINDS}
)
VALUES = st.lists(ROWS, max_size=4).map(lambda rows: {"release_notes": {"entries": tidy_rows(list(rows))}})
BASES = st.tuples(st.lists(st.sampled_from(LINES), max_size=16), st.sampled_from(["\n", "\r\n"]), st.booleans()).map(
    lambda drawn: (drawn[1].join(drawn[0]) + (drawn[1] if drawn[2] else "")).encode()
)


@given(VALUES, st.none() | BASES)
def test_written_changelog_reads_back_as_its_entries(parts: Parts, base: bytes | None) -> None:
    assert wanted_notes(read_changelog(write_changelog(parts, base))) == wanted_notes(parts)


@given(BASES)
def test_written_changelog_with_its_own_entries_keeps_every_byte(base: bytes) -> None:
    assert write_changelog(read_changelog(base), base) == base


@given(st.binary())
def test_written_changelog_that_is_no_text_keeps_every_byte(base: bytes) -> None:
    assert write_changelog(read_changelog(base), base) == base


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_changelog_of_a_listing_gains_an_entry_and_loses_no_line(folder: Path) -> None:
    base = (folder / "CHANGELOG.md").read_bytes()
    parts = read_changelog(base)
    assert write_changelog(parts, base) == base
    assert wanted_notes(read_changelog(write_changelog(parts, None))) == wanted_notes(parts)
    entries = parts.get("release_notes", {}).get("entries", [])
    assert isinstance(entries, list)
    new: Json = {"version": "9.0.0", "date": "2026-01-01", "added": ["One more dashboard"]}

    written = write_changelog({"release_notes": {"entries": [new, *entries]}}, base)

    added = b"## 9.0.0 / 2026-01-01\n\n***Added***:\n\n* One more dashboard\n\n"
    assert written.replace(b"\r\n", b"\n") == _inserted(base.replace(b"\r\n", b"\n"), added)
    assert (b"\r\n" in written) == (b"\r\n" in base)


@pytest.mark.parametrize("mark", [b"#", b"##", b"###"])
def test_heading_that_changes_gets_the_level_of_a_version(mark: bytes) -> None:
    base = b"# CHANGELOG - Acme\n\n" + mark + b" 1.1.0 / soon\n\n* One\n\n" + mark + b" 1.0.0 / 2024-01-02\n"
    entries = read_changelog(base)["release_notes"]["entries"]
    assert isinstance(entries, list)
    newest = entries[0]
    assert isinstance(newest, dict)

    written = write_changelog({"release_notes": {"entries": [{**newest, "date": "2026-01-31"}, entries[1]]}}, base)

    assert written == base.replace(mark + b" 1.1.0 / soon", b"## 1.1.0 / 2026-01-31")


def _inserted(base: bytes, added: bytes) -> bytes:
    """The base with the text before its first entry."""
    lines = base.split(b"\n")
    headings = (index for index, line in enumerate(lines) if line.startswith((b"## ", b"### ", b"# 1")))
    first = next(headings, None)
    if first is None:
        return base.rstrip(b"\n") + b"\n\n" + added.removesuffix(b"\n")
    return b"\n".join(lines[:first]) + b"\n" + added + b"\n".join(lines[first:])
