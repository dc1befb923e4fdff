"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Insights"),
    {
        "insights.export": _("Insights table downloaded"),
    },
)
