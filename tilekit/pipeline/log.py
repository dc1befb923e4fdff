"""One log while a pipeline processes it."""

from __future__ import annotations

import re

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import (
    CONTAINERS,
    MISSING,
    Attributes,
    Missing,
    Path,
    copied,
    copy_cost,
    depth_and_size,
    expand_dotted_keys,
    get,
    put,
    remove,
)
from tilekit.pipeline.json_text import as_text, object_in
from tilekit.pipeline.limits import LOOK, MAX_PIPELINE_LEVELS, WorkMeter
from tilekit.pipeline.trace import Trace

_DOTTED = re.compile(r"\.[^\".\\]*\"\s*:")
"""A dot in a key, in JSON, and the text up to the colon. Few logs have one, and searching all keys is slow."""
MESSAGE_PATH: Path = ("message",)
UNDATED = 1
"""The time of a log whose date remapper finds no date: the first millisecond of 1970, as in the platform's tests."""


class Log(Struct):
    """A log.

    text is the log as it was sent, attributes the values read from it. message is its official message: the text, or
    the `message` of a JSON log (has_message). An attribute `message`, which processors may set, becomes official with a
    message remapper. official contains the values that remappers set in addition to attributes: service, status,
    timestamp (ms since 1970), trace_id, span_id. mapped lists the official values that a remapper has set, if a log can
    also be sent with them. reached lists the grok rules that matched: pointer of the parser and name. trace records
    what each processor does, if there is one.
    """

    text: str
    attributes: Attributes
    source: str
    tags: list[str]
    message: str = ""
    has_message: bool = False
    official: dict[str, Json] = field(default_factory=dict)
    mapped: set[str] = field(default_factory=set)
    work: WorkMeter = field(default_factory=WorkMeter)
    reached: set[tuple[str, str]] = field(default_factory=set)
    trace: Trace | None = None

    def get(self, path: Path) -> Json | Missing:
        """The attribute. Without a message attribute, `message` is the official message."""
        value = get(self.attributes, path)
        return self.message if value is MISSING and path == MESSAGE_PATH else value

    def put(self, path: Path, value: Json) -> bool:
        """Set an attribute; False if a parent is not an object, or if it would be nested too deeply."""
        if isinstance(value, CONTAINERS):
            levels, values = depth_and_size(value)
            self.work.spend(LOOK * values)
            if levels + len(path) > MAX_PIPELINE_LEVELS:
                return False
        return put(self.attributes, path, value)

    def put_flat(self, path: Path, value: Json) -> bool:
        """Set an attribute to a value of at most FLAT levels, which fits below every path; False as for `put`."""
        return put(self.attributes, path, value)

    def remove(self, path: Path) -> None:
        """Remove an attribute."""
        remove(self.attributes, path)

    def copy(self, value: Json) -> Json:
        """A copy of an attribute, which counts as work."""
        self.work.spend(copy_cost(value))
        return copied(value)

    def has(self, path: Path) -> bool:
        """Whether the attribute has a value other than null, or the log was sent with a message."""
        return get(self.attributes, path) not in (MISSING, None) or (self.has_message and path == MESSAGE_PATH)

    def result(self) -> dict[str, Json]:
        """The result as the platform writes it into a tests file, with the same order of keys."""
        custom: Json = dict(self.attributes)
        values: dict[str, Json] = {"custom": custom, "message": self.message, "tags": list(self.tags), **self.official}
        return {key: values[key] for key in sorted(values)}


def log_of(sample: str, *, source: str = "", service: str = "", tags: list[str] | None = None) -> Log:
    """The log of a sample, without blanks around it: the attributes of a JSON object; any other text is the message.

    The attributes of an object in `message`, which may be JSON text, join the others, which stay if both have the same
    name.
    """
    text = sample.strip()
    attributes = object_in(text) or {}
    message = attributes.pop("message", None)
    inner = object_in(message) if isinstance(message, str) else message
    if isinstance(inner, dict):
        attributes = {**inner, **attributes}
    elif isinstance(message, list):
        attributes["message"] = message
    has_message = message is not None and not isinstance(message, CONTAINERS)
    log = Log(
        text=text,
        attributes=expand_dotted_keys(attributes) if attributes and _DOTTED.search(text) else attributes,
        source=source,
        tags=[*(tags or []), "source:LOGS_SOURCE"],
        message=as_text(message) if has_message else text,
        has_message=has_message,
    )
    if service:
        log.official["service"] = service
    return log
