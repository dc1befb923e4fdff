"""Forms about the time of teams, and of a saved filter of the queue."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils import dates
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from common.actor import Actor
from common.names import visible_name
from page_parts.times import zone_names
from reviews.business_hours import WEEKDAYS, TypedCalendar, faults_of
from reviews.guards import may_stop_due_dates
from reviews.models import FILTER_NAME_LENGTH, INCIDENT_REASON_LENGTH

_MAX_HOURS_CHARACTERS = 100  # more than two times, so that `faults_of` explains what is wrong
_ALL_TEAMS = "all"
ONLY_OWNER = "private"


class CalendarForm(forms.Form):
    """The calendar of a team: its time zone, the hours of each weekday, and holidays."""

    zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(zone_names())]
    )
    holidays = forms.CharField(
        label=_("Holidays"),
        help_text=_("Days on which nobody works, one per line. Example: 2026-12-25"),
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, typed: TypedCalendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in WEEKDAYS:
            self.fields[f"hours_{weekday}"] = forms.CharField(
                label=capfirst(dates.WEEKDAYS[weekday - 1]), required=False, max_length=_MAX_HOURS_CHARACTERS
            )
        self.fields["hours_1"].help_text = _("Example: 09:00–17:00. Leave a day empty if nobody works.")
        self.order_fields(["zone", *(f"hours_{weekday}" for weekday in WEEKDAYS), "holidays"])
        hours = {f"hours_{weekday}": text for weekday, text in typed.hours.items()}
        self.initial = {"zone": typed.zone, "holidays": typed.holidays, **hours}

    def clean(self) -> dict[str, Any]:
        for field, reason in faults_of(self.typed()).items():
            if field not in self.errors:
                self.add_error(field, reason)
        return self.cleaned_data

    def typed(self) -> TypedCalendar:
        """What was entered. A field that is not valid is empty."""
        values = self.cleaned_data
        return TypedCalendar(
            zone=values.get("zone", ""),
            hours={weekday: values.get(f"hours_{weekday}", "") for weekday in WEEKDAYS},
            holidays=values.get("holidays", ""),
        )


class AbsenceForm(forms.Form):
    """Records when a reviewer is away. people is [(ID, name)] of the people to choose from."""

    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(label=_("Reviewer"), choices=people, initial=people[0][0])
        self.order_fields(["person", "first_day", "last_day"])


class IncidentForm(forms.Form):
    """Starts an incident of a team; the value of all teams is "all"."""

    team = forms.ChoiceField(label=_("Team"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Partners with listings in review see it. Example: Our review tools are down."),
        max_length=INCIDENT_REASON_LENGTH,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = [(team.value, team.label) for team in Team if may_stop_due_dates(actor, team)]
        of_all = [(_ALL_TEAMS, _("All teams"))] if may_stop_due_dates(actor, "") else []
        self.fields["team"] = forms.ChoiceField(label=_("Team"), choices=[*of_all, *teams], initial=teams[0][0])

    def clean_team(self) -> str:
        team: str = self.cleaned_data["team"]
        return "" if team == _ALL_TEAMS else team


class SavedFilterForm(forms.Form):
    """Name and team of a filter. options are (team, label) pairs; the clean value of ONLY_OWNER is ""."""

    name = forms.CharField(
        label=_("Name"),
        max_length=FILTER_NAME_LENGTH,
        validators=[visible_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    team = forms.ChoiceField(label=_("Visible to"), initial=ONLY_OWNER)

    def __init__(self, *args: Any, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["team"]).choices = [(ONLY_OWNER, _("Only you")), *options]

    def clean_team(self) -> str:
        team: str = self.cleaned_data["team"]
        return "" if team == ONLY_OWNER else team
