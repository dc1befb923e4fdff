"""Actions on settings. Each change is a new version."""

import json
from datetime import datetime

from django.db import transaction

from audit.writes import record_event
from common.actions import action, assert_storable, in_transaction
from common.actor import Actor, assert_operator
from common.constraints import raises_if_violated
from common.errors import NotFound
from common.models import PolicyVersion
from common.policies import PortalPolicy, policies, read_policies, remember_policies, stored_form
from operations.errors import SettingChanged
from tilekit.core.field import Json


@action
def change_setting(*, key: str, value: Json, seen: int, reason: str, by: Actor, now: datetime) -> int:
    """Store the value as the newest version; without a change, the current version stays. Returns its number.

    seen is the number of the version that the actor edited. Raises NotFound, NotAllowed, SettingChanged,
    CharacterRefused, and ValidationError if the value isn't allowed.
    """
    policy, current = _current(key, seen=seen, by=by)
    checked = policy.checked(value)
    if stored_form(policy.typed(current.value)) == checked:
        return current.number
    return add_version(policy, checked, after=current, reason=reason, by=by, now=now)


@action
def restore_setting(*, key: str, number: int, seen: int, reason: str, by: Actor, now: datetime) -> int:
    """Use the value of an earlier version again; version 0 is the default. Raises the errors of `change_setting`."""
    policy, current = _current(key, seen=seen, by=by)
    earlier = PolicyVersion.objects.filter(key=key, number=number).first()
    if earlier is None and number:
        raise NotFound
    value = earlier.value if earlier else None
    if value == current.value:
        return current.number
    return add_version(policy, value, after=current, reason=reason, by=by, now=now, restores=number)


def newest_version(key: str) -> PolicyVersion:
    """The version that counts. Without a row, it is version 0, which has the default and is not stored."""
    newest = PolicyVersion.objects.filter(key=key).order_by("-number").first()
    return newest or PolicyVersion(key=key, number=0, value=None)


def _current(key: str, *, seen: int, by: Actor) -> tuple[PortalPolicy[object], PolicyVersion]:
    assert_operator(by)
    policy = policies().get(key)
    if policy is None:
        raise NotFound
    current = newest_version(key)
    if current.number != seen:
        raise SettingChanged
    return policy, current


@in_transaction
def add_version(
    policy: PortalPolicy[object],
    value: Json,
    *,
    after: PolicyVersion,
    reason: str,
    by: Actor,
    now: datetime,
    restores: int | None = None,
) -> int:
    """Store a value that was checked; None is the default. Returns the number of the version."""
    assert_storable([value, *(value if isinstance(value, list) else [])])
    row = PolicyVersion(
        key=policy.key,
        number=after.number + 1,
        value=value,
        reason=reason.strip()[: PolicyVersion.REASON_LENGTH],
        restores=restores,
        by_id=by.id,
        at=now,
    )
    # Version 0 has no row that could be locked, so of two people who save at once, the constraint refuses one.
    columns = "common_policyversion.key, common_policyversion.number"
    with raises_if_violated("common_policyversion_number", columns, SettingChanged()):
        row.save(force_insert=True)
    texts = {"old": _as_text(policy, after.value), "new": _as_text(policy, value), "reason": row.reason}
    objects: dict[str, str | int] = {"setting": policy.key, "version": row.number, **texts}
    record_event("setting.change", by=by, objects=objects, now=now)
    # Show the change in this process at once. The others read it within a second.
    transaction.on_commit(lambda: remember_policies(read_policies()), robust=True)
    return row.number


def _as_text(policy: PortalPolicy[object], value: Json) -> str:
    return json.dumps(stored_form(policy.typed(value)), ensure_ascii=False)
