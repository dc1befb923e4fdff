"""The page with a person's notification settings."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in, signed_in_person
from common.lazy_text import LazyText
from common.requests import ActorRequest
from notices import actions
from notices.kind_registry import NoticeKind, kinds_for
from notices.models import Channel
from notices.queries import choices_of, is_wanted

Group = tuple[LazyText, list[dict[str, object]]]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: ActorRequest) -> HttpResponse:
    kinds = kinds_for(request.actor)
    if request.method != "POST":
        return render(
            request, "notices/preferences.html", {"groups": _groups(kinds, choices_of(signed_in_person(request).pk))}
        )
    pairs = [(kind, channel) for kind in kinds for channel in Channel]
    selection = [(kind.name, channel) for kind, channel in pairs if _name(kind, channel) in request.POST]
    actions.choose_channels(selection=selection, by=request.actor)
    messages.success(request, _("Your notification settings were saved."))
    return redirect("notices:preference-edit")


def _groups(kinds: Iterable[NoticeKind], choices: dict[tuple[str, str], bool]) -> list[Group]:
    groups: dict[str, Group] = {}
    for kind in kinds:
        groups.setdefault(str(kind.group), (kind.group, []))[1].append(_preference_row(kind, choices))
    return list(groups.values())


def _preference_row(kind: NoticeKind, choices: dict[tuple[str, str], bool]) -> dict[str, object]:
    boxes = [
        {"name": _name(kind, channel), "label": channel.label, "is_on": is_wanted(kind, channel, choices)}
        for channel in Channel
    ]
    return {"label": kind.label, "mandatory": kind.mandatory, "boxes": boxes}


def _name(kind: NoticeKind, channel: Channel) -> str:
    return f"{kind.name}:{channel}"
