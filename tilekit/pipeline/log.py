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
from tilekit.pipeline.json_text import object_in
from tilekit.pipeline.limits import LOOK, MAX_PIPELINE_LEVELS, WorkMeter
from tilekit.pipeline.notes import IdleProcessor

_DOTTED = re.compile(r"\.[^\".\\]*\"\s*:")
"""A dot in a key, in JSON, and the text up to the colon. Few logs have one, and searching all keys is slow."""
MESSAGE_PATH: Path = ("message",)
UNDATED = 1
"""The time of a log whose date remapper finds no date: the first millisecond of 1970, as in the platform's tests."""


class Log(Struct):
    """A log.

    text is the log as it was sent; attributes contains the values read from it, including `message` once it is known.
    official contains the values that remappers set in addition to attributes: service, status, timestamp (ms since
    1970), trace_id, span_id. mapped lists the official values that a remapper has set, if a log can also be sent with
    them. reached lists the grok rules that matched: pointer of the parser and name. idle contains the processors that
    had nothing to do, if they are recorded.
    """

    text: str
    attributes: Attributes
    source: str
    tags: list[str]
    official: dict[str, Json] = field(default_factory=dict)
    mapped: set[str] = field(default_factory=set)
    work: WorkMeter = field(default_factory=WorkMeter)
    reached: set[tuple[str, str]] = field(default_factory=set)
    idle: list[IdleProcessor] = field(default_factory=list)

    def get(self, path: Path) -> Json | Missing:
        """The attribute. Without a message attribute, the message is the whole log."""
        if path == MESSAGE_PATH and "message" not in self.attributes:
            return self.text
        return get(self.attributes, path)

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
        """Whether the attribute exists."""
        return get(self.attributes, path) is not MISSING

    def result(self) -> dict[str, Json]:
        """The result as the platform writes it into a tests file, with the same order of keys."""
        custom = {key: value for key, value in self.attributes.items() if key != "message"}
        message = self.attributes.get("message", self.text)
        values: dict[str, Json] = {"custom": custom, "message": message, "tags": list(self.tags), **self.official}
        return {key: values[key] for key in sorted(values)}


def log_of(sample: str, *, source: str = "", service: str = "", tags: list[str] | None = None) -> Log:
    """The log of a sample: the attributes of a JSON object; any other text is the message."""
    attributes = object_in(sample) or {}
    log = Log(
        text=sample,
        attributes=expand_dotted_keys(attributes) if attributes and _DOTTED.search(sample) else attributes,
        source=source,
        tags=[*(tags or []), "source:LOGS_SOURCE"],
    )
    if service:
        log.official["service"] = service
    return log
