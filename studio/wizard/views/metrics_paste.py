"""The view of pasted metrics: a form, a preview of what its columns mean and, without JavaScript, the save."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from common.htmx import render_page
from studio.metrics.draft_metrics import new_file_columns
from studio.metrics.edits import metric_names, pasted_operations
from studio.metrics.paste import PasteForm
from studio.metrics.paste_notes import PasteNotes
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from studio.wizard.views.metrics_saving import assert_current, metric_prefix, new_row_of, rows_url, save_edits
from tilekit.core.messages import Message
from tilekit.parse.limits import FileTooLarge


class MetricsPasteView(WizardView):
    """GET: a form for pasted metrics. POST {text}: what its columns mean; with `apply`, the rows are saved."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self._page(self.wizard(), None)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = Wizard(revision=self.editable_revision(), actor=self.actor)
        form = _paste_form(request, wizard)
        try:
            rows = form.rows
        except FileTooLarge as error:
            return self._page(wizard, form, problem=error.reason)
        if "apply" not in request.POST or not rows:
            return self._page(wizard, form)
        assert_current(request.POST.get("sha256", ""), wizard.metrics)
        new_row = new_row_of(wizard, prefix="") if form.fills else {}
        save_edits(wizard, list(pasted_operations(rows, wizard.metrics, new_row=new_row)), is_pasted=True)
        return HttpResponseRedirect(rows_url({}, wizard, start=str(len(wizard.metrics.records))))

    def _page(self, wizard: Wizard, form: PasteForm | None, problem: Message | None = None) -> HttpResponse:
        context: dict[str, object] = {
            **head_context(wizard),
            "paste": form if form and form.text.strip() and not problem else None,
            "notes": PasteNotes(form) if form else None,
            "pasted_text": form.text if form else "",
            "problem": problem,
            "sha256": wizard.metrics.sha256,
            "paste_url": wizard.url("metrics-paste"),
            "metrics_url": wizard.url("metrics"),
        }
        status = 422 if problem else 200
        page, part = "studio/metrics_paste.html", "studio/parts/metrics_paste.html"
        return render_page(self.request, page, context, part=part, status=status)


def _paste_form(request: HttpRequest, wizard: Wizard) -> PasteForm:
    table = wizard.metrics.table
    columns = table.header if table and table.header else new_file_columns()
    names = metric_names(wizard.metrics)
    return PasteForm(post=request.POST, columns=columns, names=set(filter(None, names)), prefix=metric_prefix(wizard))
