"""Errors about files."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError
from common.external_service import ServiceUnavailable
from tilekit.bundle import SourceUnavailable


class FileRefused(SlipwayError):
    """The upload is too large, empty, or of a type that the field does not accept. context: name, why."""

    code = "invalid-file"
    message = _("{name} was rejected. {why}")
    status = 422


class FileUnknown(SlipwayError):
    """A document refers to a file that the listing does not have. context: sha256."""

    code = "file-not-found"
    message = _("This listing doesn't have the file. Upload it again.")
    status = 422


class FileNotStored(SlipwayError):
    """The storage could not write the bytes, for example because the disk is full. context: name."""

    code = "file-not-stored"
    message = _("We couldn't store {name} because of a problem on our side. Nothing was changed. Try again later.")
    status = 503


class BackupReadsFiles(SlipwayError):
    """A file can't be erased while a back-up compares the files with their digests."""

    code = "backup-reads-files"
    message = _("Files can't be erased while a back-up is in progress. Try again after it.")
    status = 503


class FileNotReadable(SlipwayError, SourceUnavailable):
    """A stored file can't be read, because the storage does not respond or because the file is missing or damaged."""

    code = "file-not-readable"
    message = _("We can't read this listing's files right now. Try again in a few minutes.")
    status = 503

    @property
    def is_outage(self) -> bool:
        """Whether the storage does not respond, so that other files can't be read either."""
        return isinstance(self.__cause__, ServiceUnavailable)
