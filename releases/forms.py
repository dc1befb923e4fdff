"""Forms of releases, live tiles, go-to-market requests and transfers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from accounts.models.organisations import VENDOR_ID_LENGTH
from common.reason_form import AddressField, day_field, text_area
from listings.lifecycle.guards import LATEST_RELEASE, release_time
from listings.models import Submission
from page_parts.times import format_time, zone_named
from releases.guards import earliest_end, early_release_reasons, end_date, latest_end
from releases.lifecycles.gtm import states_after
from releases.models import GtmItem, GtmState


class TransferOfferForm(forms.Form):
    vendor_id = forms.CharField(
        label=_("Vendor ID of the other organisation"),
        help_text=_("The owners of that organisation can find the ID on their organisation page. Example: acme"),
        max_length=VENDOR_ID_LENGTH,
    )
    note = text_area(_("Note"), _("Shown to the owners of the other organisation."), required=False)

    def __init__(self, *args: Any, giver_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.giver_id = giver_id

    def clean_vendor_id(self) -> str:
        """Reject an unknown vendor ID here, so that the typed note is not lost. The action verifies it again."""
        vendor_id: str = self.cleaned_data["vendor_id"].lower()
        if not Organisation.objects.filter(vendor_id=vendor_id).exclude(pk=self.giver_id).exists():
            raise forms.ValidationError(_("No other organisation has this vendor ID. Check the ID and try again."))
        return vendor_id


class EarlyReleaseForm(forms.Form):
    """The reason for a release before requested_at, the time before which the partner doesn't want it.

    Without such a time, or when it has passed, the form has no field.
    """

    reason = text_area(_("Reason for an earlier release"))

    def __init__(self, *args: Any, requested_at: datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._requested_at = requested_at
        if requested_at is None or requested_at <= timezone.now():
            del self.fields["reason"]
            return
        text = _("The partner requested {day} or later. Shown to the partner.")
        self.fields["reason"].help_text = text.format(day=format_time(requested_at.date()))


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


class ScheduleForm(EarlyReleaseForm):
    """A release time in the zone that the page names, even if the person's zone changes before the form is sent."""

    field_order = ("zone", "release_at", "reason")

    zone = forms.CharField(widget=forms.HiddenInput, required=False)
    release_at = LocalTimeField(
        label=_("Release time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in self.fields:  # required for some times only
            self.fields["reason"].required = False
        self._zone = zone_named(self.data.get("zone", "")) or timezone.get_current_timezone()
        self.initial["zone"] = str(self._zone)
        text = _("In the time zone {zone}. The tile goes live within a minute of this time.")
        now = timezone.now()
        limits = {"min": self._minute(now + timedelta(minutes=1)), "max": self._minute(now + LATEST_RELEASE)}
        self.fields["release_at"].widget.attrs |= limits
        self.fields["release_at"].help_text = text.format(zone=str(self._zone).replace("_", " "))

    def _minute(self, at: datetime) -> str:
        return f"{timezone.localtime(at, self._zone):%Y-%m-%dT%H:%M}"

    def full_clean(self) -> None:
        with timezone.override(self._zone):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Require the reason here, so that nothing that was typed is lost. The action checks it again."""
        values = super().clean() or {}
        if "reason" in self.fields and not self.errors:
            for reason in early_release_reasons(self._requested_at, values, timezone.now()):
                self.add_error("reason", str(reason.text))
        return values

    def clean_release_at(self) -> datetime:
        """Reject a time that can't be scheduled here, so that it stays in the field. The action checks it again."""
        at: datetime = self.cleaned_data["release_at"]
        for reason in release_time(None, {"release_at": at}, timezone.now()):
            raise forms.ValidationError(str(reason.text))
        return at


class RollBackForm(forms.Form):
    submission = forms.TypedChoiceField(label=_("Version to restore"), coerce=UUID, widget=forms.RadioSelect)
    reason = text_area(_("Reason"), _("Shown to the partner and the reviewers."))

    def __init__(self, *args: Any, submissions: Iterable[Submission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("{version}, revision {number}, submission {round}")
        self.fields["submission"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(each.pk), label.format(version=_version(each), number=each.revision.number, round=each.round))
            for each in submissions
        ]


class DeprecateForm(forms.Form):
    ends_on = day_field(_("End date"), _("Customers need at least 90 days to migrate."))
    successor = forms.CharField(
        label=_("Replacement tile"),
        help_text=_("Integration ID of the tile that replaces this one. Example: acme-queue"),
        max_length=255,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        limits = {"min": earliest_end(now).isoformat(), "max": latest_end(now).isoformat()}
        self.fields["ends_on"].widget.attrs |= limits

    def clean_ends_on(self) -> date:
        """Reject a date too early or too late here, so that it stays in the field. The action checks it again."""
        day: date = self.cleaned_data["ends_on"]
        for reason in end_date(None, {"ends_on": day}, timezone.now()):
            raise forms.ValidationError(str(reason.text))
        return day


class GtmForm(forms.Form):
    items = forms.MultipleChoiceField(
        label=_("Type of help"), choices=GtmItem.choices, widget=forms.CheckboxSelectMultiple
    )
    contact = AddressField(label=_("Contact"), help_text=_("The person who can answer questions about the launch."))
    target_on = day_field(_("Launch date"), _("The day you want to announce the tile."), required=False)
    embargo_on = day_field(_("Embargo until"), _("We won't publish anything before this date."), required=False)
    note = text_area(
        _("More details"), _("Anything else that we should know. Example: Links or people to mention."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("target_on", "embargo_on"):
            self.fields[name].widget.attrs["min"] = timezone.localdate().isoformat()

    def clean_target_on(self) -> date | None:
        return self._not_past("target_on")

    def clean_embargo_on(self) -> date | None:
        embargo, target = self._not_past("embargo_on"), self.cleaned_data.get("target_on")
        if embargo and target and embargo > target:
            raise forms.ValidationError(_("The embargo must end on or before the launch date."))
        return embargo

    def _not_past(self, name: str) -> date | None:
        """Today in the person's time zone, or a later day. Only the form refuses others, because the date is a wish."""
        day: date | None = self.cleaned_data[name]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later date."))
        return day


class GtmAnswerForm(forms.Form):
    """The form for an answer to a go-to-market request. It offers the states that can follow the current one."""

    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    answer = text_area(pgettext_lazy("noun", "Reply"), _("Tell the partner what happens next and who will do it."))

    def __init__(self, *args: Any, current: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state.value, state.label) for state in states_after(current)]  # type: ignore[attr-defined]  # a choice field

    def clean_state(self) -> GtmState:
        return GtmState(self.cleaned_data["state"])


def _version(submission: Submission) -> str:
    return str(getattr(submission, "tile_version", "") or "?")
