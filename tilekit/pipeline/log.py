"""One log on its way through a pipeline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.pipeline.json_text import object_in
from tilekit.pipeline.limits import LOOK, MAX_LEVELS, Work
from tilekit.pipeline.paths import (
    CONTAINERS,
    MISSING,
    Attributes,
    Missing,
    Path,
    copied,
    get,
    put,
    remove,
    shape,
    size,
    spread,
)

if TYPE_CHECKING:
    from tilekit.pipeline.watching import Idle

_DOTTED = re.compile(r"\.[^\".\\]*\"\s*:")
"""In JSON: the last dot of a key up to the colon behind it. Few logs have one, and to walk through all costs much."""
MESSAGE: Path = ("message",)
UNDATED = 1
"""The time of a log whose date remapper finds no date: the first millisecond, the clock of the platform's tests."""


class Log(Struct):
    """text is the log as it was sent; attributes hold what is read from it, `message` among them once it is known.

    official holds what remappers set beside the attributes: service, status, timestamp (ms since 1970), trace_id,
    span_id. mapped names those that a remapper has set although they can be sent too. reached names the grok rules
    that matched: pointer of the parser and name. idle holds the processors that had nothing to do, where watched.
    """

    text: str
    attributes: Attributes
    source: str
    tags: list[str]
    official: dict[str, Json] = field(default_factory=dict)
    mapped: set[str] = field(default_factory=set)
    work: Work = field(default_factory=Work)
    reached: set[tuple[str, str]] = field(default_factory=set)
    idle: list[Idle] = field(default_factory=list)

    def get(self, path: Path) -> Json | Missing:
        """The attribute; the message is the log itself until an attribute is."""
        if path == MESSAGE and "message" not in self.attributes:
            return self.text
        return get(self.attributes, path)

    def put(self, path: Path, value: Json) -> bool:
        """Set an attribute; False if a parent is not an object, or if it would be nested too deeply."""
        if isinstance(value, CONTAINERS):
            levels, values = shape(value)
            self.work.spend(LOOK * values)
            if levels + len(path) > MAX_LEVELS:
                return False
        return put(self.attributes, path, value)

    def put_flat(self, path: Path, value: Json) -> bool:
        """The same for a value of at most FLAT levels: there is room for those below every path."""
        return put(self.attributes, path, value)

    def remove(self, path: Path) -> None:
        """Take an attribute out."""
        remove(self.attributes, path)

    def copy(self, value: Json) -> Json:
        """A copy of an attribute, which counts as work."""
        self.work.spend(size(value))
        return copied(value)

    def has(self, path: Path) -> bool:
        """Whether the attribute is there."""
        return get(self.attributes, path) is not MISSING

    def result(self) -> dict[str, Json]:
        """What the platform writes into a tests file, in its order of keys."""
        custom = {key: value for key, value in self.attributes.items() if key != "message"}
        message = self.attributes.get("message", self.text)
        made: dict[str, Json] = {"custom": custom, "message": message, "tags": list(self.tags), **self.official}
        return {key: made[key] for key in sorted(made)}


def log_of(sample: str, *, source: str = "", service: str = "", tags: list[str] | None = None) -> Log:
    """The log of a sample: an object in JSON gives its attributes, any other text is the message."""
    found = object_in(sample) or {}
    log = Log(
        text=sample,
        attributes=spread(found) if found and _DOTTED.search(sample) else found,
        source=source,
        tags=[*(tags or []), "source:LOGS_SOURCE"],
    )
    if service:
        log.official["service"] = service
    return log
