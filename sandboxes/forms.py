"""The form with which partners report a problem in their sandbox org."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.reason_form import text_area


class ProblemForm(forms.Form):
    body = text_area(
        _("Description"), _("We will start a thread on this part of the listing, and reviewers will reply there.")
    )
