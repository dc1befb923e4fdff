"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Releases"),
    {
        "promotion.failed": _("Preview could not be promoted"),
        "release.failed": _("Release failed"),
        "gtm.answer": _("Go-to-market request answered"),
        "vendor-alias.decline": _("Vendor alias declined or revoked"),
    },
)
