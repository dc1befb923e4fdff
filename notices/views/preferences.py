"""The page with a person's notification settings."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in, signed_in_person
from common.errors import NotFound
from common.lazy_text import LazyText
from common.requests import ActorRequest
from notices import actions
from notices.kind_registry import NoticeKind, kinds_for
from notices.models import Channel, NoticeTiming
from notices.presets import Preset
from notices.queries import Choices, choices_of, choices_of_preset, current_preset, delivery_of

Group = tuple[LazyText, list[dict[str, object]]]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: ActorRequest) -> HttpResponse:
    """Show the settings, or store them. The form of the presets sends only the name of the preset, "" for none."""
    kinds, choices = kinds_for(request.actor), choices_of(signed_in_person(request).pk)
    if request.method != "POST":
        context = {
            "groups": _groups(kinds, choices),
            "presets": Preset.choices,
            "current": current_preset(kinds, choices),
            "deliveries": NoticeTiming.choices,
        }
        return render(request, "notices/preferences.html", context)
    if request.POST.get("preset") == "":
        messages.error(request, _("Choose which e-mails you get."))
        return redirect("notices:preference-edit")
    preset = _preset(request.POST["preset"]) if "preset" in request.POST else None
    selection = choices_of_preset(preset, kinds) if preset else _selection(kinds, request.POST)
    actions.choose_deliveries(selection=selection, preset=preset, by=request.actor)
    messages.success(request, _("Your notification settings were saved."))
    return redirect("notices:preference-edit")


def _preset(name: str) -> Preset:
    if name not in Preset.values:
        raise NotFound
    return Preset(name)


def _selection(kinds: Iterable[NoticeKind], data: QueryDict) -> Choices:
    """The deliveries that the reader changed in the table: a box for notices in the portal, a list for e-mails.

    Next to each of them, a hidden field has the delivery that the page showed. Settings that were saved in another tab
    since then stay, unless the reader changed the same ones.
    """
    selection: Choices = {}
    for kind in kinds:
        is_on = _name(kind, Channel.IN_APP) in data
        entered = {
            Channel.IN_APP: NoticeTiming.IMMEDIATE if is_on else NoticeTiming.OFF,
            Channel.EMAIL: data.get(_name(kind, Channel.EMAIL), ""),
        }
        for channel, delivery in entered.items():
            is_changed = delivery != data.get(_shown_name(kind, channel))
            if is_changed and delivery in NoticeTiming.values:
                selection[kind.name, channel] = NoticeTiming(delivery)
    return selection


def _groups(kinds: Iterable[NoticeKind], choices: Choices) -> list[Group]:
    groups: dict[str, Group] = {}
    for kind in kinds:
        groups.setdefault(str(kind.group), (kind.group, []))[1].append(_preference_row(kind, choices))
    return list(groups.values())


def _preference_row(kind: NoticeKind, choices: Choices) -> dict[str, object]:
    return {
        "label": kind.label,
        "mandatory": kind.mandatory,
        "box": _name(kind, Channel.IN_APP),
        "shown_box": _shown_name(kind, Channel.IN_APP),
        "in_portal": delivery_of(kind, Channel.IN_APP, choices),
        "is_on": delivery_of(kind, Channel.IN_APP, choices) != NoticeTiming.OFF,
        "select": _name(kind, Channel.EMAIL),
        "shown_select": _shown_name(kind, Channel.EMAIL),
        "delivery": delivery_of(kind, Channel.EMAIL, choices),
    }


def _name(kind: NoticeKind, channel: Channel) -> str:
    return f"{kind.name}:{channel}"


def _shown_name(kind: NoticeKind, channel: Channel) -> str:
    """The name of the hidden field with the delivery that the page showed."""
    return f"{_name(kind, channel)}:shown"
