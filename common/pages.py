"""Pages of lists. Pagination is by keyset: the next page starts after the last row of this one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from msgspec import Struct

from common.cursors import after_cursor, cursor_value, decode_cursor, encode_cursor

M = TypeVar("M", bound=Model)


class Page(Struct, Generic[M], frozen=True, kw_only=True):
    """The rows of a page; next_cursor is None on the last page."""

    rows: list[M]
    next_cursor: str | None


def page_of(
    rows: QuerySet[M], *, order: tuple[str, ...], size: int, after: str = "", facts: QuerySet[M] | None = None
) -> Page[M]:
    """The page of rows after the cursor, or the first page if the cursor is invalid, as in a truncated link.

    order lists fields, all ascending or all descending ("-"); the last one must be unique. facts is a queryset with
    expensive annotations: it reads only the rows of the page, in the same query.
    """
    window = rows_after(rows, order=order, after=after)[: size + 1]
    page_rows = list(window if facts is None else facts.filter(pk__in=window.values("pk")).order_by(*order))
    more = len(page_rows) > size
    return Page(rows=page_rows[:size], next_cursor=encode_cursor(page_rows[size - 1], order) if more else None)


def rows_after(rows: QuerySet[M], *, order: tuple[str, ...], after: str) -> QuerySet[M]:
    """The rows after the cursor in this order, all if it is invalid."""
    ordered = rows.order_by(*order)
    values = decode_cursor(after, len(order))
    if values is not None:
        with suppress(ValidationError, ValueError):  # a forged cursor: values of the wrong types
            return ordered.filter(after_cursor(order, values))
    return ordered


def merged_page(lists: Iterable[QuerySet[Any]], *, order: tuple[str, ...], size: int, after: str = "") -> Page[Any]:
    """The page of the rows of several lists together, in the order of `page_of`. One query for each list."""
    pages = [page_of(rows, order=order, size=size, after=after) for rows in lists]
    names, is_descending = [name.lstrip("-") for name in order], order[0].startswith("-")
    rows = [row for page in pages for row in page.rows]
    rows.sort(key=lambda row: [cursor_value(row, name) for name in names], reverse=is_descending)
    more = len(rows) > size or any(page.next_cursor for page in pages)
    return Page(rows=rows[:size], next_cursor=encode_cursor(rows[size - 1], order) if more else None)


def page_links(path: str, page: Page[M], /, *, after: str, **parameters: str) -> dict[str, str]:
    """Props of the `pagination` component: first is "" on the first page, next is "" on the last page.

    after is the cursor of this page. parameters are the other query parameters; empty ones are left out.
    """
    following = _address(path, {**parameters, "after": page.next_cursor}) if page.next_cursor else ""
    return {"first": _address(path, parameters) if after else "", "next": following}


def requested_merged_page(
    request: HttpRequest, lists: Iterable[QuerySet[Any]], *, order: tuple[str, ...], size: int
) -> tuple[list[Any], dict[str, str]]:
    """As `requested_page`, for the rows of several lists together."""
    after = request.GET.get("after", "")
    page = merged_page(lists, order=order, size=size, after=after)
    return page.rows, page_links(request.path, page, after=after, **_other_parameters(request, "after"))


def switch_items(request: HttpRequest, name: str, options: Mapping[str, str]) -> list[dict[str, object]]:
    """Items of the `switch` component that set a query parameter. options is {value: label}, the default first."""
    default = next(iter(options))
    selected = request.GET.get(name) if request.GET.get(name) in options else default
    others = _other_parameters(request, name, "after")
    return [
        {
            "label": label,
            "href": _address(request.path, {**others, name: "" if value == default else value}),
            "is_on": value == selected,
        }
        for value, label in options.items()
    ]


def requested_page(
    request: HttpRequest, rows: QuerySet[M], *, order: tuple[str, ...], size: int
) -> tuple[list[M], dict[str, str]]:
    """The rows after the cursor in the address, and the props of the `pagination` component."""
    after = request.GET.get("after", "")
    page = page_of(rows, order=order, size=size, after=after)
    return page.rows, page_links(request.path, page, after=after, **_other_parameters(request, "after"))


class Column(Struct, frozen=True):
    """A column of the component `table`. A hidden label is for screen readers."""

    label: str
    kind: str = ""
    hidden: bool = False


class ListPage(Struct, frozen=True, kw_only=True):
    """A list page. Its template extends frame/list_page.html and contains a row.

    The heading is the section, or else the title, which is also the default caption of the table. search is the label
    of the search field, if there is one; order and size are those of `page_of`.
    """

    template: str
    title: str
    section: str = ""
    intro: str = ""
    search: str = ""
    caption: str = ""
    columns: Sequence[Column]
    empty_title: str
    empty_text: str
    empty_icon: str = "box"
    order: tuple[str, ...] = ()
    size: int = 30

    def paginated(
        self,
        request: HttpRequest,
        rows: QuerySet[M],
        *,
        present: Callable[[list[M]], Sequence[object]] = list,
        **context: Any,
    ) -> HttpResponse:
        """The requested page of the rows. present turns rows into what the row template shows."""
        page_rows, links = requested_page(request, rows, order=self.order, size=self.size)
        return self.response(request, present(page_rows), **links, **context)

    def response(self, request: HttpRequest, rows: Sequence[object], **context: Any) -> HttpResponse:
        """The page with these rows."""
        return render(request, self.template, {"list_page": self, "rows": rows, **context})


def _other_parameters(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: value for name, value in request.GET.dict().items() if name not in names}


def _address(path: str, parameters: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path
