"""Pages that connect an account of an identity provider to an account of the portal, after proof."""

from datetime import timedelta
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in, signed_in_person
from accounts.actors import actor_of
from accounts.company_sign_in import admission, flow
from accounts.company_sign_in.admission import AdmissionOutcome, refusal
from accounts.company_sign_in.errors import ConnectedWithoutAccess, SignInExpired
from accounts.company_sign_in.flow import PendingLink, SignInPurpose
from accounts.company_sign_in.providers import Provider, provider_with_key
from accounts.company_sign_in.queries import connectable_providers, identities_of, needed_identity, required_sign_in
from accounts.company_sign_in.sessions import assert_not_limited, sign_in
from accounts.company_sign_in.views.sign_in import report_connection, to_provider
from accounts.models import Person
from accounts.protection.devices import password_mark
from accounts.queries import person_with_address
from accounts.session_life import SIGNED_IN_AT
from accounts.sign_in_events import record_refused_sign_in
from common.counters import count
from common.errors import NotFound
from common.names import without_links
from common.requests import ActorRequest

_SALT, _LIFETIME = "accounts.company-link", timedelta(hours=1)
_MOST_MAILS, _MAIL_WINDOW_SECONDS = 5, 3600


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Offer the kinds of proof to a visitor; ask a person who is signed in for a confirmation."""
    pending = flow.pending_link(request.session)
    if pending is None:
        return redirect("account_login")
    provider = _provider(pending)
    if request.method != "POST":
        return render(request, "account/company_link.html", _context(request, pending, provider))
    if isinstance(request.user, Person):
        return _confirm(request, request.user, pending=pending, provider=provider)
    context = {"address": pending.subject.email, "is_limited": not _send_link(pending, provider)}
    return render(request, "account/company_link_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest) -> HttpResponse:
    """The page behind the link in the e-mail. It works in the browser in which the sign-in began."""
    token = request.POST.get("token") or request.GET.get("token", "")
    pending = flow.pending_link(request.session)
    person = _person_of(token, pending)
    if pending is None or person is None:
        raise SignInExpired
    provider = _provider(pending)
    if request.method != "POST":
        context = {"token": token, "provider": provider, "person": person, "address": pending.subject.email}
        return render(request, "account/company_link_confirm.html", context)
    admitted = admission.link_by_mail(
        provider_key=provider.key, subject=pending.subject, person_id=person.pk, now=timezone.now()
    )
    flow.forget_pending(request.session)
    if admitted.outcome is not AdmissionOutcome.ADMITTED or admitted.person is None:
        record_refused_sign_in(provider.organisation_id, person)
        raise ConnectedWithoutAccess(reason=refusal(admitted.outcome, provider))
    return sign_in(request, provider, admitted.person, next_url=pending.next_url)


@require_http_methods(["GET", "HEAD"])
@signed_in
def identities(request: ActorRequest) -> HttpResponse:
    """The accounts of identity providers that the reader can sign in with."""
    person = signed_in_person(request)
    context = {
        "identities": identities_of(person.pk),
        "needed": needed_identity(person),
        "providers": connectable_providers(person),
    }
    return render(request, "accounts/identities.html", context)


@require_POST
@signed_in
@reauthentication_required
def connect(request: ActorRequest, provider_key: str) -> HttpResponse:
    person = signed_in_person(request)
    if provider_key not in {choice.key for choice in connectable_providers(person)}:
        raise NotFound
    provider = provider_with_key(provider_key)
    return to_provider(request, provider, purpose=SignInPurpose.CONNECT, person=str(person.pk))


@require_POST
@signed_in
@reauthentication_required
def disconnect(request: ActorRequest, identity_id: UUID) -> HttpResponse:
    admission.unlink(identity_id=identity_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The account was disconnected."))
    return redirect("accounts:company-identities")


def _was_signed_in_before(request: HttpRequest) -> bool:
    """Whether the session is older than the provider's response, so that it doesn't show who sits there now."""
    pending = flow.pending_link(request.session)
    return pending is not None and request.session.get(SIGNED_IN_AT, 0) < pending.at


@reauthentication_required(enabled=_was_signed_in_before)
def _confirm(request: HttpRequest, person: Person, *, pending: PendingLink, provider: Provider) -> HttpResponse:
    assert_not_limited(person, request.session)
    now, key = timezone.now(), provider.key
    admission.link_identity(provider_key=key, subject=pending.subject, by=actor_of(person), now=now)
    admitted = admission.admit(provider_key=key, subject=pending.subject, now=now)
    flow.forget_pending(request.session)
    report_connection(request, provider, admitted.outcome)
    return redirect(pending.next_url or "accounts:company-identities")


def _context(request: HttpRequest, pending: PendingLink, provider: Provider) -> dict[str, object]:
    owner = person_with_address(pending.subject.email)
    return {
        "provider": provider,
        "address": pending.subject.email,
        "person": request.user if isinstance(request.user, Person) else None,
        # Everybody with an address on the domain gets the same answer, because the provider has confirmed the address.
        "may_use_password": owner is None or required_sign_in(owner) is None,
    }


def _send_link(pending: PendingLink, provider: Provider) -> bool:
    """Send the link to the owner of the address. False if too many were sent in the last hour."""
    address = pending.subject.email
    person = _owner_of(address)
    name = f"company-links:{person.pk if person else address}"
    if count(name, window_seconds=_MAIL_WINDOW_SECONDS, now=timezone.now()) > _MOST_MAILS:
        return False
    if person is None:
        return True
    token = signing.dumps(
        [str(person.pk), password_mark(person), pending.provider, pending.subject.subject], salt=_SALT
    )
    link_url = f"{settings.PUBLIC_URL}{reverse('accounts:company-link-open')}?{urlencode({'token': token})}"
    context = {"user": person, "organisation": without_links(provider.name), "link_url": link_url}
    with transaction.atomic():
        get_adapter().send_mail("account/email/company_link", address, context)
    return True


def _person_of(token: str, pending: PendingLink | None) -> Person | None:
    """The person who got the link, if this browser began that sign-in."""
    if pending is None:
        return None
    try:
        person_id, mark, provider_key, subject = signing.loads(token, salt=_SALT, max_age=_LIFETIME)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    is_this = (provider_key, subject) == (pending.provider, pending.subject.subject)
    return person if person and is_this and password_mark(person) == mark else None


def _owner_of(address: str) -> Person | None:
    """The active person whose sign-in address it is, or who has confirmed it."""
    rows = Person.objects.filter(is_active=True)
    return (
        rows.filter(email=address).first()
        or rows.filter(emailaddress__email=address, emailaddress__verified=True).first()
    )


def _provider(pending: PendingLink) -> Provider:
    return provider_with_key(pending.provider, is_enabled=True)
