"""The view for uploads in the wizard. It stores the file immediately and returns the updated field."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.errors import NotFound
from common.htmx import add_event
from common.lookups import first_or_not_found
from listings.content.bundles import document_of
from listings.content.references import FieldPath
from listings.models import Revision, Section
from studio.open_rows import opened_rows_in
from studio.page_urls import METRICS_PATH
from studio.wizard.forms import name_of_path
from studio.wizard.page.fields.asset_summaries import shows_other_assets
from studio.wizard.page.fields.prop_search import find_props
from studio.wizard.page.step.field_extras import extra_at
from studio.wizard.page.step.section_fields import section_fields
from studio.wizard.page.wizard import Wizard, without_files_if_unreadable
from studio.wizard.views.attaching import attach_or_offer
from studio.wizard.views.fragments import WizardView


class UploadView(WizardView):
    """POST ?path=<field>: stores a file, or several files if the field has rows. Errors are shown at the field."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        path = request.GET.get("path", "")
        place = FieldPath.parse(path)
        if place is None or place.section != self.kwargs["section"]:
            raise NotFound
        revision = self.editable_revision()
        before = _stored_section(revision, place.section)
        errors = self._attach_files(request, path)
        sent = sum(len(request.FILES.getlist(name)) for name in request.FILES)
        opened = opened_rows_in(request.POST) | ({place.row} if place.row else set())
        wizard = Wizard(revision=revision, actor=self.actor, errors={path: errors} if errors else {}, open_rows=opened)
        status = 422 if len(errors) >= max(sent, 1) else 200
        response = without_files_if_unreadable(
            lambda readable: _field_response(request, readable, path=path, status=status), wizard
        )
        # Fields that are drawn again would not say why a file was refused.
        if not errors and _shows_other_fields(wizard, before, path):
            add_event(response, "redraw")
        # Lets the page continue from the version that its own upload created.
        return add_event(response, "stored", {"before": before.version, "version": wizard.rows[place.section].version})

    def _attach_files(self, request: HttpRequest, path: str) -> list[str]:
        """Attach the files. Returns the reason for each refused file."""
        revision = self.revision()
        sent = [content for name in request.FILES for content in request.FILES.getlist(name)]
        refused = [] if sent else [_("No file was uploaded. Choose a file.")]
        reasons = (attach_or_offer(revision, path, content, by=self.actor) for content in sent)
        return [*refused, *filter(None, reasons)]


def _field_response(request: HttpRequest, wizard: Wizard, *, path: str, status: int) -> HttpResponse:
    """Render the field with its file or the error."""
    props = find_props(section_fields(wizard, path.partition(".")[0]), name_of_path(path))
    if props is None:
        raise NotFound
    context = {"props": props, "extra": extra_at(wizard, path)}
    return render(request, "studio/parts/field.html", context, status=status)


def _shows_other_fields(wizard: Wizard, before: Section, path: str) -> bool:
    """Whether other parts of the step have changed.

    The metric check is chosen from the metrics of the file, other fields are filled from what files say, and drawings
    of assets are above their fields.
    """
    now = wizard.rows[before.key]
    is_filled = now.version != before.version and (path == METRICS_PATH or now.filled != before.filled)
    return is_filled or shows_other_assets(document_of(before), wizard.documents[before.key])


def _stored_section(revision: Revision, key: str) -> Section:
    return first_or_not_found(revision.sections.filter(key=key, scope=""))
