"""Parts of wizard pages that are asked for again after each save."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from studio.access import RevisionView
from studio.fields import Props
from studio.wizard import Wizard
from tilekit.sections import STEPS


class TasksView(RevisionView):
    """The task list with its counts."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        wizard = Wizard(revision=self.revision(), actor=self.actor)
        key = self.kwargs["step"]
        if key not in [step.key for step in STEPS]:
            raise Http404
        tasks = wizard.tasks(key)
        context = {
            "tasks": tasks,
            "tasks_url": wizard.url("tasks", key),
            "ready": sum(task["state"] == "ready" for task in tasks),
            "total": len(wizard.steps()) - 1,
        }
        return render(request, "studio/parts/tasks.html", context)


class FindingsView(RevisionView):
    """What is said at each field of a section now."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        wizard = Wizard(revision=self.revision(), actor=self.actor)
        key = self.kwargs["section"]
        if key not in wizard.rows:
            raise Http404
        context = {
            "section": key,
            "places": _flat(wizard.drawn(key)),
            "general": wizard.findings_without_field(key),
        }
        return render(request, "studio/parts/findings.html", context)


def _flat(props: list[Props]) -> list[Props]:
    """Every drawn field, those of rows too."""
    found: list[Props] = []
    for each in props:
        found.append(each)
        for row in each.get("rows") or ():  # type: ignore[attr-defined]  # a list where it is there
            found += _flat(row["fields"])
    return found
