"""The forms of buttons, which have a field for each input of their rows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.errors import NotAllowed, NotFound, SlipwayError
from common.reason_form import AddressField, FilesField, day_field, text_area
from listings.lifecycle import registry
from listings.lifecycle.buttons import Button, ButtonInput, InputDetails, InputKind
from listings.lifecycle.input_limits import earliest_day, reasons_against_values
from listings.lifecycle.types import Transition
from page_parts.times import zone_named
from page_parts.total_maps import total_map

_MINUTE = "%Y-%m-%dT%H:%M"


class TransitionForm(forms.Form):
    """The form of a button, with the fields of its row for this subject and actor.

    Times are in the zone that the page names, even if the person's zone changes before the form is sent.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        row: Transition,
        subject: Model,
        actor: Actor,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, auto_id=f"{row.slug}-%s", **kwargs)
        self.row = row
        self.subject: Any = subject
        self._zone = zone_named(self.data.get("zone", "")) or timezone.get_current_timezone()
        self._button = row.button or Button()
        if any(button_input.kind is InputKind.TIME for button_input in self._button.inputs):
            self.fields["zone"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=str(self._zone))
        for button_input in self._button.inputs:
            details = (
                registry.details_of_inputs[button_input.details](subject, actor)
                if button_input.details
                else InputDetails()
            )
            if details is not None:
                self.fields[button_input.name] = self._field(button_input, details)

    def _field(self, button_input: ButtonInput, details: InputDetails) -> forms.Field:
        field = _FIELDS[button_input.kind](button_input)
        field.label, field.required, field.initial = str(button_input.label), button_input.is_required, details.initial
        field.help_text = str(details.help or button_input.help).replace("{zone}", str(self._zone).replace("_", " "))
        if isinstance(field, forms.TypedChoiceField | forms.TypedMultipleChoiceField):
            field.choices = details.choices
            field.coerce = {str(value): value for value, _label in details.choices}.__getitem__
        limits = {"min": details.least or self._earliest(button_input), "max": details.most}
        field.widget.attrs |= {name: self._limit(at) for name, at in limits.items() if at}
        return field

    def _earliest(self, button_input: ButtonInput) -> date | None:
        with timezone.override(self._zone):
            day = earliest_day(button_input, timezone.now())
        is_time = day is not None and button_input.kind is InputKind.TIME
        return datetime.combine(day, time(), self._zone) if day and is_time else day

    def _limit(self, at: date) -> str:
        return f"{timezone.localtime(at, self._zone):{_MINUTE}}" if isinstance(at, datetime) else at.isoformat()

    def full_clean(self) -> None:
        with timezone.override(self._zone):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """The parameters of the call: the values without the zone. Values outside the limits of the row are refused."""
        for name, reason in reasons_against_values(self.row, self.cleaned_data, timezone.now()):
            self.add_error(name, str(reason.text))
        return {name: value for name, value in self.cleaned_data.items() if name != "zone"}

    def show_reasons(self, refused: SlipwayError) -> bool:
        """Show each reason, or an error without reasons, at the field whose input names its code.

        Those that the button names are shown above the form. Returns False if a reason has no such place.
        """
        names: dict[str, str | None] = dict.fromkeys(self._button.errors)
        names |= {
            code: button_input.name
            for button_input in self._button.inputs
            if button_input.name in self.fields
            for code in button_input.errors
        }
        codes = refused.context.get("codes", [refused.code])
        texts = refused.context.get("texts", [refused.context.get("reasons", str(refused))])
        if not isinstance(codes, list) or not isinstance(texts, list) or not names.keys() >= set(codes):
            return False
        for code, text in zip(codes, texts, strict=True):
            self.add_error(names[code], str(text))
        return True

    def keep(self, refused: SlipwayError) -> bool:
        """Show the error above the form, with what the person typed.

        Returns False if the form has no fields, or the person may not see the page.
        """
        if isinstance(refused, NotAllowed | NotFound) or not self.visible_fields():
            return False
        self.add_error(None, str(refused))
        return True


class LocalTimeField(forms.DateTimeField):
    """A time in the current zone. Times that a change of the clocks skips or repeats are refused."""

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as refused:
            if refused.code != "ambiguous_timezone":
                raise
            text = _("The clocks change then, so this time doesn't exist or occurs twice. Choose another time.")
            raise forms.ValidationError(text, code=refused.code) from refused


def _time_field(_input: ButtonInput) -> forms.Field:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    return LocalTimeField(widget=widget, input_formats=[_MINUTE, f"{_MINUTE}:%S"])


_FIELDS: Mapping[InputKind, Callable[[ButtonInput], forms.Field]] = total_map(
    InputKind,
    {
        InputKind.TEXT: lambda button_input: text_area("", max_length=button_input.max_length),
        InputKind.LINE: lambda button_input: forms.CharField(max_length=button_input.max_length),
        InputKind.EMAIL: lambda _input: AddressField(),
        InputKind.URL: lambda _input: forms.URLField(assume_scheme="https"),
        InputKind.DAY: lambda _input: day_field(""),
        InputKind.TIME: _time_field,
        InputKind.CHOICE: lambda _input: forms.TypedChoiceField(
            widget=forms.RadioSelect, error_messages={"required": _("Choose one of the options.")}
        ),
        InputKind.CHOICES: lambda _input: forms.TypedMultipleChoiceField(
            widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one option.")}
        ),
        InputKind.CONFIRMATION: lambda _input: forms.BooleanField(),
        InputKind.FILES: lambda button_input: FilesField(
            accepts=button_input.accepts, max_items=button_input.max_items, max_bytes=button_input.max_bytes
        ),
    },
)
