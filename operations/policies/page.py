"""Prepares the pages of settings."""

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from common.diffs import Part, word_changes
from common.lazy_text import LazyText
from common.models import PolicyVersion
from common.policies import PortalPolicy, newest_versions, policies


class SettingRow(Struct, frozen=True, kw_only=True):
    """A setting with its value as text. version is the newest one; None if nobody has changed the setting."""

    policy: PortalPolicy[object]
    text: str
    version: PolicyVersion | None
    by: str


class SettingGroup(Struct, frozen=True, kw_only=True):
    label: LazyText
    rows: Sequence[SettingRow]


class ShownSetting(Struct, frozen=True, kw_only=True):
    """A version in the history with what it changed, as the parts of a `diff`."""

    version: PolicyVersion
    by: str
    note: str
    parts: Sequence[Part]


def setting_groups() -> list[SettingGroup]:
    """All settings with their values. Up to three queries."""
    newest = {row.key: row for row in newest_versions()}
    names = names_of(row.by_id for row in newest.values())
    rows = [_row(policy, newest.get(key), names) for key, policy in policies().items()]
    groups = groupby(rows, key=lambda row: row.policy.group)
    return [SettingGroup(label=group.label, rows=list(members)) for group, members in groups]


def shown_settings(policy: PortalPolicy[object], page: Sequence[PolicyVersion]) -> list[ShownSetting]:
    """A page of stored versions as the history shows them, the newest first, and at the end version 0, the default."""
    oldest = page[-1].number if page else 0
    before = PolicyVersion.objects.filter(key=policy.key, number=oldest - 1).first() if oldest > 1 else None
    first = PolicyVersion(key=policy.key, number=0, value=None)
    rows = [*page, before or first]
    names = names_of(row.by_id for row in rows)
    shown = [_shown(policy, row, before=earlier, names=names) for row, earlier in pairwise(rows)]
    return shown if before else [*shown, _shown(policy, first, before=first, names=names)]


def _row(policy: PortalPolicy[object], version: PolicyVersion | None, names: Mapping[UUID, str]) -> SettingRow:
    text = policy.text(version.value if version else None)
    return SettingRow(policy=policy, text=text, version=version, by=_author(version, names) if version else "")


def _shown(
    policy: PortalPolicy[object], version: PolicyVersion, *, before: PolicyVersion, names: Mapping[UUID, str]
) -> ShownSetting:
    return ShownSetting(
        version=version,
        by=_author(version, names),
        note=_note(version),
        parts=word_changes(policy.text(before.value), policy.text(version.value)),
    )


def _author(version: PolicyVersion, names: Mapping[UUID, str]) -> str:
    if not version.number:
        return ""
    return (names.get(version.by_id) or _("former member")) if version.by_id else _("Portal")


def _note(version: PolicyVersion) -> str:
    if not version.number:
        return _("Default")
    if version.restores is None:
        return ""
    return _("Restores version {number}").format(number=version.restores)
