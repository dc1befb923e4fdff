"""The sign-up form. Its response time does not reveal whether an address has an account."""

from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.core import context
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.account_forms import ADDRESS, LabelsMixin
from accounts.company_sign_in.queries import provider_for_address
from accounts.models import Person
from accounts.sign_in_events import record_sign_up

_INVITED = "account_verified_email"  # allauth's name for the address of an invitation in the session


class SignUpForm(LabelsMixin, SignupForm):
    """allauth's sign-up form, which also does the work of creating an account if the address already has one."""

    labels = {**ADDRESS, "password1": _("Password"), "password2": _("Repeat password")}

    def clean_email(self) -> str:
        """Refuse another address than that of the invitation that the person has opened.

        allauth would add the invited address to the account, and use it to sign in.
        """
        address: str = super().clean_email()
        session = context.request.session
        invited = session.get(_INVITED) or ""
        if invited and invited.lower() != address:
            if context.request.POST.get("next", "").startswith(reverse("accounts:invitation-open")):
                raise ValidationError(
                    _(
                        "The invitation is for {address}. Sign up with this address, or ask for an invitation to your "
                        "own address."
                    ).format(address=invited),
                    code="invited_address_differs",
                )
            session[_INVITED] = None
        row = provider_for_address(address)
        if row and row.is_required:
            text = _("{organisation} requires people to sign in through its identity provider. Go to the sign-in page.")
            raise ValidationError(text.format(organisation=row.organisation.name), code="company_sign_in_required")
        return address

    def clean_password1(self) -> str:
        """Check the password with the name, too, which allauth does not know."""
        identity = {name: self.cleaned_data.get(name, "") for name in ("name", "email")}
        password: str = get_adapter().clean_password(self.cleaned_data["password1"], user=Person(**identity))
        return password

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        with transaction.atomic():
            if not self.account_already_exists:
                return super().try_save(request)
            self._save_and_undo(request)
        return super().try_save(request)

    def _save_and_undo(self, request: HttpRequest) -> None:
        """Create an account with a placeholder address, and roll it back."""
        address = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{uuid4()}@sign-up.invalid"
        self.account_already_exists = False
        record_sign_up(self.save(request))
        self.cleaned_data["email"] = address
        self.account_already_exists = True
        transaction.set_rollback(True)
