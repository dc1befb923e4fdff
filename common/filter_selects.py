"""The selects of a filter form (`templates/frame/filter.html`)."""

from collections.abc import Sequence

from msgspec import Struct


class FilterSelect(Struct, frozen=True, kw_only=True):
    """A select of a filter form. options are (value, label) pairs."""

    name: str
    label: str
    value: str
    options: Sequence[tuple[str, object]]

    @property
    def label_of_value(self) -> str:
        """The label of the selected option."""
        return str(dict(self.options)[self.value])
