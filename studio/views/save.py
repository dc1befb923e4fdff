"""Autosave: the changed fields of one section, as JSON."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from listings.actions import save_section
from studio.access import RevisionView
from studio.wizard import Wizard


class SaveView(RevisionView):
    """{"version", "changes"} -> {"version", "saved_at", "merged", "redraw"}; errors as every room's."""

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        body = _body(request)
        if body is None:
            return JsonResponse({"code": "malformed", "message": "version and changes are needed", "context": {}}, status=400)
        version, changes = body
        revision, key, now = self.revision(), self.kwargs["section"], timezone.now()
        before = _asked(Wizard(revision=revision, actor=self.actor), key)
        section = save_section(
            revision_id=revision.pk, key=key, version=version, changes=changes, by=self.actor, now=now
        )
        after = _asked(Wizard(revision=revision, actor=self.actor), key)
        answer = {"version": section.version, "saved_at": now.isoformat(), "merged": [], "redraw": before != after}
        return JsonResponse(answer)


def _body(request: HttpRequest) -> tuple[int, dict[str, object]] | None:
    """Version and changes; None where the body is something else."""
    try:
        raw = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("version"), int) or not isinstance(raw.get("changes"), dict):
        return None
    return raw["version"], raw["changes"]


def _asked(wizard: Wizard, key: str) -> list[str]:
    """Which fields the section asks for: when a save changes this, the page draws its forms anew."""
    document = wizard.documents.get(key)
    if document is None:
        return []
    fields = document.fields.values()
    return [each.name for each in fields if each.applies(wizard.kind) and each.is_asked(document.values)]
