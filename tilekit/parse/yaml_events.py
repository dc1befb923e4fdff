"""What stands in a YAML file, one thing after the other. Only what reads such a file imports this: PyYAML is slow."""

from collections.abc import Iterator

import yaml

from tilekit.core.plain import plain_text
from tilekit.parse.yaml_faults import fault_of

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def events_of(text: str) -> Iterator[yaml.Event]:
    """The events of a text, with U+FFFD for characters that nothing can hold. Raises Unparsable."""
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                event.value = plain_text(event.value)
            yield event
    except yaml.YAMLError as error:
        raise fault_of(error, text) from error


def offset(mark: yaml.error.Mark | yaml._yaml.Mark | None) -> int:
    """Where a mark stands. The parser's own lines end at signs that are text to everybody else: only this is used."""
    return mark.index if mark else 0
