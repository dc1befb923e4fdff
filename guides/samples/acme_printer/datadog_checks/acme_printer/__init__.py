from .__about__ import __version__
from .check import AcmePrinterCheck

__all__ = ["AcmePrinterCheck", "__version__"]
