"""The setting of checks that admins can change."""

from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from common.policies import PolicyGroup, PortalPolicy, register

PROBE_LINKS = register(
    PortalPolicy(
        key="PROBE_LINKS",
        group=PolicyGroup.CHECKS,
        label=_("Test links"),
        help=_("Deep checks open the links in a listing."),
        type=bool,
        field=partial(forms.BooleanField, required=False),
    )
)
