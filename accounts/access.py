"""Who may see a page at all; what they may do there is decided by actions."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View as ClassView

from accounts.models import Organisation, Person
from accounts.queries import organisations_of
from common.actor import Actor
from common.errors import NotAllowed
from common.requests import ActorRequest

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]


def signed_in(view: View[P]) -> View[P]:
    """Leads visitors to the sign-in page and back."""
    guarded: View[P] = login_required(view)
    return guarded


def admin_only(view: View[P]) -> View[P]:
    """Answers 403 to people who are no admins, and leads visitors to the sign-in page."""

    @wraps(view)
    def checked(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.actor.is_admin:
            raise NotAllowed
        return view(request, *args, **kwargs)

    guarded: View[P] = login_required(checked)
    return guarded


def leads_and_admins(view: View[P]) -> View[P]:
    """Answers 403 to people who are neither lead nor admin, and leads visitors to the sign-in page."""

    @wraps(view)
    def checked(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (request.actor.is_admin or request.actor.is_lead):
            raise NotAllowed
        return view(request, *args, **kwargs)

    guarded: View[P] = login_required(checked)
    return guarded


def own_organisation(request: ActorRequest, slug: str) -> Organisation:
    """The organisation, if the reader belongs to it. Raises Http404 otherwise: its existence is private."""
    return get_object_or_404(organisations_of(request.actor), slug=slug)


def reader(request: HttpRequest) -> Person:
    """The signed-in person; for views that are guarded by `signed_in`."""
    if not isinstance(request.user, Person):
        raise NotAllowed
    return request.user


class SignedInView(LoginRequiredMixin, ClassView):
    """The actor of the request; signed-out people are led to the sign-in page and back."""

    request: HttpRequest

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request.actor  # type: ignore[attr-defined]  # set by accounts.middleware
        return actor
