"""Notes about a pipeline before it runs: parts that we can't run, and parts that we run only approximately."""

from enum import StrEnum

from msgspec import Struct

from tilekit.core.messages import Message


class CompileNoteKind(StrEnum):
    """REFUSED does not run because it is unsafe or can't be read, UNSUPPORTED because we have not implemented it.

    APPROXIMATED runs and may match more than on the platform. SIMULATED replaces data that only the platform has. HINT
    runs like on the platform, but perhaps not as its author expects.
    """

    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    APPROXIMATED = "approximated"
    SIMULATED = "simulated"
    HINT = "hint"


CAVEATS = (CompileNoteKind.SIMULATED, CompileNoteKind.UNSUPPORTED, CompileNoteKind.REFUSED)
"""The kinds of notes after which the result may be another one than on the platform."""


class CompileNote(Struct, frozen=True, kw_only=True):
    """A note about a part. pointer leads into the pipeline file; value is a rule's name or a processor's type.

    target is the attribute that a processor sets; "" for other parts.
    """

    kind: CompileNoteKind
    pointer: str
    value: str
    reason: Message
    is_unsafe: bool = False
    target: str = ""

    @property
    def name(self) -> str:
        """The attribute that the processor sets as in queries, otherwise the rule or the processor."""
        return f"@{self.target}" if self.target else self.value


class RuleRef(Struct, frozen=True, kw_only=True):
    """A grok rule that runs. pointer leads to its parser; line counts from 0 in the text of the rules.

    has_nested_repeats is True if the rule repeats a group of only repeats, which can take exponential time in other
    engines.
    """

    pointer: str
    name: str
    line: int
    has_nested_repeats: bool


class PipelineRefused(Exception):
    """A part of a pipeline that can't be compiled. is_unsafe is True if it could take too long."""

    def __init__(self, reason: str, *, is_unsafe: bool = False, **parameters: object) -> None:
        super().__init__(reason)
        self.reason, self.is_unsafe = Message(reason, parameters), is_unsafe
