"""Loads modules and data before a process forks, so that its children share them.

Other processes load them only for listings that need them.
"""

from importlib import import_module

from PIL import Image

from tilekit.checks.domains import public_suffixes
from tilekit.checks.registered_checks import load_checks
from tilekit.pipeline.web import user_agent

_MODULES = (
    "PIL.ImageOps",
    "difflib",
    "hashlib",
    "markdown_it",
    "tilekit.media.svg.xml_parser",
    "tilekit.parse.yaml_values",
    "tilekit.pipeline.compile",
    "tilekit.pipeline.runner",
)


def preload_checks() -> None:
    """Import every check with its libraries, and load the patterns of user agents and the public suffix list."""
    load_checks()
    for module in _MODULES:
        import_module(module)
    Image.preinit()
    user_agent("Mozilla/5.0")
    public_suffixes()
