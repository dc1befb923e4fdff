"""Values of fields that no folder contains, and confirmed checkboxes: from options, and from the settings file."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct

from tilekit.commands.config import Config
from tilekit.commands.exit_codes import UsageError
from tilekit.core.choices import Choices
from tilekit.core.field import Field, Json
from tilekit.core.fields import BooleanField, Flag, Secret
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.sections import SECTIONS

_CONFIRM, _VALUES = "confirm", "values"
_FLAGS = {"true": True, "false": False}
ALL = "all"


class SubmitSettings(Struct, frozen=True, kw_only=True):
    """The checkboxes to confirm, and the values to save: {section: {field: value}}."""

    confirm: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, Json]] = {}

    @property
    def paths(self) -> frozenset[str]:
        """The fields with a value, by section and name, as in findings."""
        return frozenset(f"{key}.{name}" for key, values in self.values.items() for name in values)


def submit_settings(config: Config, *, confirm: Sequence[str], assignments: Iterable[str]) -> SubmitSettings:
    """The settings of the file, with the options added. An option replaces the value of the file. Raises UsageError."""
    table = config.submit
    for name in table:
        if name not in {_CONFIRM, _VALUES}:
            raise UsageError.of(N_('"submit" has an unknown key {key}. Valid keys: confirm, values.'), key=name)
    values: dict[str, dict[str, Json]] = {}
    for path, value in chain(_values_of(table.get(_VALUES, {})), map(_assignment, assignments)):
        section, _, name = path.partition(".")
        values.setdefault(section, {})[name] = value
    boxes = (*_confirmed(table.get(_CONFIRM, [])), *confirm)
    for name in boxes:
        if name != ALL and name not in confirmed_boxes((ALL,)):
            raise _no_field(name, confirmed_boxes((ALL,)))
    return SubmitSettings(confirm=boxes, values=values)


def _confirmed(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and all(isinstance(name, str) and name.strip() for name in names):
        return tuple(names)
    raise UsageError.of(N_('submit.confirm must be "all" or a list of checkboxes.'))


def _values_of(table: object) -> Iterator[tuple[str, Json]]:
    text = N_('submit.values must be a table, for example support.maintainer_email = "dev@acme.example".')
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        raise UsageError.of(text)
    for section, values in table.items():
        for name, value in values.items():
            _field_at(f"{section}.{name}")
            yield f"{section}.{name}", value


def _assignment(text: str) -> tuple[str, Json]:
    """The path and the value of SECTION.FIELD=VALUE."""
    path, equals, value = text.partition("=")
    path, value = path.strip(), value.strip()
    if not equals:
        raise UsageError.of(N_("--set {value} must have the form SECTION.FIELD=VALUE."), value=text)
    return path, _parsed(_field_at(path), path, value)


def _parsed(field: Field[Any], path: str, value: str) -> Json:
    if isinstance(field, BooleanField):
        if value not in _FLAGS:
            raise UsageError.of(N_("{path} must be true or false."), path=path)
        return _FLAGS[value]
    if isinstance(field, Choices):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _field_at(path: str) -> Field[Any]:
    """The field that a value can be set for. Raises UsageError."""
    fields = {f"{section.key}.{name}": field for section in SECTIONS for name, field in section.fields.items()}
    settable = {key: field for key, field in fields.items() if _is_settable(field)}
    if path in settable:
        return settable[path]
    if path in fields:
        raise UsageError.of(N_("{path} can't be set here. Change it in the folder or in the portal."), path=path)
    raise _no_field(path, settable)


def _no_field(path: str, candidates: Collection[str]) -> UsageError:
    near = closest_word(path, candidates, cutoff=0.5)
    text = N_("There is no field {path}. Did you mean {near}?") if near else N_("There is no field {path}.")
    return UsageError.of(text, path=path, **({"near": near} if near else {}))


def _is_settable(field: Field[Any]) -> bool:
    return field.scope != "content" and not field.read_only and not isinstance(field, Secret) and field.kind != "rows"


def confirmed_boxes(confirm: Collection[str]) -> frozenset[str]:
    """The checkboxes by section and name, as in findings; every checkbox for "all"."""
    if ALL not in confirm:
        return frozenset(confirm)
    return frozenset(
        f"{section.key}.{name}"
        for section in SECTIONS
        for name, field in section.fields.items()
        if isinstance(field, Flag) and not field.read_only
    )
