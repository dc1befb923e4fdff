"""Input of the pages of this room."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from validation.models import Mode
from validation.queries.report import report_of


class MoveForm(forms.Form):
    """Where to move a rule to, by somebody who has read its report; report names the one that the page showed."""

    report = forms.CharField(widget=forms.HiddenInput, required=False)
    mode = forms.TypedChoiceField(
        label=gettext_lazy("From now on"), choices=Mode.choices, coerce=Mode, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, code: str, mode: Mode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present, self.now = report_of(code), mode
        self.initial = {"report": self.present, "mode": mode.value}

    def clean_mode(self) -> Mode:
        mode: Mode = self.cleaned_data["mode"]
        if mode is self.now:
            raise ValidationError(_("The rule is there already: choose another mode."))
        return mode

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("report") != self.present:
            text = _("What this page says has changed since you read it. Read the report again, then decide.")
            # What is drawn again carries the present one.
            self.data = {**dict(self.data.items()), "report": self.present}
            raise ValidationError(text, code="stale")
        return self.cleaned_data
