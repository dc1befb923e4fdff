"""The view for autosave, which stores the changed fields of a section."""

import json
from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotFound, TextTooLong
from listings.actions import save_sections
from listings.content.bundles import basics_of, document_of, former_document_of
from listings.errors import SectionUnknown
from listings.models import Section
from listings.writes.merged_saves import Save
from studio.access import RevisionView
from studio.wizard.forms import with_stored_numbers
from studio.wizard.page.fields.asset_summaries import shows_other_assets
from studio.wizard.page.fields.shown_fields import names_of_new_rows, shown_names
from tilekit.core.basics import listing_kind
from tilekit.core.digest import without_row_keys
from tilekit.core.field import Json
from tilekit.core.storable import is_shallow
from tilekit.sections import section_of
from tilekit.sections.row_matching import rows_of


class SaveView(RevisionView):
    """POST {"version", "changes", "bases", "overrules"}: returns {"version", "saved_at", "merged", "redraw"} as JSON.

    No checks run here: the page then requests its findings (`studio.wizard.views.findings`). merged lists the fields
    whose stored value differs from the page, because other people or the portal changed them. redraw means that the
    page must render its fields again, because of these values or because other fields are shown now.
    """

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        try:
            body = _parsed_body(request)
        except RequestDataTooBig as error:
            raise TextTooLong from error
        if body is None:
            return malformed_response()
        version, changes, bases, overrules = body
        key, now = self.kwargs["section"], timezone.now()
        try:
            values = with_stored_numbers(key, changes)
            save = Save(key=key, changes=values, version=version, bases=bases, overrules=overrules)
            sections = save_sections(revision_id=self.numbered(), saves=[save], by=self.actor, now=now)
        except (KeyError, SectionUnknown) as error:  # the URL names it
            raise NotFound from error
        section = sections[key]
        merged = _merged_fields(section, version, changes)
        result = {"version": section.version, "saved_at": now.isoformat(), "merged": merged}
        return JsonResponse({**result, "redraw": bool(merged) or _shows_other_fields(sections, key)})


def malformed_response() -> JsonResponse:
    """The response to a request whose body is no edit."""
    text = _("Something went wrong with that edit. Reload the page and try again.")
    return JsonResponse({"code": "malformed", "message": text, "context": {}}, status=400)


def _parsed_body(request: HttpRequest) -> tuple[int, dict[str, Json], dict[str, Json], dict[str, Json]] | None:
    """(version, changes, bases, overruled conflicts) in the body of the request; None if the body is invalid."""
    try:
        raw = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):  # the last one: a form has been read already
        return None
    if not isinstance(raw, dict) or not is_shallow(raw):
        return None
    version, changes = raw.get("version"), raw.get("changes")
    bases, overrules = raw.get("bases", {}), raw.get("overrules", {})
    if isinstance(version, bool) or not isinstance(version, int):
        return None
    if isinstance(changes, dict) and isinstance(bases, dict) and isinstance(overrules, dict):
        return version, changes, bases, overrules
    return None


def _merged_fields(section: Section, version: int, changes: Mapping[str, Json]) -> list[str]:
    sent = section_of(section.key).coerced(changes)
    others = {name for name, changed in section.changed.items() if changed > version and name not in changes}
    return sorted(others | {name for name, value in sent.items() if _differs(value, section.document.get(name))})


def _differs(sent: Json, stored: Json) -> bool:
    """Whether the stored value differs from the sent one, because it was merged with other changes.

    Cells that were not sent are ignored, because they are not on the page.
    """
    if not (_is_rows(sent) and _is_rows(stored)):
        return without_row_keys(sent) != without_row_keys(stored)
    stored_rows = {row.get("key"): row for row in rows_of(stored)}
    shown = rows_of(sent)
    if [row.get("key") for row in shown] != list(stored_rows):
        return True
    return any(
        without_row_keys(cell) != without_row_keys(stored_rows[row["key"]].get(name))
        for row in shown
        for name, cell in row.items()
    )


def _is_rows(value: Json) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _shows_other_fields(sections: Mapping[str, Section], key: str) -> bool:
    """Whether the section or a row now shows other fields or another drawing, or the method needs others.

    The page renders new rows itself, before a person chooses anything in them.
    """
    basics = basics_of(sections[key].revision.listing)
    new = {key: document_of(section) for key, section in sections.items()}
    old = {**new, **{key: former_document_of(row) for key, row in sections.items() if row.former is not None}}
    kinds = [listing_kind(basics, documents) for documents in (old, new)]
    before, after = (shown_names(documents[key], kind) for documents, kind in zip((old, new), kinds, strict=True))
    before = {**names_of_new_rows(new[key], kinds[1]), **before}
    is_other_method = kinds[0].code_type != kinds[1].code_type
    is_other_asset = shows_other_assets(old[key], new[key])
    return is_other_method or is_other_asset or any(after.get(part, names) != names for part, names in before.items())
