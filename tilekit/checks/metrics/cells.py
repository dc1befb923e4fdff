"""MD-030, MD-050 and MD-053: characters that cells must not contain."""

import re
from collections.abc import Iterator

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, metrics_check
from tilekit.checks.metrics.normal_forms import in_plain_characters
from tilekit.core.messages import N_

_RUNS_IN_SPREADSHEETS = ("=", "+", "@", "\t")
_BEFORE_WORDS = "".join(_RUNS_IN_SPREADSHEETS) + " "
_POSITIVE_NUMBER = re.compile(r"\+\d+(?:\.\d+)?")
_CALL = re.compile(r"[A-Za-z.]+\(")
# In other columns, a value with one letter more or less means something else.
_PROSE = ("description", "short_name")
# Optional columns; other checks report empty cells in the required ones.
_OPTIONAL = ("interval", "unit_name", "per_unit_name", "curated_metric", "sample_tags")


@metrics_check(
    "MD-030",
    Severity.BLOCKER,
    N_("{name} contains “{character}”. Use plain characters."),
    name=N_("Special characters in a metric cell"),
    folded=N_("{n} cells contain “{character}”, first on line {line}. Use plain characters."),
    fix_title=N_("Use plain characters"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("all cells"),
    expected=N_("Only ASCII"),
    bad="Größe der Queue.",
    good="Size of the queue.",
)
def is_ascii(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Cells contain only ASCII characters."""
    if metrics.table.source.text.isascii():
        return
    for row in metrics.table.rows:
        for column, text in zip(metrics.table.header, row.cells, strict=True):
            if not text.isascii():
                plain = in_plain_characters(text) if column in _PROSE else text
                non_ascii = next(character for character in text if not character.isascii())
                yield RawMetricsFinding(
                    row=row,
                    column=column,
                    value=non_ascii if plain.isascii() else f"{non_ascii} {column}",
                    parameters={"character": non_ascii, "column_name": column},
                    cells={column: plain} if plain.isascii() else None,
                )


@metrics_check(
    "MD-050",
    Severity.WARNING,
    N_(
        "The {column_name} cell starts with “{character}”, so a spreadsheet would run it as a formula. Remove the "
        "character."
    ),
    name=N_("Spreadsheet formula in a metric cell"),
    folded=N_(
        "{n} cells start with “{character}” (first on line {line}), so a spreadsheet would run them as formulas. "
        "Remove the character."
    ),
    fix_title=N_("Remove the first character"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("all cells"),
    expected=N_(
        "Does not start with =, +, @ or a tab, which a spreadsheet would run as a formula, except for a number with "
        "a sign"
    ),
    bad="=SUM(A1)",
    good="Sum of all queues.",
)
def has_no_formula(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """No cell starts like a spreadsheet formula. A number with a sign is allowed.

    The fix removes the leading character only from words, because it changes the meaning of a number, a formula or a
    mention.
    """
    if not any(character in metrics.table.source.text for character in _RUNS_IN_SPREADSHEETS):
        return
    for column in metrics.table.header:
        for row, text, _ in metrics.table.where(column, _runs):
            plain = text.lstrip(_BEFORE_WORDS)
            is_handle = text[0] == "@" and column in _PROSE
            is_word = plain[:1].isalpha() and not is_handle and not _CALL.match(plain)
            yield RawMetricsFinding(
                row=row,
                column=column,
                value=text[0] if is_word else f"{text[0]} {column}",
                parameters={"character": text[0], "column_name": column},
                cells={column: plain} if is_word else None,
            )


def _runs(text: str) -> bool:
    return text.startswith(_RUNS_IN_SPREADSHEETS) and not _POSITIVE_NUMBER.fullmatch(text)


@metrics_check(
    "MD-053",
    Severity.BLOCKER,
    N_("The {column_name} cell for {name} contains only spaces. Leave it empty."),
    name=N_("Metric cell with only spaces"),
    folded=N_("{n} cells in the column {column_name} contain only spaces, first on line {line}. Leave them empty."),
    fix_title=N_("Remove the spaces"),
    fix=FixClass.SAFE,
    applies_to=N_("optional cells"),
    expected=N_("Empty, or contains a value other than spaces"),
    bad="second,   , (three spaces)",
    good="second,, (nothing between the commas)",
)
def has_no_blank_cells(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Empty cells contain no spaces, which the platform reads as a value. Other checks read such a cell as empty."""
    columns = [column for column in _OPTIONAL if column in metrics.table.header]
    for row in metrics.table.rows:
        for column in columns:
            if row.cells[metrics.table.header.index(column)].isspace():
                yield RawMetricsFinding(
                    row=row, column=column, value=column, parameters={"column_name": column}, cells={column: ""}
                )
