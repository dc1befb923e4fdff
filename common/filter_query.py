"""Reads the filter of a list from the query of its URL. People share and edit URLs, so invalid values are ignored."""

from collections.abc import Collection, Mapping

_MAX_TEXT = 100


def read_choices(query: Mapping[str, str], choices: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The values in the query that are choices, by name. choices is {name: valid values}."""
    return {name: query[name] for name, valid in choices.items() if query.get(name) in valid}


def read_search_text(query: Mapping[str, str]) -> str:
    """The text to search, shortened to 100 characters."""
    return query.get("q", "").strip()[:_MAX_TEXT]
