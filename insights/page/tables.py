"""Tables of Insights, which the page and the CSV files show."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from page_parts.charts import Chart
from page_parts.counts import Count

_ROWS_ON_PAGE = 10


class InsightCell(Struct, frozen=True, kw_only=True):
    """A cell: its text on the page, and its value in CSV files."""

    text: str
    value: str


class InsightRow(Struct, frozen=True, kw_only=True):
    """A row. share is the length of its bar as a percentage, None for none; note is a second line below the label."""

    label: str
    cells: Sequence[InsightCell]
    share: int | None = None
    href: str = ""
    note: str = ""


class InsightTable(Struct, frozen=True, kw_only=True):
    """A table with its definition. name is part of the URL of its CSV file.

    columns are the labels of the cells; csv_columns those in CSV files, with units, if they differ. note_column is the
    label of the notes there. On the page, tables with bars show only their first ten rows, and the total, which has no
    bar.
    """

    name: str
    title: str
    definition: Sequence[str]
    first_column: str
    columns: Sequence[str]
    rows: Sequence[InsightRow]
    empty: str
    csv_columns: Sequence[str] = ()
    note_column: str = ""
    chart: Chart | None = None

    @property
    def has_bars(self) -> bool:
        return any(row.share is not None for row in self.rows)

    @property
    def shown_rows(self) -> list[tuple[InsightRow, list[tuple[str, InsightCell]]]]:
        """[(row, [(label of the column, cell)])] of the rows on the page."""
        limit = _ROWS_ON_PAGE if self.has_bars else len(self.rows)
        shown = [row for number, row in enumerate(self.rows) if number < limit or row.share is None]
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in shown]

    @property
    def hidden_count(self) -> int:
        """How many rows are only in the CSV file."""
        return len(self.rows) - len(self.shown_rows)

    @property
    def head(self) -> list[dict[str, object]]:
        """The columns of the `table` component."""
        bar: list[dict[str, object]] = [{"label": _("Bar"), "hidden": True}] if self.has_bars else []
        columns: list[dict[str, object]] = [{"label": label, "kind": "n"} for label in self.columns]
        return [{"label": self.first_column}, *columns, *bar]

    def csv_rows(self) -> Iterator[Sequence[str]]:
        """The header and all rows."""
        has_notes = bool(self.note_column)
        yield [self.first_column, *([self.note_column] if has_notes else []), *(self.csv_columns or self.columns)]
        for row in self.rows:
            yield [row.label, *([row.note] if has_notes else []), *(cell.value for cell in row.cells)]


def number_cell(number: int) -> InsightCell:
    """A cell with a count."""
    return InsightCell(text=str(Count(number)), value=str(number))


def text_cell(text: str) -> InsightCell:
    """A cell with the same text on the page and in CSV files."""
    return InsightCell(text=text, value=text)


def no_value() -> InsightCell:
    """A cell without data."""
    return InsightCell(text="–", value="")


def share_of(number: int, highest: int) -> int:
    """The length of a bar as a percentage of the longest one; at least 1 if there is anything."""
    return max(1, round(100 * number / highest)) if number else 0
