"""Errors about listings."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class NameTaken(SlipwayError):
    code = "name-taken"
    message = _(
        "{organisation} already has a listing called {name}, or one whose name looks the same. Choose another name."
    )


class OfferIdTaken(SlipwayError):
    """Another listing of the organisation has the offer ID that an API client chose. context: offer_id."""

    code = "offer-id-taken"
    message = _("Your organisation already has a listing with the offer ID {offer_id}. Use a different offer ID.")


class SectionChanged(SlipwayError):
    """Somebody else has changed the same fields of the section.

    context: version (the current one), conflicts {field: {base, mine, theirs}}, words {field: theirs as text}.
    """

    code = "section-changed"
    message = _("Someone else changed the same field. Choose which version to keep.")


class ChangedSince(SlipwayError):
    code = "changed-since"
    message = _(
        "This field was changed again later, so the change can't be undone. You can restore earlier versions from the "
        "step's history."
    )


class RevisionOpen(SlipwayError):
    code = "revision-open"
    message = _("A revision of {name} is already open. Finish or withdraw it first.")


class IdentityTaken(SlipwayError):
    code = "identity-taken"
    message = _("Another listing already uses {value}. Choose a different value.")


class FieldUnknown(SlipwayError):
    """A document has no field with this name. context: field."""

    code = "unknown-field"
    message = _("There is no field called {field}.")
    status = 422


class FieldReadOnly(SlipwayError):
    """The field is filled in by the portal or by staff. context: field."""

    code = "read-only-field"
    message = _("You can't change the field {field}.")
    status = 422


class SectionUnknown(SlipwayError):
    """There is no section with this key. context: field (the key)."""

    code = "unknown-section"
    message = _("There is no section called {field}.")
    status = 422


class ImageNotCropped(SlipwayError):
    """The image can't be decoded, or its part can't be made small enough to be stored. context: name."""

    code = "image-not-cropped"
    message = _("{name} couldn't be cropped. Choose a smaller part of it, or upload another image.")


class RowRemoved(SlipwayError):
    """Somebody else has removed the row of a list that a page still shows."""

    code = "row-removed"
    message = _("This row has been removed. Reload the page to see the current list.")
    status = 404


class ValuesRefused(SlipwayError):
    """The input cannot be stored. context: fields {path: reason}, and why, which joins all reasons."""

    code = "invalid-values"
    message = _("{why} Your change was not saved.")
    status = 400


class ImportRefused(SlipwayError):
    """The folder or archive cannot be read as a listing. context: why, one or more whole sentences."""

    code = "import-refused"
    message = _("Nothing was imported. {why}")
    status = 422
