from .__about__ import __version__
from .check import AcmeQueueCheck

__all__ = ["AcmeQueueCheck", "__version__"]
