"""Finds the props of a field or a row among those of a section."""

from collections.abc import Iterable, Iterator

from page_parts.form_fields import listed_props

Props = dict[str, object]


def flatten_props(props: Iterable[Props]) -> Iterator[Props]:
    """All rendered fields, in a flat list. Each is followed by the cells of its rows."""
    for item in props:
        yield item
        for row in listed_props(item, "rows"):
            yield from flatten_props(listed_props(row, "fields"))


def rendered_rows(props: Iterable[Props]) -> Iterator[Props]:
    """The rendered rows of all fields in props."""
    return (row for item in props for row in listed_props(item, "rows"))


def find_row(props: Iterable[Props], name: str) -> tuple[Props, Props] | None:
    """(field, row) for the name of a rendered row (`entries.<key>`); None if there is none."""
    field_name, _, key = name.partition(".")
    for item in props:
        if item["name"] == field_name:
            return next(((item, row) for row in listed_props(item, "rows") if row["key"] == key), None)
    return None


def find_props(props: Iterable[Props], name: str) -> Props | None:
    """The rendered field with this name (`title`, `media.<key>.caption`); None if there is none."""
    return next((field for field in flatten_props(props) if field["name"] == name), None)
