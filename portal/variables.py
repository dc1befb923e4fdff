"""Declares an environment variable of the portal."""

from collections.abc import Callable
from dataclasses import field
from typing import Any

from portal.parsers import text


# Any, as for dataclasses.field, whose result is assigned to attributes of other types.
def variable(
    explains: str,
    *,
    parse: Callable[[str], object] = text,
    default: str = "",
    needed: str = "",
    is_secret: bool = False,
) -> Any:  # noqa: ANN401
    """Declare an environment variable. needed describes what to set, if production requires the variable.

    A secret can also be the content of a file (`portal.secret_files`), and error messages don't show its value.
    """
    facts = {"explains": explains, "parse": parse, "default": default, "needed": needed, "is_secret": is_secret}
    return field(metadata=facts)
