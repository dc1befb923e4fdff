"""Steps of a sign-in around the second factor: they end a sign-in if the account changed meanwhile."""

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare

from accounts.company_sign_in.errors import SignInExpired
from accounts.models import Person
from accounts.protection.devices import password_mark


class PasswordMarkStage(LoginStage):
    """Remembers the password that the person had when the sign-in began."""

    key = "password_mark"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if isinstance(self.login.user, Person):
            self.state["mark"] = password_mark(self.login.user)
        return None, True


class SameRightsStage(LoginStage):
    """Asks again whether the person may sign in this way. Raises SignInExpired if not.

    Whatever ends sessions can't end a sign-in that waits for the second factor: it isn't a session of a person yet.
    """

    key = "same_rights"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        login, person = self.login, self.login.user
        mark = self.controller.get_stage(PasswordMarkStage.key).state.get("mark", "")
        if not isinstance(person, Person) or not constant_time_compare(mark, password_mark(person)):
            self.abort()
            raise SignInExpired
        response = get_adapter().pre_login(
            self.request,
            person,
            email_verification=login.email_verification,
            email=login.email,
            redirect_url=login.redirect_url,
            signal_kwargs=login.signal_kwargs,
            signup=login.signup,
        )
        return response, response is None
