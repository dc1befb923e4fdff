"""CHANGELOG.md: converting between release notes and the file loses nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tilekit.core.fields import Json
from tilekit.scaffold.changelog import read_changelog, write_changelog
from tilekit.scaffold.changelog_notes import filled_notes, tidy_rows
from tilekit.scaffold.manifest import FieldsBySection

KINDS = ("added", "changed", "fixed", "removed", "deprecated", "security")
LINES = (
    "Text", "* text", "- text", "  * text", "## 1.0.0", "## 1.2.0 / 2024-01-02", "### 2.0.0 / 2024-01-02", "# 1.0.0",
    "# CHANGELOG - X", "***Added***:", "***Fixed***", "**Changed**", "### Removed", "", "", "   indented", "\ttab",
    "* [x](y)", "   * deep", "+ plus", "```", "Ünï ☃", "***Added:***", "## Unreleased", "##", "*", "* ",
    "_**Added**_:", "**Added:** text", "Fixed: text", "Added:", "Fixed", "### _Changed_", "##1.1.0/2024-01-02",
    "## v1.0.0 - 2024-01-02", "## [1.0.0] - 2024/1/2", "<!-- text -->", "1. text", "**Added** text",
    "<!--", "-->", "~~~", "---", "=====", "1.0.0 / 2024-01-02", "1.1.0", "**Added** - text", "Added：",
)  # fmt: skip
ITEMS = st.lists(st.sampled_from(LINES) | st.text(max_size=8), min_size=1, max_size=4).map("\n".join)
VERSIONS = st.sampled_from(
    ["", "1.0.0", "1.0.1", "2.0.0", "2.0.0-rc.1", "next", "Initial release", "v1.0.0", "[1.0.0]", "1.0.0 - 2024-01-02",
     "1.0.0/2024-01-02", "Version 1.0", "1.0.0-2024-01-02", "1.0.0 - first", "1.0.0 March 1, 2025"]
)  # fmt: skip
DATES = st.sampled_from(
    ["", "2024-01-02", "soon", "2025-03-01", "(2025-03-01)", "2025/3/1", "/ 2025-03-01", "2025-02-30"]
)
ROWS = st.fixed_dictionaries(
    {"version": VERSIONS, "date": DATES}, optional={kind: st.lists(ITEMS, max_size=3) for kind in KINDS}
)
VALUES = st.lists(ROWS, max_size=4).map(lambda rows: {"release_notes": {"entries": tidy_rows(list(rows))}})
BASES = st.tuples(st.lists(st.sampled_from(LINES), max_size=16), st.sampled_from(["\n", "\r\n"]), st.booleans()).map(
    lambda parts: (parts[1].join(parts[0]) + (parts[1] if parts[2] else "")).encode()
)


@given(VALUES, st.none() | BASES)
def test_written_changelog_reads_back_as_its_entries(parts: FieldsBySection, base: bytes | None) -> None:
    assert filled_notes(read_changelog(write_changelog(parts, base))) == filled_notes(parts)


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
    assert filled_notes(read_changelog(write_changelog(parts, None))) == filled_notes(parts)
    entries = parts.get("release_notes", {}).get("entries", [])
    assert isinstance(entries, list)
    new: Json = {"version": "9.0.0", "date": "2026-01-01", "added": ["One more dashboard"]}

    written = write_changelog({"release_notes": {"entries": [new, *entries]}}, base)

    added = b"## 9.0.0 / 2026-01-01\n\n***Added***:\n\n* One more dashboard\n\n"
    assert written.replace(b"\r\n", b"\n") == _with_entry(base.replace(b"\r\n", b"\n"), added)
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


MARKS = [
    "***Added***:", "***Added***", "***Added:***", "_**Added**_:", "**_Added_**:", "**Added**", "**Added:**",
    "__Added__:", "*Added*", "_Added_:", "### Added", "### **Added**:", "#### _Added:_", "## Added", "Added:", "Added",
    "**ADDED**", "***Added***：",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_kind_of_change_is_read_however_it_is_marked_up(mark: str, between: str) -> None:
    upper = mark.replace("dded", "DDED")
    text = f"# CHANGELOG\n\n## 1.1.0 / 2025-03-01\n\n{mark}{between}* One\n* Two\n\n{upper}\n- Three\n"
    fixed = mark.replace("Added", "Fixed").replace("ADDED", "FIXED")

    assert _entries_without_keys(text + f"\n{fixed}{between}* Four\n") == [
        {"version": "1.1.0", "date": "2025-03-01", "added": ["One", "Two", "Three"], "fixed": ["Four"]}
    ]


@pytest.mark.parametrize(
    "heading,version,date",
    [
        ("## 1.0.0 / 2025-01-02", "1.0.0", "2025-01-02"),
        ("##1.0.0/2025-01-02", "1.0.0", "2025-01-02"),
        ("## 1.0.0/ 2025-01-02", "1.0.0", "2025-01-02"),
        ("## 1.0.0 /2025-01-02", "1.0.0", "2025-01-02"),
        ("##1.0.0", "1.0.0", ""),
        ("#1.0.0 / 2025-01-02", "1.0.0", "2025-01-02"),
        ("### 1.0.0 / 2025-01-02", "1.0.0", "2025-01-02"),
        ("## v1.0.0 - 2025-01-02", "1.0.0", "2025-01-02"),
        ("## 1.0.0 – 2025-01-02", "1.0.0", "2025-01-02"),
        ("## 1.0.0 (2025-01-02)", "1.0.0", "2025-01-02"),
        ("## 1.0.0: 2025-01-02", "1.0.0", "2025-01-02"),
        ("## 1.0.0 2025/1/2", "1.0.0", "2025-01-02"),
        ("## [1.0.0] - 2025-01-02", "1.0.0", "2025-01-02"),
        ("## [v1.0.0](https://acme.example.org/1) (2025-01-02)", "1.0.0", "2025-01-02"),
        ("# Version 1.0.0 / 2025-01-02", "1.0.0", "2025-01-02"),
        ("## 1.0.0-rc.1 / 2025-01-02", "1.0.0-rc.1", "2025-01-02"),
        ("## 1.0.0-2025-01-02", "1.0.0", "2025-01-02"),
        ("## 1.0.0 - January 2, 2025", "1.0.0", "January 2, 2025"),
        ("## 1.0.0 / 2 Jan 2025", "1.0.0", "2 Jan 2025"),
        ("## 1.0.0 / soon", "1.0.0", "soon"),
        ("## 1.0.0 / 2025-02-30", "1.0.0", "2025-02-30"),
        ("## 1.0.0 - First release", "1.0.0 - First release", ""),
        ("1.0.0 / 2025-01-02\n------------------", "1.0.0", "2025-01-02"),
        ("v1.0.0 (2025-01-02)\n=====", "1.0.0", "2025-01-02"),
        ("## 1.0.0\u3000／\u30002025-01-02", "1.0.0", "2025-01-02"),
        ("## Unreleased", "Unreleased", ""),
        ("## 1.0 / 1.1", "1.0", "1.1"),
        ("## 2025-01-02", "2025-01-02", ""),
    ],
)
def test_heading_is_read_however_it_is_written(heading: str, version: str, date: str) -> None:
    text = f"# CHANGELOG - Acme\n\n{heading}\n\n***Added***:\n\n* One\n"

    assert _entries_without_keys(text) == [{"version": version} | ({"date": date} if date else {}) | {"added": ["One"]}]


@pytest.mark.parametrize(
    "body,changes",
    [
        ("**Added:** a dashboard\n**Fixed**: a crash", {"added": ["a dashboard"], "fixed": ["a crash"]}),
        ("Added: a dashboard\nFixed: a crash", {"added": ["a dashboard"], "fixed": ["a crash"]}),
        ("***Added***:\n\nA dashboard\nof queues\n\nA monitor", {"added": ["A dashboard\nof queues", "A monitor"]}),
        ("***Added***:\n\nThis adds:\n\n* One\n* Two", {"added": ["One", "Two"]}),
        ("The first release", {"untyped": ["The first release"]}),
        ("**New**\n\n* One", {"untyped": ["One"]}),
        ("* One\n\n***Fixed***:\n\n* Two", {"untyped": ["One"], "fixed": ["Two"]}),
        ("Thanks to all\n\n***Fixed***:\n\n* One", {"fixed": ["One"]}),
        ("<!-- text -->", {}),
        ("***Added***:\n\n* ", {}),
        ("***Added***:\n\n* One\n  Fixed: two", {"added": ["One\nFixed: two"]}),
        ("***Added***:\n\n**Fixed** is a word here", {"added": ["**Fixed** is a word here"]}),
    ],
)
def test_text_of_an_entry_is_read(body: str, changes: dict[str, list[str]]) -> None:
    rows = _entries_without_keys(f"# CHANGELOG\n\n## 1.0.0 / 2025-01-02\n\n{body}\n")

    assert rows == [{"version": "1.0.0", "date": "2025-01-02", **changes}]


def test_changed_list_is_written_in_the_place_of_its_kind_only() -> None:
    base = "# CHANGELOG\n\n## 1.1.0 / 2025-03-01\n\n_**Added**_:\n\n* One\n\n**Fixed:** two\n\nThanks\n"
    rows = read_changelog(base.encode())["release_notes"]["entries"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)

    written = write_changelog({"release_notes": {"entries": [{**rows[0], "added": ["One", "More"]}]}}, base.encode())

    assert written.decode() == base.replace("* One\n", "* One\n* More\n")


@pytest.mark.parametrize("text", ["* One\n* Two", "One\n\nTwo"])
def test_untyped_change_that_moves_to_a_kind_is_written_below_it(text: str) -> None:
    base = f"# CHANGELOG\n\n## 1.0.0 / 2025-03-01\n\n{text}\n".encode()
    (row,) = _entries_without_keys(base.decode())
    assert row["untyped"] == ["One", "Two"]

    moved = write_changelog({"release_notes": {"entries": [{**row, "untyped": [], "fixed": ["One", "Two"]}]}}, base)
    partly = write_changelog({"release_notes": {"entries": [{**row, "untyped": ["Two"], "fixed": ["One"]}]}}, base)

    head = "# CHANGELOG\n\n## 1.0.0 / 2025-03-01\n\n"
    assert moved.decode() == f"{head}***Fixed***:\n\n* One\n* Two\n"
    assert partly.decode() == f"{head}* Two\n\n***Fixed***:\n\n* One\n"


def _entries_without_keys(text: str) -> list[dict[str, Json]]:
    """The entries that are read from the text, without their row keys."""
    rows = read_changelog(text.encode()).get("release_notes", {}).get("entries", [])
    assert isinstance(rows, list)
    return [{name: value for name, value in row.items() if name != "key"} for row in rows if isinstance(row, dict)]


def _with_entry(base: bytes, added: bytes) -> bytes:
    """The base with the text before its first entry."""
    lines = base.split(b"\n")
    headings = (index for index, line in enumerate(lines) if line.startswith((b"## ", b"### ", b"# 1")))
    first = next(headings, None)
    if first is None:
        return base.rstrip(b"\n") + b"\n\n" + added.removesuffix(b"\n")
    return b"\n".join(lines[:first]) + b"\n" + added + b"\n".join(lines[first:])


@pytest.mark.parametrize("above", ["", "\r"])
@pytest.mark.parametrize(
    "aside",
    [
        "<!--\n## 2.0.0 / 2026-01-02\n\n***Fixed***:\n\n* Not yet\n-->",
        "```shell\n## 2.0.0 / 2026-01-02\n***Fixed***:\n* Not yet\n```",
        "~~~\n# 2.0.0\n\n* Not yet\n~~~~",
        "<!-- ## 2.0.0 -->",
    ],
)
def test_comments_and_code_are_no_release_notes(aside: str, above: str) -> None:
    text = f"# CHANGELOG - Acme\n\n{aside}\n\n## 1.0.0 / 2025-01-02\n\n***Added***:\n\n* One\n\n{aside}\n"
    text = text.replace("\n", f"{above}\n")

    assert _entries_without_keys(text) == [{"version": "1.0.0", "date": "2025-01-02", "added": ["One"]}]


@pytest.mark.parametrize("opened", ["<!--", "```", "~~~~"])
def test_what_never_ends_hides_no_version(opened: str) -> None:
    text = f"# CHANGELOG - Acme\n\n{opened}\n\n## 1.0.0 / 2025-01-02\n\n***Added***:\n\n* One\n"

    assert [row["version"] for row in _entries_without_keys(text)] == ["1.0.0"]


def test_underlined_heading_that_changes_becomes_one_line() -> None:
    base = b"# CHANGELOG - Acme\n\n1.0.0 / soon\n------------\n\n* One\n"
    (row,) = _entries_without_keys(base.decode())

    written = write_changelog({"release_notes": {"entries": [{**row, "date": "2026-01-31"}]}}, base)

    assert written == b"# CHANGELOG - Acme\n\n## 1.0.0 / 2026-01-31\n\n* One\n"


def test_every_list_counts_where_no_kind_is_named() -> None:
    text = "# CHANGELOG\n\n## 1.0.0 / 2025-01-02\n\n### Features\n\n* One\n\n### Bug fixes\n\n* Two\n* Three\n"

    assert _entries_without_keys(text) == [
        {"version": "1.0.0", "date": "2025-01-02", "untyped": ["One", "Two", "Three"]}
    ]
