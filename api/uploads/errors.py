"""Errors of uploads in parts."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class UploadIncomplete(SlipwayError):
    """context: missing, the numbers of the parts that have not arrived."""

    code = "upload-incomplete"
    message = _("The upload is not complete. Send the parts in context.missing, then complete it.")


class UploadComplete(SlipwayError):
    code = "upload-complete"
    message = _("The upload is complete, and this part differs from the one that was sent before.")


class PartLengthWrong(SlipwayError):
    """context: expected, in bytes."""

    code = "part-length-wrong"
    message = _("This part must have exactly {expected} bytes.")
    status = 422


class DigestWrong(SlipwayError):
    """context: expected and found, as sha256 in hex."""

    code = "digest-wrong"
    message = _("The bytes that arrived have the digest {found}, not {expected}. Send the parts again.")
    status = 422


class UploadsTooLarge(SlipwayError):
    """context: limit, in words."""

    code = "uploads-too-large"
    message = _("Your organisation can upload {limit} a day. Wait until older uploads expire.")


class TooManyUploads(SlipwayError):
    """context: limit."""

    code = "too-many-uploads"
    message = _("Your organisation can have {limit} uploads. Wait until older uploads expire.")
