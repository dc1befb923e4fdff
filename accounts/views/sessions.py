"""The page on which people see where they are signed in. allauth's ends sessions without an event, and reads each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import signed_in, signed_in_person
from accounts.session_life import live_sessions
from common.requests import ActorRequest


@require_safe
@signed_in
def session_list(request: ActorRequest) -> HttpResponse:
    sessions = live_sessions(signed_in_person(request))
    context = {"sessions": sessions, "session_count": len(sessions)}
    return render(request, "usersessions/usersession_list.html", context)
