"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("OAuth trials"),
    {
        "test-client.generate-secret": _("Test client secret generated"),
        "trial.start": _("OAuth trial started"),
    },
)
