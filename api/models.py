"""Django looks for the models of an app here."""

from api.configure.models import ConfigureJob
from api.idempotency.models import IdempotencyKey
from api.tokens.models import AccessToken, UsedIdToken
from api.uploads.models import ReceivedFile, Upload, UploadPart

__all__ = ["AccessToken", "ConfigureJob", "IdempotencyKey", "ReceivedFile", "Upload", "UploadPart", "UsedIdToken"]
