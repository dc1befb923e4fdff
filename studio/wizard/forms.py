"""Converts values of the wizard's forms: names of inputs to paths, buttons that add scopes, and numbers.

Prices and days are read as people write them in their language; programs send them in one form: 1234.50, 30.
"""

from collections.abc import Iterable, Mapping

from babel.numbers import NumberFormatError, parse_decimal
from django.utils.translation import get_language

from page_parts.posted_fields import new_row_key
from studio.wizard.page.fields.scope_choices import CHOSEN_SCOPES
from tilekit.core.amounts import certain_amount, plain_amount, two_amounts
from tilekit.core.day_counts import day_count
from tilekit.core.field import Field, Json
from tilekit.core.fields import Money, Number
from tilekit.sections import section_of
from tilekit.sections.options import scopes as all_scopes

_SCOPE_ROWS = "oauth_scopes"


def path_of_name(name: str) -> str:
    """Convert the name of an input (`media.<key>.image`) to a path (`media[<key>].image`)."""
    rows, _, rest = name.partition(".")
    row, _, inner = rest.partition(".")
    return f"{rows}[{row}].{inner}" if inner else rows


def name_of_path(path: str) -> str:
    """Convert a path (`overview.media[<key>].image`) to the name of an input (`media.<key>.image`)."""
    return path.partition(".")[2].replace("[", ".").replace("]", "")


def with_added_scopes(values: Mapping[str, Json], button: str, chosen: Iterable[str]) -> dict[str, Json]:
    """The values of the section with rows for the button's scope or, if it adds the chosen ones, for those.

    Unknown scopes, and those that have a row, are left out. Empty rows give way to the new ones.
    """
    stored = values.get(_SCOPE_ROWS)
    rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    addable = {option.value for option in all_scopes()} - {row.get("scope") for row in rows}
    added = dict.fromkeys(scope for scope in (chosen if button == CHOSEN_SCOPES else [button]) if scope in addable)
    filled: list[Json] = [row for row in rows if row.get("scope") or row.get("reason") or not added]
    new: list[Json] = [{"key": new_row_key(), "scope": scope} for scope in added]
    return {**values, _SCOPE_ROWS: filled + new}


def with_stored_numbers(section_key: str, values: Mapping[str, Json]) -> dict[str, Json]:
    """The values of a section with prices and whole numbers as they are stored. Raises KeyError for an unknown section.

    A text that isn't an amount of dollars or a number of days, or could mean two, stays as typed, and its check reports
    it.
    """
    fields = section_of(section_key).fields
    return {
        name: _stored(fields.get(name), value) if isinstance(value, str) else value for name, value in values.items()
    }


def _stored(field: Field[object] | None, typed: str) -> str:
    if isinstance(field, Money):
        return _stored_price(typed)
    days = day_count(typed) if isinstance(field, Number) else None
    return typed if days is None else str(days)


def _stored_price(typed: str) -> str:
    return certain_amount(typed) or _price_in_thousands(typed) or typed


def _price_in_thousands(typed: str) -> str:
    """The amount for a text such as 1,250, if the reader's language writes thousands like this; "" if not."""
    try:
        number = parse_decimal(plain_amount(typed), locale=get_language() or "en", strict=True)
    except NumberFormatError:
        return ""
    is_whole = two_amounts(typed) is not None and number.as_tuple().exponent == 0
    return str(number) if is_whole else ""
