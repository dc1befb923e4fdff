"""The page about trials of a listing's OAuth client, and its buttons."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.actor import Role
from common.htmx import is_partial, render_page
from common.lookups import first_or_not_found
from common.regions import Region
from common.requests import parse_uuid
from jobs.retention.queries import days_of
from listings.models import Listing
from listings.queries import readable_revisions, working_first
from studio.access import ListingView
from studio.oauth.forms import TrialForm
from studio.oauth.page import TrialLog, addresses_of_regions, earlier_trials, trial_log
from studio.page_urls import step_url
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.wizard import Wizard
from tilekit.core.kind import may_use_oauth
from trials.actions import NewSandboxSecret, generate_sandbox_secret, start_trial
from trials.models import SandboxClient
from trials.queries import client_facts_of, sandbox_client_of, trials_of

TRIAL_PAGE, TRIAL_LOG = "studio/oauth_trial.html", "studio/parts/oauth_log.html"


class OAuthTrialView(ListingView):
    """GET ?trial=: the page with the log of a trial, or the log alone for htmx. POST: start a trial."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self.page()

    def post(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        listing = self.listing()
        client = sandbox_client_of(listing)
        form = self.trial_form(client, self.request)
        if client is None or not form.is_valid():
            return self.page(form=form, status=422)
        region, url = Region(form.cleaned_data["region"]), form.onboarding_url
        start_trial(listing_id=listing.pk, region=region, onboarding_url=url, by=self.actor, now=timezone.now())
        messages.success(self.request, _("The trial has started. Open your onboarding address."))
        return redirect(f"{self.request.path}#trial-log")

    def page(
        self, *, form: TrialForm | None = None, new_secret: NewSandboxSecret | None = None, status: int = 200
    ) -> HttpResponse:
        listing = self.listing()
        client = sandbox_client_of(listing)
        context = {**self._head(listing), **self._trial_context(listing, client)}
        context |= {"form": form or self.trial_form(client), "new_secret": new_secret}
        context["kept_days"] = days_of("TRIAL_DAYS")
        if is_partial(self.request) and self._is_unchanged(context["log"]):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)  # what the reader has opened or focused stays as it is
        return render_page(self.request, TRIAL_PAGE, context, part=TRIAL_LOG, status=status)

    def trial_form(self, client: SandboxClient | None, request: HttpRequest | None = None) -> TrialForm:
        url = client_facts_of(client, Region.US1).onboarding_url if client else ""
        return TrialForm(request.POST if request else None, onboarding_url=url)

    def _is_unchanged(self, log: object) -> bool:
        seen = self.request.GET.get("seen", "")
        return isinstance(log, TrialLog) and log.is_moving and seen == log.version

    def _head(self, listing: Listing) -> dict[str, object]:
        revision = first_or_not_found(working_first(readable_revisions(self.actor).filter(listing=listing)))
        wizard = Wizard(revision=revision, actor=self.actor)
        return {
            **head_context(wizard),
            "applies": may_use_oauth(wizard.kind),
            "scopes_url": step_url(revision, "configuration", "configuration.oauth_scopes"),
            "may_edit": self.actor.holds(Role.EDITOR, listing.organisation_id),
            "may_start": self.actor.belongs_to(listing.organisation_id),
            "configuration": wizard.documents["configuration"],
            "edit_url": wizard.url("step", "configuration"),
        }

    def _trial_context(self, listing: Listing, client: SandboxClient | None) -> dict[str, object]:
        if client is None:
            return {"client": None, "log": None}
        trials = trials_of(listing)
        chosen = parse_uuid(self.request.GET.get("trial", ""))
        trial = first_or_not_found(trials.filter(pk=chosen)) if chosen else trials.first()
        facts = client_facts_of(client, Region(trial.region) if trial else Region.US1)
        return {
            "client": client,
            "has_scopes": bool(facts.scopes),
            "addresses": addresses_of_regions(self.request, client),
            "earlier": earlier_trials(listing),
            "log": trial_log(self.request, trial, facts) if trial else None,
        }


class OAuthSecretView(OAuthTrialView):
    """POST: a new secret of the test client, which only this response shows."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return redirect("studio:oauth-trial", self.listing().pk)

    def post(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        new = generate_sandbox_secret(listing_id=self.listing().pk, by=self.actor, now=timezone.now())
        return self.page(new_secret=new)
