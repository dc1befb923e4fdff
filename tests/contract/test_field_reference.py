from pathlib import Path

from tilekit.checks.registered_checks import all_checks
from tilekit.commands.fields import field_reference
from tilekit.core.composite import Rows
from tilekit.sections import SECTIONS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "fields.md"


def test_field_reference_is_fresh() -> None:
    assert DOCUMENT.read_text("utf-8") == field_reference(), "run: make docs"


def test_field_reference_names_every_field() -> None:
    text = field_reference()
    fields = [field for section in SECTIONS for field in section.fields.values()]
    inner = [field for rows in fields if isinstance(rows, Rows) for field in rows.row.fields.values()]

    assert [field.name for field in [*fields, *inner] if f"| `{field.name}`<br>{field.label} |" not in text] == []


def test_checks_that_speak_for_a_field_exist() -> None:
    codes = {check.code for check in all_checks()}
    fields = [(section.key, field) for section in SECTIONS for field in section.fields.values()]
    inner = [(key, item) for key, rows in fields if isinstance(rows, Rows) for item in rows.row.fields.values()]

    named = {code: f"{key}.{field.name}" for key, field in [*fields, *inner] for code in field.checked_by.values()}

    assert {code: place for code, place in named.items() if code not in codes} == {}


def test_checks_speak_for_known_aspects() -> None:
    fields = [field for section in SECTIONS for field in section.fields.values()]
    inner = [field for rows in fields if isinstance(rows, Rows) for field in rows.row.fields.values()]

    aspects = {aspect for field in [*fields, *inner] for aspect in field.checked_by}

    assert aspects <= {"required", "length", "pattern", "choice", "count", "fit"}
