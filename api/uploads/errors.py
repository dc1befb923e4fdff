"""Errors of uploads in parts."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class UploadIncomplete(SlipwayError):
    """context: missing, the numbers of the parts that have not arrived."""

    code = "upload-incomplete"
    message = _("The upload is not complete. Send the parts listed in context.missing, then complete the upload.")


class UploadComplete(SlipwayError):
    code = "upload-complete"
    message = _("The upload is already complete, and this part differs from the one that you sent before.")


class PartLengthWrong(SlipwayError):
    """context: expected, in bytes."""

    code = "part-length-wrong"
    message = _("This part must be exactly {expected} bytes long.")
    status = 422


class DigestWrong(SlipwayError):
    """context: expected and found, as sha256 in hex."""

    code = "digest-wrong"
    message = _("The digest of the received bytes is {found}, not {expected}. Send the parts again.")
    status = 422


class UploadsTooLarge(SlipwayError):
    """context: limit, in words."""

    code = "uploads-too-large"
    message = _("Your organisation can upload at most {limit} a day. Wait until older uploads expire.")


class TooManyUploads(SlipwayError):
    """context: limit."""

    code = "too-many-uploads"
    message = _("Your organisation can have at most {limit} uploads at a time. Wait until older uploads expire.")
