"""Autosave: the changed fields of one section, as JSON."""

import json
from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.actions import save_section
from listings.bundles import basics_of, document_of, documents_of_revision
from listings.models import Revision, Section
from studio.access import RevisionView
from studio.fields import Drawing, asked_names
from tilekit.core.basics import kind_of
from tilekit.core.field import Json
from tilekit.core.section import Section as Document
from validation.actions import instant_findings


class SaveView(RevisionView):
    """{"version", "changes", "overrules"} -> {"version", "saved_at", "merged", "redraw"}; errors as every room's.

    merged names fields that others (or the portal itself) changed since that version; redraw says that the page no
    longer shows what is stored or no longer asks what it should.
    """

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        try:
            body = _body(request)
        except RequestDataTooBig:
            return _refused("too-large", _("This is more text than can be saved at once. Shorten it."), status=413)
        if body is None:
            return _refused("malformed", _("The page sent something that is no edit. Load it again."), status=400)
        version, changes, overrules = body
        revision, key, now = self.revision(), self.kwargs["section"], timezone.now()
        before = documents_of_revision(revision)
        section = save_section(
            revision_id=revision.pk,
            key=key,
            version=version,
            changes=changes,
            overrules=overrules,
            by=self.actor,
            now=now,
        )
        instant_findings(revision, now=now)  # kept: the parts that ask next and the lists read it
        merged = _merged(section, version, changes)
        after = {**before, key: document_of(section)}
        is_other = _is_other(_asked(revision, before, key), _asked(revision, after, key))
        answer = {"version": section.version, "saved_at": now.isoformat(), "merged": merged}
        return JsonResponse({**answer, "redraw": bool(merged) or is_other})


def _refused(code: str, text: str, *, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": text, "context": {}}, status=status)


def _body(request: HttpRequest) -> tuple[int, dict[str, Json], dict[str, Json]] | None:
    """Version, changes and decided conflicts; None where the body is something else."""
    try:
        raw = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    version, changes, overrules = raw.get("version"), raw.get("changes"), raw.get("overrules", {})
    if isinstance(version, bool) or not isinstance(version, int):
        return None
    return (version, changes, overrules) if isinstance(changes, dict) and isinstance(overrules, dict) else None


def _merged(section: Section, version: int, changes: Mapping[str, Json]) -> list[str]:
    return sorted(name for name, changed in section.changed.items() if changed > version and name not in changes)


def _asked(revision: Revision, documents: Mapping[str, Document], key: str) -> dict[str, list[object]]:
    kind = kind_of(basics_of(revision.listing), documents)
    return asked_names(Drawing(revision=revision, kind=kind, is_readonly=False).section(documents[key]))


def _is_other(before: Mapping[str, list[object]], after: Mapping[str, list[object]]) -> bool:
    """Whether a part that was there asks for other fields; a new row was drawn by the page itself."""
    return any(after.get(key, names) != names for key, names in before.items())
