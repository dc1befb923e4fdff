"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("API"),
    {
        "api.upload": _("File uploaded"),
        "upload.begin": _("Upload started"),
        "upload.complete": _("Upload completed"),
        "upload.delete": _("Upload deleted"),
        "configure.request": _("Configuration sent"),
        "configure.succeed": _("Configuration applied"),
        "configure.fail": _("Configuration failed"),
    },
)
