"""The form that starts a trial of an OAuth client."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.regions import Region
from trials.diagnosis.client_facts import is_loopback

DECLARED, LOCAL = "declared", "local"
LOCAL_ADDRESS = "http://127.0.0.1:8765/connect"
_ENTER_ADDRESS = _("Enter an address that starts with http://127.0.0.1, with any port.")


class TrialForm(forms.Form):
    """Chooses the region, and the address to open: the listing's onboarding URL or a service on the person's machine.

    onboarding_url is that of the listing, "" if it has none. If it uses https, people can choose it. If it is on the
    person's machine, it is the initial value of the local address. Without an https URL, the local address is required.
    """

    region = forms.ChoiceField(
        label=_("Region"),
        choices=Region.choices,
        initial=Region.US1,
        help_text=_("Your service must use the addresses of this region. Try it with several."),
    )
    target = forms.ChoiceField(label=_("Address to open"), widget=forms.RadioSelect)
    local_address = forms.CharField(
        label=_("Address on your machine"),
        required=False,
        max_length=300,
        error_messages={"required": _ENTER_ADDRESS},
        help_text=_("The onboarding address of a service on your machine, or of the command “tilekit oauth”."),
    )

    def __init__(self, *args: Any, onboarding_url: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.declared = declared = onboarding_url if onboarding_url.startswith("https://") else ""
        self.fields["local_address"].initial = onboarding_url if is_loopback(onboarding_url) else LOCAL_ADDRESS
        self.fields["local_address"].required = not declared
        local = (LOCAL, _("A service on my machine"))
        choices = [(DECLARED, declared), local] if declared else [local]
        self.fields["target"] = forms.ChoiceField(
            label=_("Address to open"), choices=choices, initial=choices[0][0], widget=forms.RadioSelect
        )
        self.order_fields(["region", "target", "local_address"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        address = values.get("local_address")  # None if it was refused
        if values.get("target") == LOCAL and address is not None and not is_loopback(address):
            self.add_error("local_address", _ENTER_ADDRESS)
        return values

    @property
    def onboarding_url(self) -> str:
        """The address to open."""
        address: str = self.cleaned_data["local_address"]
        return address if self.cleaned_data["target"] == LOCAL else self.declared
