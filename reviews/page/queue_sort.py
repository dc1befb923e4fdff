"""The columns of the queue: their orders, the links in their heads, and the select for small screens."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from common.lazy_text import LazyText
from reviews.queries.queue_facts import DUE_ORDER

DUE = "due"


class QueueColumn(Struct, frozen=True, kw_only=True):
    """A column. order has the values that it sorts by, ascending; descends means that the first link sorts the other
    way. In the view with a row for each listing, by_listing is its order there; () if the column isn't shown.
    """

    label: LazyText
    order: tuple[str, ...]
    by_listing: tuple[str, ...] | None = None
    descends: bool = False


_SORTED_COLUMNS: Mapping[str, QueueColumn] = {
    "name": QueueColumn(label=gettext_lazy("Listing"), order=("name_key", "pk")),
    "submitted": QueueColumn(label=gettext_lazy("Submission"), order=("submission__submitted_at", "pk"), descends=True),
    "review": QueueColumn(label=gettext_lazy("Review"), order=("team_place", "pk"), by_listing=("undecided", "pk")),
    "waiting": QueueColumn(label=gettext_lazy("Waiting for"), order=("since", "pk")),
    DUE: QueueColumn(label=gettext_lazy("Due"), order=DUE_ORDER),
    "findings": QueueColumn(label=gettext_lazy("Findings"), order=("weight", "pk"), descends=True),
    "threads": QueueColumn(label=gettext_lazy("Threads"), order=("threads", "pk"), descends=True),
    "claim": QueueColumn(label=gettext_lazy("Claimed by"), order=("holder", "pk")),
}
QUEUE_SORTS = frozenset({*_SORTED_COLUMNS, *(f"-{key}" for key in _SORTED_COLUMNS)})


class ColumnHead(Struct, frozen=True, kw_only=True):
    """The head of a column. aria is the value of aria-sort, "" if the rows are not sorted by it."""

    label: LazyText
    href: str
    aria: str


def sorted_order(sort: str, *, by_listing: bool) -> tuple[str, ...]:
    """The order of a sort, which is one of QUEUE_SORTS."""
    column = _SORTED_COLUMNS[sort.removeprefix("-")]
    order = column.by_listing if by_listing and column.by_listing else column.order
    return tuple(f"-{name}" for name in order) if sort.startswith("-") else order


def column_heads(sort: str, url: Callable[[str], str]) -> Sequence[ColumnHead]:
    """The heads of the columns. sort is the current one, "" if there is none; url returns the URL for another one."""
    heads = []
    for key, column in _SORTED_COLUMNS.items():
        aria = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        heads.append(ColumnHead(label=column.label, href=url(_next_sort(key, column, sort)), aria=aria))
    return heads


def _next_sort(key: str, column: QueueColumn, sort: str) -> str:
    """The sort to which the head of a column leads: the usual direction first, then the other one."""
    first, other = (f"-{key}", key) if column.descends else (key, f"-{key}")
    return other if sort == first else first


def sort_options() -> Iterator[tuple[str, str]]:
    """The options of the select, (value, label) pairs."""
    yield "", _("Default order")
    for key, column in _SORTED_COLUMNS.items():
        yield key, _("{column}, ascending").format(column=column.label)
        yield f"-{key}", _("{column}, descending").format(column=column.label)
