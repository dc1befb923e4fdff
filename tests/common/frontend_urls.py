"""Pages for tests of the frontend: the styleguide, and a form with autosave into a document in memory."""

import json
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import path

from common import views
from portal.urls import urlpatterns as portal_urls

PAGE = """{% extends "base.html" %}{% block title %}Try{% endblock %}{% block content %}
<h1>Try</h1>{% component "autosave" form="try" login_url="/try/sign-in/" %}
<form id="try" method="post" action="/try/" data-save-url="/try/save/" data-version="{{ draft.version }}"
{% on_use "autosave" %}>{% csrf_token %}<input type="hidden" name="version" value="{{ draft.version }}">
{% component "field" id="title" name="title" label="Title" value=draft.document.title limit=10 %}
{% component "field" id="text" name="text" label="Text" kind="markdown" value=draft.document.text %}
{% component "field" id="flag" name="flag" label="Flag" kind="flag" value=draft.document.flag %}
{% component "field" id="cats" name="cats" label="Kinds" kind="choices" options=options value=draft.document.cats %}
{% component "field" id="media" name="media" label="Media" kind="rows" rows=rows columns=columns %}
{% component "field" id="file" name="file" label="File" kind="upload" url="/try/upload/" value=draft.document.file %}
<button>Next</button></form>
<aside id="seen" hx-get="/try/seen/" hx-trigger="saved from:body" hx-swap="innerHTML">{{ draft.version }}</aside>
{% component "tabs" items=tabs label="Parts" target="#seen" %}
<ul data-keys-list>{% for name in "AB" %}<li data-keys-item><a href="#{{ name }}">{{ name }}</a>
{% component "button" label="Claim" more=name type="button" shortcut="c" dialog=name %}
{% wrap "dialog" id=name title=name %}{% endwrap %}</li>{% endfor %}</ul>{% endblock %}"""
SEEN = """{{ draft.version }}<div class="findings" id="title-findings" hx-swap-oob="true">
{% if draft.document.title|length > 10 %}{% component "finding" severity="blocker" text="Too long." %}{% endif %}
</div>"""
UPLOADED = """{% component "field" id="file" name="file" label="File" kind="upload" url="/try/upload/" value=value %}"""
OPTIONS = [{"value": f"o{n}", "label": f"Option {n}"} for n in range(12)]

TABS = [{"label": "One", "href": "/try/seen/?tab=1", "is_current": True}, {"label": "Two", "href": "/try/seen/?tab=2"}]


class Draft:
    """The stored data of the wizard's endpoint; `status` is that of the next responses."""

    def __init__(self) -> None:
        self.version = 1
        self.document: dict[str, object] = {
            "title": "One",
            "text": "",
            "flag": False,
            "cats": ["o1"],
            "media": [{"key": "a", "caption": "First"}, {"key": "b", "caption": "Second"}],
        }
        self.changed_at: dict[str, int] = {}
        self.status = 200
        self.saves: list[dict[str, object]] = []

    def save(
        self, version: int, changes: dict[str, object], overrules: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Save the changes; returns the conflicts."""
        decided = {name for name, theirs in (overrules or {}).items() if self.document.get(name) == theirs}
        stale = {
            name: {"base": None, "mine": value, "theirs": self.document.get(name)}
            for name, value in changes.items()
            if self.changed_at.get(name, 0) > version and self.document.get(name) != value and name not in decided
        }
        if not stale:
            self.version += 1
            self.document.update(changes)
            self.changed_at.update(dict.fromkeys(changes, self.version))
            self.saves.append(changes)
        return stale


draft = Draft()


def show(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect("/try/?next=1")
    columns = _cells("__key__", "")
    rows = [{"key": row["key"], "title": "Row", "fields": _cells(row["key"], row["caption"])} for row in _media()]
    context = {"draft": draft, "options": OPTIONS, "rows": rows, "columns": columns, "tabs": TABS}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def save(request: HttpRequest) -> HttpResponse:
    if draft.status == 302:
        return HttpResponseRedirect("/try/sign-in/")
    if draft.status != 200:
        return JsonResponse({"code": "no", "message": "Not now."}, status=draft.status)
    body = json.loads(request.body)
    conflicts = draft.save(body["version"], body["changes"], body.get("overrules"))
    if conflicts:
        problem = {"code": "section-changed", "message": "Changed.", "context": {"conflicts": conflicts}}
        return JsonResponse(problem, status=409)
    saved_at = datetime(2026, 11, 12, 15, 42, tzinfo=UTC).isoformat()
    return JsonResponse({"version": draft.version, "saved_at": saved_at, "merged": []})


def upload(request: HttpRequest) -> HttpResponse:
    sent = request.FILES["file-file"]
    value = {"key": "f", "name": sent.name, "sha256": "0" * 64, "size": sent.size}
    return HttpResponse(engines["django"].from_string(UPLOADED).render({"value": value}, request))


def seen(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(SEEN).render({"draft": draft}, request))


def _media() -> list[dict[str, str]]:
    return draft.document["media"]  # type: ignore[return-value] it is set above


def _cells(key: str, caption: str) -> list[dict[str, object]]:
    return [{"id": f"media-{key}", "name": f"media.{key}.caption", "label": f"Caption {key}", "value": caption}]


urlpatterns = [
    path("styleguide/", views.styleguide),
    path("try/", show),
    path("try/save/", save),
    path("try/upload/", upload),
    path("try/seen/", seen),
    path("try/sign-in/", seen),
    *portal_urls,
]
