"""The base class of our errors, and those that all apps use.

They are about state and rights. Problems with content are findings; wrong input is a ValidationError.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText

_codes: dict[str, type["SlipwayError"]] = {}


class SlipwayError(Exception):
    """Base class of every error that an app raises.

    code is unique, in kebab case, and never changes. message is for people; context contains the values of its
    placeholders, and the API returns them. status is the HTTP status. needs_sign_in: visitors can go on by signing in.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[LazyText] = _("That didn't work.")
    status: ClassVar[int] = 409
    needs_sign_in: ClassVar[bool] = False
    retry_seconds: int = 10  # Retry-After, if the status is 503

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.code in _codes:
            text = f"the error code {cls.code!r} is taken by {_codes[cls.code].__qualname__}"
            raise TypeError(text)
        _codes[cls.code] = cls

    def __init__(self, **context: object) -> None:
        super().__init__(self.code)
        self.context = context

    def __str__(self) -> str:
        return str(self.message).format_map(self.context)


class NotAllowed(SlipwayError):
    code = "not-allowed"
    message = _("Your role doesn't allow this.")
    status = 403


class ReadOnly(SlipwayError):
    """The reader sees the pages of another person (`common.read_only`)."""

    code = "read-only"
    message = _("You are viewing the portal as another person, so you can't change anything.")
    status = 403


class NotFound(SlipwayError):
    """The object does not exist, or the actor must not know that it exists."""

    code = "not-found"
    message = _("This doesn't exist, or you don't have access to it.")
    status = 404


class HostRefused(SlipwayError):
    """The portal doesn't answer to this host name. context: address, which clients and browsers can use."""

    code = "unknown-host"
    message = _("Slipway is not available at this host name. Use {address} instead.")
    status = 400


class CharacterRefused(SlipwayError):
    """A text contains a NUL character or a lone surrogate, which can't be stored. context: character, as U+0000."""

    code = "invalid-character"
    message = _("The text contains the character {character}, which can't be stored. Remove it and try again.")
    status = 400


class HiddenCharacterRefused(CharacterRefused):
    """A text contains a control character or one that changes the direction of text. context: character, as U+202E."""

    code = "hidden-character"
    message = _("The text contains the character {character}, which people can't see. Remove it and try again.")


class TextTooLong(SlipwayError):
    """The body of the request, without files, is larger than DATA_UPLOAD_MAX_MEMORY_SIZE."""

    code = "too-large"
    message = _("This text is too long to save. Shorten it.")
    status = 413


class Stale(SlipwayError):
    """The object has changed since the actor saw it."""

    code = "stale"
    message = _("The content has changed since you opened this page. Review the current version, then try again.")


class NotPossible(SlipwayError):
    """The state of the object does not allow the action. context: reasons."""

    code = "not-possible"
    message = _("This isn't possible right now. {reasons}")


def error_codes() -> dict[str, type[SlipwayError]]:
    """Every registered code with its class, for the documentation and its test."""
    return dict(_codes)


class NameRefused(SlipwayError):
    """A name contains an invisible or unreadable character. context: character, as U+200B."""

    code = "invalid-name"
    message = _("The name contains {character}, which people can't see or read. Remove this character.")
    status = 422


class NameMarkRefused(NameRefused):
    """A name contains a misplaced combining mark, or too many on one letter. context: character, as U+0301."""

    code = "invalid-name-mark"
    message = _(
        "The accent or other combining mark {character} in the name isn't on a letter, or the letter already has four "
        "marks. Remove the mark."
    )


class NameAddressRefused(NameRefused):
    """The name of a person or an organisation contains a web address."""

    code = "invalid-name-address"
    message = _("The name contains a web address. Remove it, because e-mail programs would turn it into a link.")


class NameEmpty(NameRefused):
    code = "name-required"
    message = _("The name is empty. Enter at least one letter, digit or symbol.")


class DatabaseUnavailable(SlipwayError):
    """The database does not respond. The request may be sent again."""

    code = "database-unavailable"
    message = _("We can't reach our database right now. Your saved work is safe. Try again in a few seconds.")
    status = 503


class IssuerUnavailable(SlipwayError):
    """The keys of the issuer can't be fetched. The client can repeat the call. context: issuer."""

    code = "id-token-issuer-unavailable"
    message = _("The signing keys could not be fetched from {issuer}. Wait a minute, then try again.")
    status = 503


class MaintenanceActive(SlipwayError):
    """The portal is in maintenance mode. context: until, when it is expected to end."""

    code = "maintenance"
    message = _("Nothing can be saved during maintenance. Expected end: {until}. Your saved work is safe.")
    status = 503
