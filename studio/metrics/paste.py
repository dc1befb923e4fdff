"""Prepares pasted metrics: what each column means, and the rows that would result."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from msgspec import Struct

from common.requests import parse_number
from studio.metrics.draft_metrics import NAME_COLUMN
from studio.metrics.paste_readings import PREVIEWED, chosen_reading, recognised, separator_options
from tilekit.suggest.metric_tables import read_metrics
from tilekit.suggest.pasted_metrics import PastedMetrics, SourceKind, metric_rows

_COLUMN = "column."
_SHOWN_ROWS = 5


class PastedColumn(Struct, frozen=True, kw_only=True):
    """A column of the pasted text: its name in the header, its first values, and the column that it fills."""

    name: str
    label: str
    samples: Sequence[str]
    column: str


class PastedRow(Struct, frozen=True, kw_only=True):
    """A row of the result: its cells, and whether it becomes a new metric.

    overwritten is the metric whose row it replaces if that has another name; "" if it has the same or none.
    """

    cells: Sequence[str]
    is_new: bool
    overwritten: str = ""


class PasteForm(Struct, frozen=True, kw_only=True, dict=True):
    """The posted form. columns are those of the table, names its metrics, and prefix is the prefix of metric names."""

    post: QueryDict
    columns: Sequence[str]
    names: Collection[str]
    prefix: str

    @property
    def text(self) -> str:
        return self.post.get("text", "")

    @property
    def is_previewed(self) -> bool:
        return PREVIEWED in self.post

    @cached_property
    def pasted(self) -> PastedMetrics:
        """The metrics in the text. Raises FileTooLarge."""
        separator, has_header = chosen_reading(self.post)
        return read_metrics(self.text, columns=self.columns, separator=separator, has_header=has_header)

    @property
    def recognised(self) -> Mapping[str, str]:
        """The values of controls that the person did not choose."""
        return recognised(self.pasted, self.post)

    @property
    def shape(self) -> str:
        """Identifies the columns of the text. The choices of the form apply only to the columns that it showed."""
        return f"{self.pasted.kind}-{len(self.pasted.columns)}-{bool(self.pasted.header)}"

    @cached_property
    def chosen_columns(self) -> Sequence[str]:
        """The column that each pasted column fills, "" for none."""
        pasted = self.pasted
        if self.post.get("shape") != self.shape:
            return pasted.columns if any(pasted.columns) and NAME_COLUMN in pasted.columns else self._columns_from_cell
        chosen = [self.post.get(f"{_COLUMN}{index}", "") for index in range(len(pasted.columns))]
        return _without_repetitions(chosen, self.columns, last=self.post.get("changed", ""))

    @property
    def _columns_from_cell(self) -> Sequence[str]:
        """Without metric names and a header, a block fills the columns from the active cell."""
        start, pasted = self.post.get("cell_column", ""), self.pasted
        if start not in self.columns or pasted.header:
            return pasted.columns
        columns = self.columns[self.columns.index(start) :][: len(pasted.columns)]
        return [*columns, *[""] * (len(pasted.columns) - len(columns))]

    @property
    def source_columns(self) -> Sequence[PastedColumn]:
        pasted, letters = self.pasted, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        names = pasted.header or ("",) * len(pasted.columns)
        return [
            PastedColumn(
                name=f"{_COLUMN}{index}",
                label=name or _("Column {letter}").format(letter=letters[index : index + 1] or index + 1),
                samples=[row[index] for row in pasted.rows[:_SHOWN_ROWS] if row[index]],
                column=column,
            )
            for index, (name, column) in enumerate(zip(names, self.chosen_columns, strict=True))
        ]

    @cached_property
    def rows(self) -> Sequence[Mapping[str, str]]:
        """The cells of each metric by column."""
        return metric_rows(self.pasted, columns=self.chosen_columns, prefix=self.prefix if self.adds_prefix else "")

    @property
    def offers_prefix(self) -> bool:
        """Whether the names of some metrics do not begin with the prefix."""
        names = [row.get(NAME_COLUMN, "") for row in metric_rows(self.pasted, columns=self.chosen_columns)]
        return any(name and not name.startswith(self.prefix) for name in names)

    @property
    def adds_prefix(self) -> bool:
        if self.is_previewed and "may_prefix" in self.post:
            return "prefix" in self.post
        return self.pasted.kind == SourceKind.OPENMETRICS

    @property
    def fills(self) -> bool:
        """Whether empty cells of new metrics get the usual values."""
        return "fill" in self.post or not self.is_previewed

    @property
    def target(self) -> str:
        """Where the rows go: "names" or "cell"."""
        if self.is_previewed and "target" in self.post:
            return "cell" if self.post["target"] == "cell" and self.cell_row else "names"
        return "cell" if self.cell_row and NAME_COLUMN not in self.chosen_columns else "names"

    @property
    def cell_row(self) -> str:
        """The number of the row of the active cell, "" without one."""
        return self.post.get("cell_row", "")

    @property
    def cell_names(self) -> str:
        """The names of the first rows from the active cell on, one per line, as the table shows them."""
        return self.post.get("cell_names", "")

    @property
    def rows_from_cell(self) -> int:
        """The number of rows from the active cell on."""
        return parse_number(self.post.get("cell_rows", "")) or 0

    @property
    def shown_columns(self) -> Sequence[str]:
        """The columns of the result, in the order of the table."""
        used = {column for row in self.rows for column in row}
        return [column for column in self.columns if column in used]

    @property
    def shown_rows(self) -> Sequence[PastedRow]:
        """The first rows of the result."""
        return [
            PastedRow(
                cells=[row.get(column, "") for column in self.shown_columns],
                is_new=self._is_new(row, index),
                overwritten=self._overwritten(row, index),
            )
            for index, row in enumerate(self.rows[:_SHOWN_ROWS])
        ]

    @property
    def new_number(self) -> int:
        """How many rows become new metrics."""
        return sum(self._is_new(row, index) for index, row in enumerate(self.rows))

    @property
    def changed_number(self) -> int:
        """How many rows change a metric of the table."""
        return len(self.rows) - self.new_number

    def _is_new(self, row: Mapping[str, str], index: int) -> bool:
        return index >= self.rows_from_cell if self.target == "cell" else row.get(NAME_COLUMN, "") not in self.names

    def _overwritten(self, row: Mapping[str, str], index: int) -> str:
        old = dict(enumerate(self.cell_names.split("\n"))).get(index, "") if self.target == "cell" else ""
        return "" if old == row.get(NAME_COLUMN) else old

    @property
    def hidden_number(self) -> int:
        return max(len(self.rows) - _SHOWN_ROWS, 0)

    @property
    def separators(self) -> Sequence[Mapping[str, object]]:
        return separator_options(self.pasted.separator)

    @property
    def data(self) -> Mapping[str, object]:
        """The rows for the script of the table."""
        return {"rows": self.rows, "target": self.target, "fills": self.fills}


def _without_repetitions(chosen: Sequence[str], columns: Sequence[str], *, last: str) -> list[str]:
    """The chosen columns, each once. last is the name of the control that the person has just changed: it wins."""
    by_control = {f"{_COLUMN}{index}": column for index, column in enumerate(chosen)}
    taken = {by_control[last]: last} if last in by_control else {}
    return [
        column if column in columns and taken.setdefault(column, name) == name else ""
        for name, column in by_control.items()
    ]
