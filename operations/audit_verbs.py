"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(_("Audit"), {"audit.export": _("Audit log exported")})
register_verbs(
    _("Settings"), {"setting.change": _("Setting changed"), "settings.export": _("Settings file downloaded")}
)
register_verbs(
    _("Maintenance"),
    {"maintenance.start": _("Maintenance announced or started"), "maintenance.end": _("Maintenance ended")},
)
register_verbs(
    _("Accounts"),
    {
        "view-as.start": _("Started viewing the portal as another person"),
        "view-as.end": _("Stopped viewing the portal as another person"),
    },
)
register_verbs(
    _("Secrets"),
    {
        "secret.search": _("Search for a leaked secret started"),
        "secret.erasure": _("Erasure of a leaked secret started"),
        "secret.erase": _("Leaked secret erased from records"),
        "event.erase": _("Leaked secret erased from an event"),
        "file.erase": _("Leaked secret erased from a file"),
        "stored-object.erase": _("Leaked secret erased from an export or upload"),
    },
)
register_verbs(
    _("Back-ups"),
    {
        "backup.completed": _("Back-up completed"),
        "backup.restored": _("Back-up restored"),
        "database.moved": _("Database moved to PostgreSQL"),
    },
)
