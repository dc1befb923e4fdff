"""README.md: converting between fields and the file loses nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tilekit.core.fields import Json
from tilekit.scaffold.manifest import FieldsBySection
from tilekit.scaffold.markdown_text import trimmed
from tilekit.scaffold.readme import read_readme, write_readme

FIELDS = (
    ("overview", "overview_md"),
    ("setup", "post_purchase_md"),
    ("setup", "setup_md"),
    ("setup", "validation_md"),
    ("setup", "uninstall_md"),
    ("setup", "troubleshooting_md"),
    ("support", "support_md"),
)
SNIPPETS = (
    "Text.", "See [docs][1].",
    "See [docs][2] and [more][Docs Page].",
    "[1]: https://a.example", "[1]: https://b.example",
    "[2]: https://c.example", "[docs page]: <https://d.example>", "", "", "## Setup", "## Heading", "# Title",
    " ## Setup",
    "  ## x", "   ## x", "## ", "### Validation", " ### Validation", "### More", "```", "```python", "~~~", "* item",
    "  indented", "\tcode", "`[1]`", "[//]: # (own links)", "[//]: # (code ends here)", "Ünï ☃", "[^1]: note", "a\rb",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=8), max_size=7).map("\n".join)
README_TEXTS = st.lists(
    st.sampled_from([*SNIPPETS, "## Overview", "## Support ##", "## Uninstall", "## Further Reading", "## Validation"]),
    max_size=16,
)
BASES = st.tuples(README_TEXTS, st.sampled_from(["\n", "\r\n"]), st.booleans()).map(
    lambda parts: (parts[1].join(parts[0]) + (parts[1] if parts[2] else "")).encode()
)


def _fields_by_section(texts: dict[tuple[str, str], str]) -> FieldsBySection:
    """Fields in the form that documents store."""
    parts: FieldsBySection = {}
    for (section, field), text in texts.items():
        if trimmed(text):
            parts.setdefault(section, {})[field] = trimmed(text)
    return parts


VALUES = st.dictionaries(st.sampled_from(FIELDS), TEXTS).map(_fields_by_section)


@given(VALUES, st.none() | BASES)
def test_written_readme_reads_back_as_its_fields(parts: FieldsBySection, base: bytes | None) -> None:
    assert read_readme(write_readme(parts, base)) == parts


@given(BASES)
def test_written_readme_with_its_own_fields_keeps_every_byte(base: bytes) -> None:
    assert write_readme(read_readme(base), base) == base


@given(st.binary())
def test_written_readme_that_is_no_text_keeps_every_byte(base: bytes) -> None:
    assert write_readme(read_readme(base), base) == base


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_readme_of_a_listing_changes_only_in_the_changed_section(folder: Path) -> None:
    base = (folder / "README.md").read_bytes()
    parts = read_readme(base)
    assert write_readme(parts, base) == base
    parts["setup"]["setup_md"] += "\n\nOne more [link][new].\n\n[new]: https://new.example"

    written = write_readme(parts, base)

    assert read_readme(written) == parts
    assert read_readme(write_readme(parts, None)) == parts
    lost = [line for line in base.split(b"\n") if line.strip() and line.strip() not in written]
    assert lost == []


def test_the_same_texts_are_worked_into_the_same_readme_once() -> None:
    base = b"# Acme\n\n## Overview\n\nOld.\n"
    parts: FieldsBySection = {"overview": {"overview_md": "New."}, "support": {"support_md": "Write to us."}}

    assert write_readme(parts, base) is write_readme(
        {**parts, "data": {"metric_prefix": "acme."}}, bytes(bytearray(base))
    )
    assert write_readme({"overview": {"overview_md": "Newer."}}, base) == b"# Acme\n\n## Overview\n\nNewer.\n"


@pytest.mark.parametrize(
    "data, sentence",
    [
        ({"log_pipeline_yaml": {"sha256": "a" * 64, "name": "acme.yaml", "size": 1}}, "integration sends logs."),
        ({"creates_events": True}, "integration sends events."),
    ],
)
def test_new_readme_names_data_whose_type_is_not_chosen(data: dict[str, Json], sentence: str) -> None:
    values: dict[str, dict[str, Json]] = {"overview": {"overview_md": "A queue."}, "data": data}

    assert sentence in write_readme(values, None).decode()
