"""Steps of a sign-in around the second factor: they decide who may sign in, and if the account changed meanwhile."""

from typing import NoReturn

from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from accounts.adapter import signed_in_by
from accounts.company_sign_in.errors import SignInExpired
from accounts.company_sign_in.queries import can_sign_in_by, required_sign_in
from accounts.models import Person
from accounts.protection.devices import password_mark
from common.requests import next_url


class PasswordMarkStage(LoginStage):
    """Remembers the password that the person had when the sign-in began."""

    key = "password_mark"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if isinstance(self.login.user, Person):
            self.state["mark"] = password_mark(self.login.user)
        return None, True


class RightsStage(LoginStage):
    """Decides whether the person may sign in this way: a password isn't enough if they must use an identity provider.

    Raises SignInExpired for another password, and for a provider that is removed or turned off. It comes after the
    second factor, because whatever ends sessions can't end a sign-in that waits for it: it isn't a session yet.
    """

    key = "same_rights"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person, source = self.login.user, signed_in_by(self.login.signal_kwargs)
        if not isinstance(person, Person) or not self._has_same_password(person):
            self._expire()
        if source:
            if not can_sign_in_by(person, source):
                self._expire()
            return None, True
        provider = required_sign_in(person)
        if provider is None:
            return None, True
        context = {"provider": provider, "next": self.login.redirect_url or next_url(self.request)}
        return render(self.request, "account/company_required.html", context, status=403), False

    def _has_same_password(self, person: Person) -> bool:
        mark = self.controller.get_stage(PasswordMarkStage.key).state.get("mark", "")
        return constant_time_compare(mark, password_mark(person))

    def _expire(self) -> NoReturn:
        self.abort()
        raise SignInExpired
