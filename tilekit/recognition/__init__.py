"""What an uploaded file is, by its content, and where in a listing it belongs."""

from tilekit.recognition.kinds import RECOGNISED_KINDS
from tilekit.recognition.recognise import RecognisedFile, recognise

__all__ = ["RECOGNISED_KINDS", "RecognisedFile", "recognise"]
