"""Errors of uploads in parts."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class UploadIncomplete(SlipwayError):
    """Parts of the upload are missing. context: missing (the numbers of the parts)."""

    code = "upload-incomplete"
    message = _("The upload is not complete. Send the parts listed in context.missing, then complete the upload.")


class UploadComplete(SlipwayError):
    code = "upload-complete"
    message = _("The upload is already complete, and this part differs from the one that you sent before.")


class PartLengthWrong(SlipwayError):
    """A part has the wrong length. context: expected, in bytes."""

    code = "part-length-mismatch"
    message = _("This part must be exactly {expected} bytes long.")
    status = 422


class DigestWrong(SlipwayError):
    """The bytes do not have the announced digest. context: expected and found, as sha256 in hexadecimal."""

    code = "digest-mismatch"
    message = _("The digest of the received bytes is {found}, not {expected}. Send the parts again.")
    status = 422


class UploadsTooLarge(SlipwayError):
    """The uploads of the organisation are too large in total. context: limit, as text with its unit."""

    code = "uploads-too-large"
    message = _("Your organisation can upload at most {limit} a day. Wait until older uploads expire.")


class TooManyUploads(SlipwayError):
    """The organisation has the maximum number of uploads. context: limit."""

    code = "too-many-uploads"
    message = _("Your organisation can have at most {limit} uploads at a time. Wait until older uploads expire.")
