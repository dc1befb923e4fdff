"""The filter of a list, which is part of its URL, with its form (`templates/frame/filter.html`) and chips."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import ClassVar, Self

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

_MAX_SEARCH_TEXT = 100
Options = Sequence[tuple[str, object]]


class FilterSelect(Struct, frozen=True, kw_only=True):
    """A select of a filter form. options are (value, label) pairs."""

    name: str
    label: str
    value: str
    options: Options

    @property
    def label_of_value(self) -> str:
        """The label of the selected option; "" if the reader's form does not have it."""
        return str(dict(self.options).get(self.value, ""))


class ListFilter(Struct, frozen=True, kw_only=True):
    """The filter of a list. Its fields are query parameters; q is a text to search.

    choices contains the valid values of each other field. People share and edit URLs, so other values are ignored.
    """

    choices: ClassVar[Mapping[str, Collection[str]]]
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The filter in the query of a URL. The text is shortened to 100 characters."""
        chosen = {name: query[name] for name, valid in cls.choices.items() if query.get(name) in valid}
        return cls(**chosen, q=query.get("q", "").strip()[:_MAX_SEARCH_TEXT])

    @property
    def query(self) -> dict[str, str]:
        """The parameters that differ from their default."""
        values = {name: str(getattr(self, name)) for name in (*self.choices, "q")}
        return {name: value for name, value in values.items() if value != getattr(type(self)(), name)}

    def with_changes(self, **changes: str) -> Self:
        """A copy of the filter with these changes."""
        return replace(self, **changes)

    def form_select(self, name: str, label: str, options: Options) -> FilterSelect:
        """The select of a parameter."""
        return FilterSelect(name=name, label=label, value=getattr(self, name), options=options)

    def chips(self, selects: Iterable[FilterSelect], url: Callable[[Self], str]) -> list[dict[str, str]]:
        """The active filters, each with the URL of the list without it."""
        active = [select for select in selects if select.name in self.query]
        labels = {select.name: label for select in active if (label := select.label_of_value)}
        if self.q:
            labels["q"] = _("Contains: {text}").format(text=self.q)
        default = type(self)()
        return [
            {"label": label, "href": url(self.with_changes(**{name: getattr(default, name)}))}
            for name, label in labels.items()
        ]
