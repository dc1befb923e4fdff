"""The page of a wizard step, which also accepts its form without JavaScript."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from common.errors import NotFound, Stale
from common.htmx import render_page
from common.requests import ActorRequest, parse_number
from listings.actions import generate_client_secret, use_vendor
from listings.actions.client_secrets import NewClientSecret
from listings.errors import SectionChanged, ValuesRefused
from listings.queries import working_revisions
from studio.access import ListingView, RevisionView
from studio.findings.fix_buttons import APPLY_BUTTON, PREVIEW_BUTTON, parse_fix_request, preview_url
from studio.open_rows import opened_rows_in, url_with_open_rows
from studio.page_urls import step_url
from studio.threads.replies import ThreadReply, pressed_reply, pressed_thread_url, send_reply
from studio.wizard.page.fields.folded_rows import typed_rows
from studio.wizard.page.fields.vendor_choices import VENDOR_BUTTON, chosen_vendor
from studio.wizard.page.review.step import REVIEW_STEP, review_context
from studio.wizard.page.step.contexts import page_context, preview_pane_context
from studio.wizard.page.step.fix_result import fix_result_in_query, url_after_fix
from studio.wizard.page.step.visits import is_first_visit_of
from studio.wizard.page.wizard import Wizard, without_files_if_unreadable
from studio.wizard.views.posted_forms import (
    attach_posted_files,
    conflict_errors,
    form_values,
    refusal_errors,
    save_values,
)
from tilekit.sections import STEPS, Step
from validation.actions.fixes import apply_fix

_MAX_RENDERED_ROWS = 200  # nobody types this many, and rendering them would be slow


class StepView(RevisionView):
    """Shows a step of the wizard, and saves its form."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self._page(Wizard(revision=self.revision(), actor=self.actor, open_rows=opened_rows_in(request.GET)))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        reply = pressed_reply(request.POST)
        wizard = Wizard(revision=self.revision(), actor=self.actor, reply=reply, open_rows=opened_rows_in(request.POST))
        step, key = self._step(), request.POST.get("section", "")
        if not wizard.is_editable and (response := self._answer_to_thread(reply)):
            return response
        if key not in [section.key for section in step.sections] or key not in wizard.rows:
            raise Http404
        values = without_files_if_unreadable(lambda readable: form_values(request, readable, key), wizard)
        try:
            save_values(wizard, key, values, version=parse_number(request.POST.get("version", "")))
        except SectionChanged as error:  # caught here, because only this page still has the typed values
            return self._refused_page(wizard.with_typed(key, values, conflict_errors(error, key)), error)
        except ValuesRefused as error:
            return self._refused_page(wizard.with_typed(key, values, refusal_errors(error)), error)
        errors = attach_posted_files(request, wizard, key)
        if "_secret" in request.POST:
            return self._new_secret_page(wizard)
        if errors:
            refused = Wizard(
                revision=self.revision(), actor=self.actor, errors=errors, reply=reply, open_rows=wizard.open_rows
            )
            return self._page(refused, status=422)
        return self._response_after_save(wizard, reply)

    def _response_after_save(self, wizard: Wizard, reply: ThreadReply | None) -> HttpResponse:
        """Handle the pressed button after the form has been saved."""
        if chosen := self.request.POST.get(VENDOR_BUTTON):
            revision = wizard.revision
            vendor = chosen_vendor(revision.listing.organisation, chosen)
            use_vendor(revision_id=revision.pk, vendor=vendor, by=self.actor, now=timezone.now())
        if APPLY_BUTTON in self.request.POST:
            return self._apply_fix(self.request.POST[APPLY_BUTTON])
        return self._answer_to_thread(reply) or HttpResponseRedirect(_next_url(self.request, wizard, self._step()))

    def _refused_page(self, wizard: Wizard, error: ValuesRefused | SectionChanged) -> HttpResponse:
        """The page with the typed values and the error. Raises the error if there are too many rows to render."""
        if sum(len(typed_rows(values)) for values in wizard.typed.values()) > _MAX_RENDERED_ROWS:
            raise error
        return self._page(wizard, status=error.status)

    def _answer_to_thread(self, reply: ThreadReply | None) -> HttpResponse | None:
        """Handle the pressed button of a thread; None if another one was pressed."""
        if reply:
            return self._send_reply(reply)
        if url := pressed_thread_url(self.request.POST):
            return HttpResponseRedirect(url, preserve_request=True)
        return None

    def _send_reply(self, reply: ThreadReply) -> HttpResponse:
        """Send the answer to a thread. Redirects to the thread, or shows the page with the error."""
        reply, revision = send_reply(reply, by=self.actor, now=timezone.now()), self.revision()
        if reply.error:
            return self._page(Wizard(revision=revision, actor=self.actor, reply=reply), status=422)
        return HttpResponseRedirect(f"{step_url(revision, self._step().key)}#thread-{reply.thread_id}")

    def _apply_fix(self, value: str) -> HttpResponse:
        """Apply a fix and redirect to its result. Typed values have already been saved."""
        fix_request, revision = parse_fix_request(value), self.revision()
        done = apply_fix(revision_id=revision.pk, fix_request=fix_request, by=self.actor, now=timezone.now())
        return HttpResponseRedirect(url_after_fix(step_url(revision, self._step().key), done, path=fix_request.path))

    def _new_secret_page(self, wizard: Wizard) -> HttpResponse:
        """Generate a client secret and show it in this response only. Raises Stale for a second click."""
        if parse_number(self.request.POST.get("version", "")) != wizard.rows["configuration"].version:
            raise Stale  # a second click would replace the secret that the first one has just shown
        version = wizard.revision.sections.get(key="configuration", scope="").version
        new = generate_client_secret(revision_id=wizard.revision.pk, version=version, by=self.actor, now=timezone.now())
        return self._page(Wizard(revision=self.revision(), actor=self.actor), new_secret=new)

    def _page(self, wizard: Wizard, *, status: int = 200, new_secret: NewClientSecret | None = None) -> HttpResponse:
        if self._step() is REVIEW_STEP:
            return self._review_page(wizard, status)
        return without_files_if_unreadable(lambda readable: self._step_page(readable, status, new_secret), wizard)

    def _step_page(self, wizard: Wizard, status: int, new_secret: NewClientSecret | None) -> HttpResponse:
        step, fixed = self._step(), fix_result_in_query(self.request.GET, wizard)
        is_first_visit = is_first_visit_of(self.request.session, wizard.revision.pk, step.key)
        context = {
            "is_first_visit": is_first_visit and wizard.is_editable and not wizard.revision.submission_number,
            **page_context(wizard, step),
            **preview_pane_context(wizard, step),
            "new_secret": new_secret,
            "fixed": fixed,
        }
        return render(self.request, "studio/step.html", context, status=status)

    def _review_page(self, wizard: Wizard, status: int) -> HttpResponse:
        step, fixed = self._step(), fix_result_in_query(self.request.GET, wizard)
        tab_query = {"tab": self.request.GET.get("tab", ""), "start": self.request.GET.get("start", "")}
        context = {**page_context(wizard, step), **review_context(wizard, **tab_query), "fixed": fixed}
        page, part = "studio/review.html", "tile/body.html"  # a part is a tab of the tile
        return render_page(self.request, page, context, part=part, status=status)

    def _step(self) -> Step:
        return step_or_404(self.kwargs["step"])


class WorkingStepView(ListingView):
    """Redirects `/listings/<id>/steps/<step>/` to the step of the working revision."""

    def get(self, _request: ActorRequest, step: str, **_kwargs: object) -> HttpResponse:
        listing = self.listing()
        revision = working_revisions([listing]).get(listing.pk)
        if revision is None:
            raise NotFound
        return HttpResponseRedirect(step_url(revision, step_or_404(step).key))


def step_or_404(key: str) -> Step:
    for step in STEPS:
        if step.key == key:
            return step
    raise Http404


def _next_url(request: HttpRequest, wizard: Wizard, step: Step) -> str:
    """The URL to redirect to: the preview of a fix, another step or, for other buttons, the same step."""
    if PREVIEW_BUTTON in request.POST:
        return preview_url(wizard.revision, request.POST[PREVIEW_BUTTON], step.key)
    step_key = request.POST.get("go", "")
    if step_key in [step.key for step in wizard.steps]:
        return f"{step_url(wizard.revision, step_key)}#start"
    return url_with_open_rows(request.POST, step_url(wizard.revision, step.key), request.POST.get("section", ""))
