"""The steps of signing in through an identity provider: the offer, the way to the provider, and the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_of
from accounts.company_sign_in import admission, flow
from accounts.company_sign_in.admission import AdmissionOutcome, ConnectedAccount, refusal
from accounts.company_sign_in.claims import Subject, verified_subject
from accounts.company_sign_in.errors import (
    ConnectedWithoutAccess,
    ProviderUnavailable,
    SignInDeclined,
    SignInExpired,
    SignInResponseInvalid,
)
from accounts.company_sign_in.exchange import authorization_url, fetch_id_token
from accounts.company_sign_in.flow import SignInPurpose, StartedSignIn
from accounts.company_sign_in.problems import refusal_problem
from accounts.company_sign_in.providers import Provider, provider_with_key
from accounts.company_sign_in.queries import provider_for_address
from accounts.company_sign_in.sessions import sign_in
from accounts.models import ROLES, Person
from accounts.sign_in_events import record_refused_sign_in
from common.errors import SlipwayError
from common.requests import next_url

_IDENTITIES = "accounts:company-identities"


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """The part of the sign-in page that offers the provider of the domain of the typed address."""
    row = provider_for_address(request.POST.get("login", ""))
    context = {"provider": row, "next": next_url(request), "address": request.POST.get("login", "")}
    return render(request, "account/company_offer.html", context)


@require_POST
def start(request: HttpRequest, provider_key: str) -> HttpResponse:
    provider = provider_with_key(provider_key, is_enabled=True)
    return to_provider(request, provider, purpose=SignInPurpose.SIGN_IN)


def to_provider(request: HttpRequest, provider: Provider, *, purpose: SignInPurpose, person: str = "") -> HttpResponse:
    """A page that leads to the provider at once. A redirect after a form would be refused by the security policy."""
    code_request = flow.begin(request.session, provider.key, purpose=purpose, next_url=next_url(request), person=person)
    address = request.POST.get("login", "")
    url = authorization_url(provider, code_request, address=address, now=timezone.now())
    return render(request, "account/company_go.html", {"provider": provider, "url": url})


@require_safe
def callback(request: HttpRequest, provider_key: str) -> HttpResponse:
    """Where the provider sends people back, with a code or an error."""
    state = request.GET.get("state", "")
    started = flow.finish(request.session, provider_key=provider_key, state=state)
    provider = provider_with_key(provider_key)
    try:
        subject = _subject(request, provider, started)
    except (SignInDeclined, SignInResponseInvalid, ProviderUnavailable) as error:
        if not isinstance(error, ProviderUnavailable):
            record_refused_sign_in(provider.organisation_id)
        if started.purpose is not SignInPurpose.TEST:
            raise
        report_failed_test(request, error)
        return redirect(started.next_url or _IDENTITIES)
    if started.purpose is not SignInPurpose.SIGN_IN:
        return _connect(request, provider, subject=subject, started=started)
    return _admit(request, provider, subject=subject, started=started)


def _subject(request: HttpRequest, provider: Provider, started: StartedSignIn) -> Subject:
    now, code = timezone.now(), request.GET.get("code", "")
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise SignInResponseInvalid(organisation=provider.name)
    if not code:
        problem = refusal_problem(request.GET.get("error"), request.GET.get("error_description"))
        raise SignInDeclined(organisation=provider.name, problem=problem)
    id_token = fetch_id_token(provider, code, started.code_request, now=now)
    return verified_subject(id_token, provider, nonce=started.code_request.nonce, now=now)


def _connect(request: HttpRequest, provider: Provider, *, subject: Subject, started: StartedSignIn) -> HttpResponse:
    """Connect the account of the provider to the person who started this while signed in."""
    person = request.user
    if not isinstance(person, Person) or str(person.pk) != started.person:
        raise SignInExpired
    connection = admission.link_identity(
        provider_key=provider.key, subject=subject, by=actor_of(person), now=timezone.now()
    )
    report_connection(request, provider, connection.outcome)
    if started.purpose is SignInPurpose.TEST:
        _report_shortcomings(request, provider, connection, subject=subject)
    return redirect(started.next_url or _IDENTITIES)


def report_connection(request: HttpRequest, provider: Provider, outcome: AdmissionOutcome) -> None:
    """Show that an account was connected, and why it does not sign in if the person gets no role."""
    if outcome is AdmissionOutcome.ADMITTED:
        text = _("The account is connected. You can now sign in through the identity provider of {organisation}.")
        messages.success(request, text.format(organisation=provider.name))
    else:
        messages.warning(request, str(ConnectedWithoutAccess(reason=refusal(outcome, provider))))


def report_failed_test(request: HttpRequest, error: SlipwayError) -> None:
    """Show the owner who tests the sign-in what to change, or the text for everybody if that isn't known."""
    text = _("The test sign-in failed. {problem}")
    messages.error(request, text.format(problem=error.context.get("problem") or error))


def _report_shortcomings(
    request: HttpRequest, provider: Provider, connection: ConnectedAccount, *, subject: Subject
) -> None:
    """Warn the owner who tests the sign-in of a lower role, of missing groups, and of a missing address."""
    if connection.ahead.are_groups_missing:
        text = _(
            "The ID token has no groups in the claim {claim}. Check the groups claim and the client at your provider."
        )
        messages.warning(request, text.format(claim=provider.groups_claim))
    current, following = connection.ahead.current, connection.ahead.following
    if current and following and following < current:
        labels = dict(ROLES)
        text = _(
            "At your next sign-in through the provider, its groups change your role from {current} to {following}. To "
            "stay {current}, add one of your groups to those of that role."
        )
        messages.warning(request, text.format(current=labels[current], following=labels[following]))
    if not subject.email:
        messages.warning(
            request,
            _(
                "The provider sent no confirmed e-mail address. New people can't get an account until it sends the "
                "claim email, and email_verified is not false."
            ),
        )


def _admit(request: HttpRequest, provider: Provider, *, subject: Subject, started: StartedSignIn) -> HttpResponse:
    admitted = admission.admit(provider_key=provider.key, subject=subject, now=timezone.now())
    if admitted.outcome is AdmissionOutcome.NEEDS_PROOF:
        flow.remember_pending(request.session, started, subject)
        return redirect("accounts:company-link")
    if admitted.outcome is not AdmissionOutcome.ADMITTED or admitted.person is None:
        record_refused_sign_in(provider.organisation_id, admitted.person)
        raise refusal(admitted.outcome, provider)
    return sign_in(request, provider, admitted.person, next_url=started.next_url)
