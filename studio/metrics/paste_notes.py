"""What the page says about pasted metrics."""

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from studio.metrics.paste import PasteForm
from tilekit.suggest.pasted_metrics import converted_values

_SHOWN_VALUES = 8


class PasteNotes(Struct, frozen=True, dict=True):
    """What is lost or read differently when the text is pasted."""

    form: PasteForm

    @cached_property
    def left_out(self) -> Sequence[str]:
        """The names of the columns that have values but fill no column."""
        columns, rows = enumerate(self.form.source_columns), self.form.pasted.rows
        return [column.label for index, column in columns if not column.column and any(row[index] for row in rows)]

    @cached_property
    def conversions(self) -> Sequence[tuple[str, str]]:
        """The values that are read as others, such as `hits` as `hit`."""
        return list(converted_values(self.form.pasted, self.form.chosen_columns).items())[:_SHOWN_VALUES]

    @cached_property
    def unclear_intervals(self) -> Sequence[str]:
        """The intervals that are not whole seconds, or that can be read in two ways."""
        intervals = dict.fromkeys(row.get("interval", "") for row in self.form.rows)
        return [interval for interval in intervals if interval and not interval.isdecimal()][:_SHOWN_VALUES]
