"""Names in pipelines: generated names of processors, and comparison of names that ignores spelling differences."""

from tilekit.core.fields import Json
from tilekit.parse.json_values import text

# Names of processors. They are content of the file, so they are not translated.
_BY_TYPE = {
    "grok-parser": "Parse {source}",
    "date-remapper": "Take the date from {source}",
    "status-remapper": "Take the status from {source}",
    "service-remapper": "Take the service from {source}",
    "message-remapper": "Take the message from {source}",
    "trace-id-remapper": "Take the trace ID from {source}",
    "span-id-remapper": "Take the span ID from {source}",
    "attribute-remapper": "Map {source} to {target}",
    "url-parser": "Parse the URL in {source}",
    "user-agent-parser": "Parse the user agent in {source}",
    "category-processor": "Set {target} by category",
    "arithmetic-processor": "Compute {target}",
    "string-builder-processor": "Build {target}",
    "geo-ip-parser": "Look up the place of {source}",
    "lookup-processor": "Look up {target} by {source}",
    "reference-table-lookup-processor": "Look up {target} by {source}",
    "decoder-processor": "Decode {source} to {target}",
    "threat-intel-processor": "Look up threats of {source}",
}
_MAX_NAMED_SOURCES = 3


def name_for(processor: dict[str, Json]) -> str:
    """A name that describes the processor; "" if its settings don't explain it."""
    pattern = _BY_TYPE.get(text(processor.get("type")), "")
    names = processor.get("sources")
    sources = [text(one) for one in names] if isinstance(names, list) else [text(processor.get("source"))]
    source_text = ", ".join(source for source in sources[:_MAX_NAMED_SOURCES] if source) + (
        " ..." if len(sources) > _MAX_NAMED_SOURCES else ""
    )
    parts = {"source": source_text, "target": text(processor.get("target"))}
    return (
        "" if any(f"{{{part}}}" in pattern and not value for part, value in parts.items()) else pattern.format(**parts)
    )
