"""One step of the wizard: its form, and the same form sent without scripts."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.htmx import render_page
from listings.actions import attach_file, save_section
from listings.queries.status import status_of
from listings.transitions import offers
from studio.access import RevisionView
from studio.places import step_url
from studio.posted import posted_values
from studio.row_buttons import pressed
from studio.wizard import Wizard
from tilekit.core.field import Json
from tilekit.sections import STEPS, Step


class StepView(RevisionView):
    """The review step has its own page template; it is no form of one section alone."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        wizard = Wizard(revision=self.revision(), actor=self.actor)
        step = self._step(wizard)
        page = "studio/review.html" if step.key == "review" else "studio/step.html"
        return render_page(request, page, page_context(wizard, step), part="studio/parts/forms.html")

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        wizard = Wizard(revision=self.revision(), actor=self.actor)
        step = self._step(wizard)
        key = request.POST.get("section", "")
        if key not in [section.key for section in step.sections]:
            raise Http404
        self._save(request, wizard, key)
        return HttpResponseRedirect(_where_next(request, wizard, step))

    def _step(self, wizard: Wizard) -> Step:
        for step in STEPS:
            if step.key == self.kwargs["step"]:
                return step
        raise Http404

    def _save(self, request: HttpRequest, wizard: Wizard, key: str) -> None:
        values = pressed(request.POST.get("_rows", ""), posted_values(request.POST, wizard.drawn(key)))
        removed = request.POST.get("_remove")
        if removed in values:
            values[removed] = None
        version = request.POST.get("version", "")
        _store(wizard, key, values, version=int(version) if version.isdecimal() else None)
        for name, content in request.FILES.items():
            path = f"{key}.{_path_of(name.removesuffix('-file'))}"
            attach_file(
                revision_id=wizard.revision.pk,
                path=path,
                name=content.name or "",
                content=content,
                by=wizard.actor,
                now=timezone.now(),
            )


def _store(wizard: Wizard, key: str, values: Mapping[str, Json], *, version: int | None) -> None:
    save_section(
        revision_id=wizard.revision.pk, key=key, version=version, changes=values, by=wizard.actor, now=timezone.now()
    )


def _path_of(name: str) -> str:
    """`media.<key>.image`, as inputs are named, to `media[<key>].image`."""
    rows, _, rest = name.partition(".")
    row, _, inner = rest.partition(".")
    return f"{rows}[{row}].{inner}" if inner else rows


def _where_next(request: HttpRequest, wizard: Wizard, step: Step) -> str:
    """The step that the pressed button names; the same one for every other button."""
    wanted = request.POST.get("go", "")
    return step_url(wizard.revision, wanted if wanted in [each.key for each in wizard.steps()] else step.key)


def page_context(wizard: Wizard, step: Step) -> dict[str, object]:
    """Everything that the page of a step shows."""
    steps = wizard.steps()
    place = steps.index(step) if step in steps else 0
    tasks = wizard.tasks(step.key)
    return {
        "wizard": wizard,
        "listing": wizard.revision.listing,
        "revision": wizard.revision,
        "step": step,
        "applies": step in steps,
        "forms": [_form(wizard, section.key) for section in step.sections if section.applies(wizard.kind)],
        "tasks": tasks,
        "tasks_url": wizard.url("tasks", step.key),
        "ready": sum(task["state"] == "ready" for task in tasks),
        "total": len(steps) - 1,
        "back": steps[place - 1] if place else None,
        "next": steps[place + 1] if place + 1 < len(steps) else None,
        "next_problem": wizard.next_problem(),
        "status_line": status_of([wizard.revision])[wizard.revision.pk],
        "offers": offers([wizard.revision], wizard.actor)[wizard.revision.pk],
        "trail": [{"href": "/listings/", "label": _("Listings")}, {"label": wizard.revision.listing.name}],
        "preview_url": f"{wizard.url('preview')}?tab={step.sections[0].tab}",
    }


def _form(wizard: Wizard, key: str) -> dict[str, object]:
    row = wizard.rows[key]
    return {
        "section": key,
        "id": f"form-{key}",
        "title": wizard.documents[key].title,
        "version": row.version,
        "saved_at": row.updated_at,
        "fields": wizard.drawn(key),
        "general": wizard.findings_without_field(key),
        "save_url": wizard.url("section-save", key),
        "findings_url": wizard.url("section-findings", key),
    }
