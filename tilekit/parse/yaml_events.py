"""The parse events of a YAML file. Import this only to read such a file, because importing PyYAML is slow."""

from collections.abc import Iterator

import yaml

from tilekit.core.storable import storable_text
from tilekit.parse.yaml_faults import fault_of

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def events_of(text: str) -> Iterator[yaml.Event]:
    """The events of a text, with U+FFFD for characters that can't be stored. Raises Unparsable."""
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                event.value = storable_text(event.value)
            yield event
    except yaml.YAMLError as error:
        raise fault_of(error, text) from error


def offset(mark: yaml.error.Mark | yaml._yaml.Mark | None) -> int:
    """The offset of a mark. Its line and column are not used, because YAML counts other characters as line ends."""
    return mark.index if mark else 0
