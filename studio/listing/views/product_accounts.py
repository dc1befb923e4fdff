"""The pages on which partners add, replace and remove the test accounts of a revision."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from common.errors import CharacterRefused, HiddenCharacterRefused, NotAllowed, NotFound, NotPossible
from common.lookups import first_or_not_found
from listings.models import Revision
from reviews.actions import add_account, remove_account, replace_account
from reviews.errors import AccountLabelTaken
from reviews.guards import may_change_accounts
from reviews.models import ProductAccount
from studio.access import RevisionView
from studio.listing.page.product_accounts import accounts_context
from studio.listing.product_account_form import ProductAccountForm
from studio.page_urls import revision_url


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AccountsView(RevisionView):
    """Base class: the pages are for members of the organisation."""

    template: str

    def readable_revision(self) -> Revision:
        """The revision of the reader's own organisation. Raises NotFound for staff, who see accounts in reviews."""
        revision = self.revision()
        if not self.actor.belongs_to(revision.listing.organisation_id):
            raise NotFound
        return revision

    def page(self, form: ProductAccountForm, **more: object) -> HttpResponse:
        context = {**accounts_context(self.readable_revision(), self.actor), "form": form, **more}
        return render(self.request, self.template, context, status=422 if form.errors else 200)

    def back(self, text: str) -> HttpResponse:
        messages.success(self.request, text)
        return redirect(revision_url("test-accounts", self.revision()))


class AccountListView(AccountsView):
    """Shows the test accounts. POST adds one."""

    template = "studio/product_accounts.html"

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self.page(ProductAccountForm())

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        self.readable_revision()
        form = ProductAccountForm(request.POST)
        if _is_saved(form, partial(add_account, revision_key=self.numbered(), by=self.actor, now=timezone.now())):
            return self.back(_("The test account was added."))
        return self.page(form)


class ChangeAccountView(AccountsView):
    """Base class of the pages that change one account."""

    def account(self) -> ProductAccount:
        """The account without its secrets. Raises NotFound if it is erased, and NotAllowed for viewers."""
        revision = self.readable_revision()
        if not may_change_accounts(self.actor, revision.listing.organisation_id):
            raise NotAllowed
        rows = ProductAccount.objects.filter(revision=revision, erased_at=None).defer("sealed")
        return first_or_not_found(rows.filter(pk=self.kwargs["account_id"]))


class ReplaceAccountView(ChangeAccountView):
    """Replaces an account. Its form is empty except for the name, because stored values are never sent back."""

    template = "studio/product_account.html"

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        account = self.account()
        return self.page(ProductAccountForm(initial={"label": account.label}), account=account)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        account, form = self.account(), ProductAccountForm(request.POST)
        replace = partial(replace_account, revision_key=self.numbered(), account_id=account.pk)
        if _is_saved(form, partial(replace, by=self.actor, now=timezone.now())):
            return self.back(_("The test account was replaced."))
        return self.page(form, account=account)


class RemoveAccountView(ChangeAccountView):
    """Asks for confirmation, then erases an account."""

    template = "studio/product_account_remove.html"

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self.page(ProductAccountForm(), account=self.account())

    def post(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        account = self.account()
        remove_account(revision_key=self.numbered(), account_id=account.pk, by=self.actor, now=timezone.now())
        return self.back(_("The test account was removed and its values were erased."))


def _is_saved(form: ProductAccountForm, save: Callable[..., object]) -> bool:
    """Save the values of the form. False if they are refused; the form then has the reasons."""
    if not form.is_valid():
        return False
    try:
        save(label=form.cleaned_data["label"], secrets=form.secrets())
    except AccountLabelTaken as taken:
        form.add_error("label", str(taken))
    except NotPossible as refused:
        form.add_error(None, str(refused.context["reasons"]))
    except (CharacterRefused, HiddenCharacterRefused) as refused:
        form.add_error(None, str(refused))
    return not form.errors
