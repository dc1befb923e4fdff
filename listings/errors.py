"""What can go wrong with a listing, as types."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class NameTaken(SlipwayError):
    code = "name-taken"
    message = _("{organisation} already has a listing called {name}. Choose another name.")


class SectionChanged(SlipwayError):
    """context: version (the present one), conflicts {field: {base, mine, theirs}}."""

    code = "section-changed"
    message = _("Somebody else changed the same field. Both texts are kept: choose one.")


class RevisionOpen(SlipwayError):
    code = "revision-open"
    message = _("A revision of {name} is already open. Finish or withdraw it first.")


class IdentityTaken(SlipwayError):
    code = "identity-taken"
    message = _("{value} belongs to another listing. Choose another one.")


class FileRefused(SlipwayError):
    """The upload cannot be taken at all: too large, or not what the field accepts."""

    code = "file-refused"
    message = _("{name} was not taken: {why}")
    status = 422
