"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Drafts"),
    {
        "section.edit": _("Draft edited"),
        "section.restore": _("Earlier version of a section restored"),
        "revision.edit": _("Draft edited by the portal"),
        "revision.import": _("Folder imported"),
        "revision.fix": _("Fix applied"),
        "revision.undo-fix": _("Fix undone"),
        "revision.use-vendor": _("Vendor of the listing changed"),
        "revision.assign-step": _("Step assigned"),
        "revision.unassign-step": _("Step unassigned"),
        "revision.export": _("Draft folder downloaded"),
        "listing.duplicate": _("Listing duplicated"),
        "import.read": _("Folder read for an import"),
        "import.refuse": _("Import rejected"),
        "organisation.set-defaults": _("Defaults for new listings changed"),
        "client-secret.generate": _("Client secret generated"),
        "lead-secret.set": _("Lead configuration secret changed"),
    },
)
