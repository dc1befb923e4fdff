"""Paths of calls. Clients of the other APIs may use any case; the routes have one spelling."""

import re

V1_PREFIX = "/api/v1"
INGESTION_PREFIX = "/v1.0/ingestion"
PUBLISHERS_PREFIX = "/api/publishers"
CONFIGURE_PREFIX = "/rp/product-ingestion"
_INGESTION_WORDS = {
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
_PUBLISHERS_LENGTH = PUBLISHERS_PREFIX.count("/") + 1
_OFFER_PLACE = _PUBLISHERS_LENGTH + 2  # after the publisher and the word offers


def canonical_v1_path(path: str) -> str:
    """The path unchanged, except that the bare prefix gets a slash, which avoids a redirect."""
    return f"{V1_PREFIX}/" if path == V1_PREFIX else path


def canonical_configure_path(path: str) -> str:
    """The path in lower case. The bare prefix gets a slash, which avoids a redirect."""
    return f"{CONFIGURE_PREFIX}/" if path.lower() == CONFIGURE_PREFIX else path.lower()


def canonical_publishers_path(path: str) -> str:
    """The path in lower case, except the ID of an offer, without a trailing slash unless it is only the prefix."""
    segments = path.split("/")
    lowered = [text if place == _OFFER_PLACE else text.lower() for place, text in enumerate(segments)]
    return "/".join(lowered).rstrip("/") if any(segments[_PUBLISHERS_LENGTH:]) else f"{PUBLISHERS_PREFIX}/"


def canonical_ingestion_path(path: str) -> str:
    """The path with known words as the routes declare them, and everything else (IDs) in lower case."""
    start = INGESTION_PREFIX.count("/") + 1
    return "/".join([*INGESTION_PREFIX.split("/"), *map(_ingestion_segment, path.split("/")[start:])])


def _ingestion_segment(text: str) -> str:
    function = _FUNCTION.fullmatch(text)
    if function is None:
        return _INGESTION_WORDS.get(text.lower(), text.lower())
    name, argument, value = function.groups()
    return f"{_ingestion_segment(name)}({_ARGUMENTS.get(argument.lower(), argument)}={value.lower()})"
