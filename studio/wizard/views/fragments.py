"""Views of parts of wizard pages that scripts request. Those that each save may change are in `findings`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec.structs import replace

from listings.errors import RowRemoved
from listings.models import IdentityKind
from listings.page_urls import control_id
from studio.access import RevisionView
from studio.open_rows import opened_rows_in
from studio.wizard.page.fields.name_availability import name_availability
from studio.wizard.page.fields.prop_search import find_row
from studio.wizard.page.step.contexts import presence_context
from studio.wizard.page.step.preview import pictures_of
from studio.wizard.page.step.section_fields import section_fields
from studio.wizard.page.step.step_form import form_context
from studio.wizard.page.wizard import Wizard, without_files_if_unreadable
from studio.wizard.views.step import step_or_404
from tilekit.markdown import render_markdown


class WizardView(RevisionView):
    """Base class of views of parts of the page about a revision."""

    def wizard(self) -> Wizard:
        return Wizard(revision=self.revision(), actor=self.actor, open_rows=opened_rows_in(self.request.GET))

    def section_of(self, wizard: Wizard) -> str:
        """The key of the section in the URL. Raises Http404 if this kind of listing does not have it."""
        key: str = self.kwargs["section"]
        if key not in wizard.rows:
            raise Http404
        return key


class PresenceView(WizardView):
    """Receives the heartbeat of an open page, records its reader, and returns who else has the listing open."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        context = presence_context(self.wizard(), step_or_404(self.kwargs["step"]))
        return render(request, "frame/presence.html", context)


class FieldsView(WizardView):
    """Returns the current fields of a section, after a save has changed which fields or values are shown.

    The checks have not run on the save yet. The page requests their findings once it shows the fields.
    ?_open_row=<field>.<key> returns the fields of a folded row.
    """

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        if name := request.GET.get("_open_row"):
            return without_files_if_unreadable(lambda wizard: self._row_response(wizard, name), self.wizard())
        return without_files_if_unreadable(self._fields_response, self.wizard())

    def _row_response(self, wizard: Wizard, name: str) -> HttpResponse:
        opened = replace(wizard, open_rows=[name.rpartition(".")[2]])
        props_and_row = find_row(section_fields(opened, self.section_of(wizard)), name)
        if props_and_row is None:
            raise RowRemoved
        props, row = props_and_row
        context = {**props, "row": row, "wizard": wizard}
        return render(self.request, "components/field/controls/open_row.html", context)

    def _fields_response(self, wizard: Wizard) -> HttpResponse:
        unchecked = replace(wizard, runs_checks=False)
        form = form_context(unchecked, self.section_of(wizard))
        return render(self.request, "studio/parts/fields.html", {"form": form, "wizard": unchecked})


class MarkdownView(WizardView):
    """Returns the preview of a Markdown text before it is saved."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = self.wizard()
        self.section_of(wizard)
        text = next((value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"), "")
        shown = render_markdown(str(text), picture_of=pictures_of(wizard), anchors="preview-")
        return HttpResponse(shown)


class NameView(WizardView):
    """GET ?kind=integration_id&integration_id=...: returns whether a name is available while somebody types it."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard, kind = self.wizard(), request.GET.get("kind", "")
        value = request.GET.get(kind, "").strip()
        if kind not in IdentityKind.values or not wizard.is_editable:
            raise Http404
        vendor_id = str(wizard.documents["overview"].values.get("vendor_id") or "")
        availability = (
            name_availability(wizard.revision.listing_id, kind, value, vendor_id=vendor_id) if value else None
        )
        section = "data" if kind == IdentityKind.METRIC_PREFIX else "overview"
        context = {"availability": availability, "field_id": control_id(f"{section}.{kind}")}
        return render(request, "studio/parts/name.html", context)
