"""What a pipeline says about itself before it runs: what we cannot run, and what we run only nearly."""

from enum import StrEnum

from msgspec import Struct

from tilekit.core.messages import Message


class Kind(StrEnum):
    """REFUSED is not run for safety or because it cannot be read, UNSUPPORTED is not run because we have not built it.

    APPROXIMATED runs and may match more than on the platform; SIMULATED stands in for data that only the platform has.
    """

    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    APPROXIMATED = "approximated"
    SIMULATED = "simulated"


class Note(Struct, frozen=True, kw_only=True):
    """pointer leads into the pipeline file; value is what it is about: a rule's name, a processor's type."""

    kind: Kind
    pointer: str
    value: str
    reason: Message
    is_unsafe: bool = False


class RuleRef(Struct, frozen=True, kw_only=True):
    """A grok rule that runs: pointer leads to its parser, line counts from 0 in the text of the rules.

    has_nested_repeats: it repeats what is nothing but repeats, which takes other engines ever so long.
    """

    pointer: str
    name: str
    line: int
    has_nested_repeats: bool


class Refused(Exception):
    """A part of a pipeline that cannot be compiled. is_unsafe marks what could run away."""

    def __init__(self, reason: str, *, is_unsafe: bool = False, **parameters: object) -> None:
        super().__init__(reason)
        self.reason, self.is_unsafe = Message(reason, parameters), is_unsafe
