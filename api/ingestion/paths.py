"""Paths of the ingestion API: case-insensitive for clients, normalised to the spelling of the routes."""

import re

PREFIX = "/v1.0/ingestion"
_WORDS = {
    word.lower(): word
    for word in (
        "products", "setup", "branches", "getByModule", "getByInstanceID", "createWithInstanceID", "properties",
        "productAvailabilities", "listings", "images", "packages", "packageConfigurations", "variants",
        "featureAvailabilities", "submissions", "promote", "reports", "validations", "workflowDetails",
        "leadConfiguration", "resellerConfiguration",
    )
}  # fmt: skip
_FUNCTION = re.compile(r"(\w+)\((\w+)=([^()]*)\)")
_ARGUMENTS = {"module": "module", "instanceid": "instanceID"}


def is_ingestion(path: str) -> bool:
    """Whether the path belongs to this API."""
    return path.lower().startswith(f"{PREFIX}/")


def canonical(path: str) -> str:
    """The path in the spelling of the routes: known words as declared, everything else (IDs) in lower case."""
    start = PREFIX.count("/") + 1
    segments = path.split("/")
    return "/".join([*PREFIX.split("/"), *map(_segment, segments[start:])])


def _segment(text: str) -> str:
    found = _FUNCTION.fullmatch(text)
    if found is None:
        return _WORDS.get(text.lower(), text.lower())
    name, argument, value = found.groups()
    return f"{_word(name)}({_ARGUMENTS.get(argument.lower(), argument)}={value.lower()})"


def _word(text: str) -> str:
    return _WORDS.get(text.lower(), text.lower())
