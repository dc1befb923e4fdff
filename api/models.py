"""The models of the API, in the module where Django looks for them."""

from api.configure.models import ConfigureJob
from api.idempotency.models import IdempotencyKey
from api.tokens.models import AccessToken, UsedIdToken
from api.uploads.models import ReceivedFile, Upload, UploadPart

__all__ = ["AccessToken", "ConfigureJob", "IdempotencyKey", "ReceivedFile", "Upload", "UploadPart", "UsedIdToken"]
