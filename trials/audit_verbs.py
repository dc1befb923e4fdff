"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("OAuth trials"),
    {
        "test-client.generate-secret": _("Secret of the test client generated"),
        "trial.start": _("OAuth trial started"),
    },
)
