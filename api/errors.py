"""Errors that API calls raise before they run an action."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class TooManyCalls(SlipwayError):
    code = "rate-limit-exceeded"
    message = _("Too many calls. Wait, then try again.")
    status = 429


class HttpsRequired(SlipwayError):
    """The call was sent without TLS. A redirect would let the client send its key or token without TLS each time."""

    code = "https-required"
    message = _("Send calls to https:// only. Others can read what you sent without it, so replace the key or token.")
    status = 403


class KeyUnreadable(SlipwayError):
    code = "invalid-idempotency-key"
    message = _("The Idempotency-Key header must contain 1 to 255 visible ASCII characters and no spaces.")
    status = 400


class KeyUsedOtherwise(SlipwayError):
    code = "idempotency-key-reused"
    message = _("This Idempotency-Key has already been used for a different request. Use a new key for each request.")
    status = 422


class CallUnderWay(SlipwayError):
    code = "request-in-progress"
    message = _("A request with this Idempotency-Key is still being processed. Wait, then send it again.")


class RequestRefused(SlipwayError):
    """The portal refuses the request before it reaches a call, for example because of a wrong host name."""

    code = "bad-request"
    message = _("The request could not be read.")
    status = 400


class CommandNotBuilt(SlipwayError):
    """The wheel of the command is built while the portal starts."""

    code = "command-not-built"
    message = _("The tilekit command can't be downloaded yet. Wait a minute, then try again.")
    status = 503


class BodyUnreadable(SlipwayError):
    """The body of the request can't be read.

    context: why (a sentence), and fields ({path: reason}) if a single value is unreadable.
    """

    code = "invalid-body"
    message = _("The request body could not be read. {why}")
    status = 400


class BodyTooLarge(SlipwayError):
    code = "body-too-large"
    message = _("The request body is too large. The limit is 1 MB for JSON, or 2.5 MB for JSON that lists files.")
    status = 413


class UploadTooLarge(SlipwayError):
    """The uploaded file is too large. context: limit, as text with its unit."""

    code = "upload-too-large"
    message = _("The upload is larger than {limit}.")
    status = 413


class UriTooLong(SlipwayError):
    """gunicorn reads no longer request line. The limit is its default."""

    code = "uri-too-long"
    message = _("The address of the request is too long. Send fewer or shorter parameters.")
    status = 414


class HeadersTooLarge(SlipwayError):
    """gunicorn reads neither more nor longer headers. The limits are its defaults."""

    code = "header-fields-too-large"
    message = _("The headers of the request are too large. Send fewer or shorter headers.")
    status = 431


class LengthMissing(SlipwayError):
    code = "length-required"
    message = _("Send the body in one piece, with a Content-Length header.")
    status = 411


class ContentTypeWrong(SlipwayError):
    code = "unsupported-media-type"
    message = _("Send the body as application/json.")
    status = 415


class FolderTypeWrong(SlipwayError):
    code = "unsupported-folder-type"
    message = _("Send the folder as a zip archive (application/zip), or list its files in JSON (application/json).")
    status = 415


class FilesMissing(SlipwayError):
    """Files of the sent folder are missing.

    context: missing (the digests of files that are neither in the listing nor in a completed upload).
    """

    code = "files-missing"
    message = _("Some files are missing. Upload the files listed in context.missing, then send this request again.")


class TokenWrong(SlipwayError):
    code = "invalid-token"
    message = _("The token is missing, has expired or is for another API. Get a new token for this API.")
    status = 401


class OneListingOnly(SlipwayError):
    code = "one-listing-only"
    message = _(
        "A trusted publisher can only work on its own listing, and the listing must already exist. "
        "Create listings in the portal or with a key."
    )
    status = 403


class MethodWrong(SlipwayError):
    code = "method-not-allowed"
    message = _("This HTTP method is not allowed for this address.")
    status = 405


class Outdated(SlipwayError):
    """The If-Match header does not match the current version."""

    code = "precondition-failed"
    message = _("The resource has changed since you read it. Read it again, then send your change.")
    status = 412


class ShapeWrong(SlipwayError):
    """Some values in the request are invalid. context: fields {path: [messages]}."""

    code = "validation-failed"
    message = _("Some fields are missing, unknown or have the wrong type.")
    status = 422


class ServerFault(SlipwayError):
    code = "internal-error"
    message = _("Something went wrong on our side. Try again later.")
    status = 500


class IdTokenRefused(SlipwayError):
    """The ID token is refused. context: why (a sentence)."""

    code = "invalid-id-token"
    message = _("The ID token was rejected. {why}")
    status = 401


class IdTokenUsed(SlipwayError):
    code = "id-token-used"
    message = _("This ID token has already been exchanged. Request a new one for each exchange.")
    status = 401


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
