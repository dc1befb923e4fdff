"""The limits that inputs of buttons declare. Forms and the engine enforce them alike."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import HiddenCharacterRefused
from common.lazy_text import LazyText
from common.names import assert_readable
from listings.lifecycle.buttons import MIN_REASON_LENGTH, ButtonInput
from listings.lifecycle.registry import Reason
from listings.lifecycle.types import Transition
from page_parts.times import format_time


def reasons_against_values(
    row: Transition, values: Mapping[str, object], now: datetime
) -> Iterator[tuple[str, Reason]]:
    """(name of the input, reason) for each value outside its limits. Empty values are left to the asks of the row.

    Texts that are not inputs of the button may not have hidden characters either.
    """
    inputs = row.button.inputs if row.button else ()
    for name in values.keys() - {button_input.name for button_input in inputs}:
        text = values[name]
        if isinstance(text, str) and (hidden := reason_against_text(text, label=name, least=0)):
            yield name, hidden
    for button_input in inputs:
        value = values.get(button_input.name)
        reason = None
        if isinstance(value, str) and value.strip():
            least, most = button_input.min_length, button_input.max_length
            reason = reason_against_text(value, label=button_input.label, least=least, most=most)
        elif isinstance(value, date):
            reason = _against_day(button_input, value, now)
        if reason:
            yield button_input.name, reason


def reason_against_text(
    text: str, *, label: LazyText, least: int = MIN_REASON_LENGTH, most: int | None = None
) -> Reason | None:
    """The reason why a text can't be sent: its length in characters, or a hidden character. label is its field's."""
    try:
        assert_readable(text)
    except HiddenCharacterRefused as refused:
        return Reason(code=refused.code, text=str(refused), error=refused)
    length = len(text.strip())
    if length < least:
        why = ngettext("“{label}” needs at least {n} character.", "“{label}” needs at least {n} characters.", least)
        return Reason(code="text-too-short", text=why.format(label=label, n=least))
    if most is not None and length > most:
        why = ngettext("“{label}” can have at most {n} character.", "“{label}” can have at most {n} characters.", most)
        return Reason(code="text-too-long", text=why.format(label=label, n=most))
    return None


def earliest_day(button_input: ButtonInput, now: datetime) -> date | None:
    """The first day that the input accepts, in the current time zone; None if there is no limit."""
    days = button_input.earliest_in_days
    return None if days is None else timezone.localdate(now) + timedelta(days=days)


def _against_day(button_input: ButtonInput, value: date, now: datetime) -> Reason | None:
    day, earliest = timezone.localdate(value) if isinstance(value, datetime) else value, earliest_day(button_input, now)
    if earliest is None or day >= earliest:
        return None
    if button_input.earliest_in_days == 0:
        return Reason(code="date-past", text=_("Choose today or a later date."))
    return Reason(code="date-too-early", text=_("Choose {day} or later.").format(day=format_time(earliest)))
