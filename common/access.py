"""Decorators of pages for staff. Put them above those for methods, so that others don't learn which methods exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from common.actor import Actor
from common.errors import NotAllowed
from common.requests import ActorRequest

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]


def staff_only(view: View[P]) -> View[P]:
    """Decorator: return 403 for people who are not staff, and redirect visitors to the sign-in page."""
    return _restricted(view, lambda actor: actor.is_staff)


def admin_only(view: View[P]) -> View[P]:
    """Decorator: return 403 for people who are not admins, and redirect visitors to the sign-in page."""
    return _restricted(view, lambda actor: actor.is_admin)


def leads_and_admins(view: View[P]) -> View[P]:
    """Decorator: return 403 unless the reader is a lead or an admin, and redirect visitors to the sign-in page."""
    return _restricted(view, lambda actor: actor.is_admin or actor.is_lead)


def _restricted(view: View[P], may_open: Callable[[Actor], bool]) -> View[P]:
    @wraps(view)
    def checked(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_open(request.actor):
            raise NotAllowed
        return view(request, *args, **kwargs)

    guarded: View[P] = login_required(checked)
    return guarded
