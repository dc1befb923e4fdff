"""The file with all settings, with which portals are kept equal: its text, its parser and its import."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from common.errors import NotAllowed
from common.joint_transaction import JointTransaction
from common.lazy_text import LazyText
from common.line_diffs import FileDiff, file_changes
from common.policies import policies, read_policies, remember_policies, stored_form
from common.settings_sections import FileSection, SettingsImport, file_sections, register_section
from operations.errors import SettingChanged, SettingsFileRefused
from operations.policies.actions import change_setting, newest_version
from tilekit.core.field import Json
from tilekit.core.storable import storable_value

SCHEMA = 1
MAX_FILE_BYTES = 2_000_000
Content = Mapping[str, Mapping[str, Json]]


class FileChange(Struct, frozen=True, kw_only=True):
    """A value that differs between a file and the portal."""

    section: FileSection
    name: str
    value: Json
    before: Json

    @property
    def label(self) -> LazyText:
        return self.section.label(self.name)

    @property
    def diff(self) -> FileDiff:
        """What changes, line by line."""
        return file_changes(_lines(self.before), _lines(self.value))


def exported_text() -> str:
    """The file: JSON with sorted keys, so that equal settings are equal files."""
    content = {name: dict(section.values()) for name, section in file_sections().items()}
    return _json({"schema": SCHEMA, **content}) + "\n"


def state_digest() -> str:
    """A digest of all settings, which tells whether they have changed since."""
    return sha256(exported_text().encode()).hexdigest()


def read_file(text: str) -> Content:
    """{section: {name: value}} of a file. Raises SettingsFileRefused with the place of each problem."""
    try:
        content = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as fault:
        raise SettingsFileRefused(reasons=_("It isn't JSON: {fault}.").format(fault=fault)) from fault
    if storable_value(content) != content:
        raise SettingsFileRefused(reasons=_("It contains characters or numbers that can't be stored."))
    if not isinstance(content, dict) or content.pop("schema", None) != SCHEMA:
        raise SettingsFileRefused(reasons=_("It isn't a settings file of this version of the portal."))
    problems: list[str] = []
    checked = {name: dict(_checked_section(name, values, problems)) for name, values in content.items()}
    if problems:
        raise SettingsFileRefused(reasons=" ".join(problems))
    return checked


def _without_duplicates(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    """The object of these names and values. Raises SettingsFileRefused if a name occurs twice, as after a merge."""
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SettingsFileRefused(reasons=_("“{name}” occurs twice.").format(name=twice))
    return content


def _checked_section(name: str, values: Json, problems: list[str]) -> Iterator[tuple[str, Json]]:
    """The valid values of a section. Adds sentences about the others to problems."""
    section = file_sections().get(name)
    if section is None:
        problems.append(_("{place}: unknown section.").format(place=name))
        return
    if not isinstance(values, dict):
        wrong_type = _("This value has the wrong type.")
        problems.append(f"{name}: {wrong_type}")
        return
    allowed = section.values()
    for key, value in values.items():
        if key not in allowed:
            problems.append(_("{place}: unknown name.").format(place=f"{name}.{key}"))
            continue
        try:
            yield key, section.checked(key, value)
        except ValidationError as refused:
            problems.append(f"{name}.{key}: {' '.join(refused.messages)}")


def changes_of(content: Content) -> list[FileChange]:
    """What the import of the content would change, in the order in which it would be changed."""
    return list(_changes(content))


def _changes(content: Content) -> Iterator[FileChange]:
    """Reads a section when its turn comes: the calendars of teams depend on the holidays that were saved before."""
    return (
        FileChange(section=section, name=name, value=content[section.name][name], before=before)
        for section in file_sections().values()
        if section.name in content
        for name, before in section.values().items()
        if name in content[section.name] and content[section.name][name] != before
    )


def import_settings(*, text: str, seen: str, by_import: SettingsImport) -> Sequence[FileChange]:
    """Carry out what a file changes, with the actions of the pages, all or nothing. Returns the changes.

    seen is the `state_digest` that the admin saw. Raises NotAllowed, SettingsFileRefused, SettingChanged, and the
    errors of the actions.
    """
    if not by_import.by.is_admin:
        raise NotAllowed
    joint = JointTransaction(lambda: None)
    joint.start()
    try:
        content = read_file(text)
        if state_digest() != seen:
            raise SettingChanged
        changes = []
        for change in _changes(content):
            change.section.save(change.name, change.value, by_import)
            changes.append(change)
    except BaseException:
        joint.roll_back()
        remember_policies(read_policies())
        raise
    joint.commit()
    return changes


def _save(key: str, value: Json, by_import: SettingsImport) -> None:
    change_setting(
        key=key,
        value=value,
        seen=newest_version(key).number,
        reason=by_import.reason,
        by=by_import.by,
        now=by_import.now,
    )
    remember_policies(read_policies())  # for the sections that follow in the same transaction


def _values() -> Mapping[str, Json]:
    """The values that count, also those of environment variables, so that two portals can be made equal."""
    stored = read_policies()
    return {key: stored_form(policy.typed(stored.get(key))) for key, policy in policies().items()}


def _json(value: object) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


def _lines(value: Json) -> str:
    return "" if value is None else value if isinstance(value, str) else _json(value)


register_section(
    FileSection(
        name="settings",
        heading=gettext_lazy("Settings"),
        values=_values,
        label=lambda key: policies()[key].label,
        checked=lambda key, value: policies()[key].checked(value),
        save=_save,
        order=0,  # the calendars of teams depend on the holidays of the portal
    )
)
