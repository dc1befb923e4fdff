"""Forms for webhooks."""

from collections.abc import Mapping
from itertools import groupby

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from common.lazy_text import LazyText
from notices.events import EventType, all_events
from notices.webhooks.actions import WebhookSettings
from notices.webhooks.models import MAX_URL, MAX_WEBHOOK_DESCRIPTION
from notices.webhooks.retry_schedule import address_problem

# Headings for the events of a subject, which is the first word of their names.
EVENT_SUBJECTS: Mapping[str, LazyText] = {
    "appeal": _("Appeals"),
    "checks": _("Checks"),
    "dispute": _("Disputed findings"),
    "exception": _("OAuth exceptions"),
    "gtm": _("Go-to-market"),
    "listing": _("Listings"),
    "question": _("Questions about drafts"),
    "release": _("Releases"),
    "review": _("Reviews"),
    "sandbox": _("Sandboxes"),
    "thread": _("Threads"),
    "tile": _("Tiles"),
    "transfer": _("Transfers"),
    "waiver": _("Waivers"),
}


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("URL"),
        help_text=_("We send a POST request to this URL for each event. Example: https://hooks.example.com/slipway"),
        max_length=MAX_URL,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Description"),
        help_text=_("Shown in lists and notifications. Example: Release pipeline"),
        max_length=MAX_WEBHOOK_DESCRIPTION,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        help_text=_("If you select none, the webhook receives every event, including events that we add later."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(event.name, event.name) for event in all_events()],
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if why := address_problem(url, allow_loopback=settings.DEMO_MODE):
            raise forms.ValidationError(str(why))
        return url

    def event_groups(self) -> list[dict[str, object]]:
        """The events by subject, with a description of when each is sent, as groups of options of the form control."""
        return [
            {"label": EVENT_SUBJECTS[subject], "options": [_option(event) for event in events]}
            for subject, events in groupby(all_events(), key=event_group)
        ]

    def webhook_settings(self) -> WebhookSettings:
        """The values of a valid form."""
        return WebhookSettings(**{name: self.cleaned_data[name] for name in ("url", "description", "events")})


class NewWebhookForm(WebhookForm):
    """The form for a new webhook. webhook is its ID, so that sending the form twice creates only one."""

    webhook = forms.UUIDField(widget=forms.HiddenInput)

    def webhook_settings(self) -> WebhookSettings:
        return replace(super().webhook_settings(), id=self.cleaned_data["webhook"])


def event_group(event: EventType) -> str:
    """The first word of the event's name."""
    return event.name.partition(".")[0]


def _option(event: EventType) -> dict[str, object]:
    return {"value": event.name, "label": event.name, "help": event.description}
