"""Converts a form that was sent without JavaScript to the raw values for a save."""

import json
from collections.abc import Sequence

from django.http import QueryDict

from common.text_items import split_items
from studio.wizard.fields.props import Props
from tilekit.core.field import Json


def posted_values(post: QueryDict, props: list[Props]) -> dict[str, Json]:
    """{field: raw value} for every rendered editable field; fields that the form did not contain are left out."""
    return {
        _field_name(each): _raw_value(post, each) for each in props if not each["readonly"] and _is_posted(post, each)
    }


def _is_posted(post: QueryDict, props: Props) -> bool:
    """Whether the form contained the field. Empty checkboxes and removed rows send nothing, which is their value."""
    return props["kind"] in ("flag", "choices", "rows") or str(props["name"]) in post


def _raw_value(post: QueryDict, props: Props) -> Json:
    name = str(props["name"])
    if props["kind"] == "flag":
        return name in post
    if props["kind"] == "choices":
        return list(post.getlist(name)) if props.get("options") else list(split_items(post.get(name, "")))
    if props["kind"] == "rows":
        return _raw_rows(post, props, post.getlist(name))
    if props["kind"] == "upload":
        return _parsed_reference(post.get(name, ""))
    return post.get(name, "").replace("\r\n", "\n")


def _raw_rows(post: QueryDict, props: Props, keys: Sequence[str]) -> list[Json]:
    """The rows with their cells. Folded rows have only their key, so that a save does not change them."""
    folded = set(post.getlist("_folded"))
    return [{"key": key} if key in folded else _raw_row(post, props, key) for key in keys]


def _raw_row(post: QueryDict, props: Props, key: str) -> dict[str, Json]:
    columns: list[Props] = props["columns"]  # type: ignore[assignment]  # always set for a table
    cells = [{**each, "name": str(each["name"]).replace("__key__", key)} for each in columns]
    return {"key": key, **posted_values(post, cells)}


def _parsed_reference(text: str) -> Json:
    try:
        found: Json = json.loads(text) if text else None
    except ValueError:
        return None
    return found


def _field_name(props: Props) -> str:
    return str(props["name"]).rpartition(".")[2]


def path_of_name(name: str) -> str:
    """Convert the name of an input (`media.<key>.image`) to a path (`media[<key>].image`)."""
    rows, _, rest = name.partition(".")
    row, _, inner = rest.partition(".")
    return f"{rows}[{row}].{inner}" if inner else rows


def name_of_path(path: str) -> str:
    """Convert a path (`overview.media[<key>].image`) to the name of an input (`media.<key>.image`)."""
    return path.partition(".")[2].replace("[", ".").replace("]", "")
