"""The page of an import: its progress, the remaining questions, and what it would change in a draft."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.access import SignedInView
from common.errors import NotFound, SlipwayError, Stale
from common.lookups import first_or_not_found
from common.requests import parse_number
from files.errors import FileUnknown
from listings.content.defaults import defaults_of
from listings.errors import ImportRefused
from listings.imports.draft_imports import import_into_draft
from listings.imports.new_listings import NewListingAnswers, create_from_import
from listings.imports.queries import visible_imports
from listings.imports.read_imports import read_part
from listings.imports.readings import Reading
from listings.models import Import
from studio.listing.import_forms import ImportedListingForm
from studio.listing.page.draft_changes import draft_import_context
from studio.listing.page.file_questions import draft_choices, unasked_files
from studio.listing.page.imports import (
    IMPORTED,
    IMPORTED_INTO,
    import_breadcrumbs,
    import_context,
    import_url,
    result_url,
    tell_what_stayed,
    warn_of_vendor,
)
from studio.listing.page.new_listing import question_context
from studio.listing.page.readings import file_groups, filled_paths, initial_answers, prefix_for_metrics, steps_of_paths
from studio.page_urls import revision_url, step_url
from studio.wizard.page.step.fix_result import step_after_fix, url_after_fix
from tilekit.recognition.filling import asks_short_name
from tilekit.sections import SECTIONS

_SECTION_ORDER = tuple(section.key for section in SECTIONS)
_EXPIRED = _lazy("This upload is more than a day old and was deleted. Upload it again.")


class _ImportBaseView(SignedInView):
    def row(self) -> Import:
        return first_or_not_found(visible_imports(self.actor).filter(pk=self.kwargs["import_id"]))


class ImportPageView(_ImportBaseView):
    """Shows an import; once it has been read, asks for what is missing, and imports with the answers."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        row = self.row()
        if result_url(row):
            messages.success(request, IMPORTED_INTO if row.target_id else IMPORTED)
            return self._redirect_to_result(row)
        if row.revision:
            return redirect(step_url(row.revision, "overview"))
        if row.reading is None:
            return render(request, "studio/import.html", import_context(row))
        return self._page(row)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        row = self.row()
        if row.reading is None:
            raise NotFound
        try:
            if "part" in request.POST:
                return redirect(import_url(read_part(row, self._chosen_part(row), by=self.actor, now=timezone.now())))
            return self._import_into_draft(row) if row.target_id else self._create(row)
        except (ImportRefused, FileUnknown, Stale) as error:
            return self._page(row, error=str(_EXPIRED if isinstance(error, FileUnknown) else error))

    def _chosen_part(self, row: Import) -> str:
        part = self.request.POST.get("part", "")
        if part not in Reading.from_json(row.reading).listings:
            raise NotFound
        return part

    def _create(self, row: Import) -> HttpResponse:
        form = self._form(row, self.request.POST)
        if not form.is_valid():
            return self._page(row, form=form)
        values = form.cleaned_data
        answers = NewListingAnswers(
            organisation_id=values["organisation"].pk,
            route=values["route"],
            offering_type=values["offering_type"],
            name=values["name"],
            short_names=form.short_names(),
            metric_prefix=values.get("metric_prefix", ""),
            fields=form.field_answers(),
        )
        try:
            revision = create_from_import(import_id=row.pk, answers=answers, by=self.actor, now=timezone.now())
        except (FileUnknown, Stale):
            raise
        except SlipwayError as error:
            form.add_error("name", str(error))
            return self._page(row, form=form)
        messages.success(self.request, _("The draft was created with everything that was read."))
        warn_of_vendor(self.request, revision)
        return redirect(step_url(revision, "overview"))

    def _import_into_draft(self, row: Import) -> HttpResponse:
        post, revision = self.request.POST, row.target
        if revision is None:
            raise NotFound
        choices = draft_choices(Reading.from_json(row.reading), post)
        if "preview" in post:
            return self._page(row)
        seen = parse_number(post.get("seen", ""))
        done = import_into_draft(import_id=row.pk, choices=choices, seen=seen, by=self.actor, now=timezone.now())
        tell_what_stayed(self.request, revision)
        warn_of_vendor(self.request, revision)
        if done is None:
            messages.info(self.request, _("The draft already contains all of this, so nothing was changed."))
            return redirect(step_url(revision, "overview"))
        first = next((key for key in _SECTION_ORDER if key in done.versions), "")
        return redirect(url_after_fix(step_url(revision, step_after_fix(first)), done))

    def _page(self, row: Import, *, form: ImportedListingForm | None = None, error: str = "") -> HttpResponse:
        reading = Reading.from_json(row.reading)
        context: dict[str, object] = {"row": row, "name": row.file_name, "reading": reading, "error": error}
        is_refused = bool(error or (form and form.errors))
        status = 422 if is_refused else 200
        if row.target:
            context["breadcrumbs"] = import_breadcrumbs(row.target.listing)
            context["back_url"] = step_url(row.target, "overview")
        if reading.listings:
            return render(self.request, "studio/import_choice.html", context, status=status)
        if row.target:
            workshop_url = revision_url("pipeline", row.target)
            context["groups"] = file_groups(unasked_files(reading), workshop_url=workshop_url)
            more = draft_import_context(row.target, reading, self.request.POST, actor=self.actor)
            return render(self.request, "studio/import_draft.html", context | more, status=status)
        groups = context["groups"] = file_groups(reading.files)
        form = form or self._form(row, None)
        context["about_fields"] = [form[name] for name in form.about_fields]
        about_files = [form[name] for name in form.about_files]
        context["is_used"] = any(group.is_used for group in groups)
        filled = filled_paths(reading)
        context |= {"steps": steps_of_paths(filled), "about_files": about_files}
        context |= question_context(form, filled=filled)
        return render(self.request, "studio/import_new.html", context, status=status)

    def _form(self, row: Import, data: object) -> ImportedListingForm:
        reading = Reading.from_json(row.reading)
        files = [file for file in reading.loose if asks_short_name(file.place)]
        initial, source = initial_answers(reading), reading.title_source
        form = ImportedListingForm(data, actor=self.actor, files=files, name_source=source, initial=initial)
        if not reading.has_manifest:
            form.ask_about_fields(reading.says.keys() | _default_paths(form))
        if reading.exposed_metrics and not reading.metric_prefix:
            form.ask_metric_prefix(prefix_for_metrics(reading))
        return form

    def _redirect_to_result(self, row: Import) -> HttpResponse:
        if row.revision:
            tell_what_stayed(self.request, row.revision)
            warn_of_vendor(self.request, row.revision)
        return redirect(result_url(row))


class ImportProgressView(_ImportBaseView):
    """Returns the part of the page that polls every second. When the import is done, the whole page reloads."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        row = self.row()
        response = render(request, "studio/parts/import_progress.html", import_context(row))
        if result_url(row) or row.reading is not None:
            response.headers["HX-Refresh"] = "true"
        return response


def _default_paths(form: ImportedListingForm) -> Collection[str]:
    """The paths of the fields with defaults, if the person has only one organisation. One query at most."""
    organisation_id = form.fields["organisation"].initial
    return defaults_of(organisation_id).keys() if organisation_id else set()
