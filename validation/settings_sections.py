"""The section of the settings file with the modes of checks."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from common.settings_sections import FileSection, SettingsImport, register_section
from tilekit.checks.registered_checks import all_checks
from tilekit.core.field import Json
from validation.actions import set_rollout
from validation.models import RolloutMode
from validation.queries import modes_by_code, starts_by_code


class _Mode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mode; enforced_from is as in `CheckRollout`."""

    mode: RolloutMode = RolloutMode.ENFORCE
    enforced_from: datetime | None = None


def _values() -> Mapping[str, Json]:
    """{code: mode} of all checks. A mode with a date is an object."""
    now = timezone.now()
    modes, starts = modes_by_code(now), starts_by_code(now)
    dated = {code: msgspec.to_builtins(_Mode(enforced_from=start)) for code, start in starts.items()}
    return {check.code: modes.get(check.code, RolloutMode.ENFORCE).value for check in all_checks()} | dated


def _mode(value: Json) -> _Mode:
    """The mode in a value. Raises msgspec.ValidationError."""
    if isinstance(value, str):
        return _Mode(mode=msgspec.convert(value, RolloutMode))
    return msgspec.convert(value, _Mode)


def _checked(_code: str, value: Json) -> Json:
    try:
        entered = _mode(value)
    except msgspec.ValidationError as fault:
        raise ValidationError(_("This isn't a mode of checks."), code="mode") from fault
    start = entered.enforced_from
    if start is None:
        return entered.mode.value
    if entered.mode is not RolloutMode.ENFORCE or start.tzinfo is None:
        raise ValidationError(_("Only the mode “enforce” can have a date, and it needs a time zone."), code="date")
    if start <= timezone.now():  # since the export, which has enforced the check since then, too
        return entered.mode.value
    stored: Json = msgspec.to_builtins(_Mode(enforced_from=start.astimezone(UTC)))
    return stored


def _save(code: str, value: Json, by_import: SettingsImport) -> None:
    entered = _mode(value)
    set_rollout(
        code=code,
        mode=entered.mode,
        report=None,
        by=by_import.by,
        now=by_import.now,
        enforced_from=entered.enforced_from,
    )


register_section(
    FileSection(
        name="checks",
        heading=gettext_lazy("Checks"),
        values=_values,
        label=str,
        checked=_checked,
        save=_save,
        page_url=reverse_lazy("validation:check-list"),
    )
)
