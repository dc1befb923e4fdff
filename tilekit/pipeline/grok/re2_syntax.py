"""Translates the platform's patterns into the syntax of RE2.

Syntax that RE2 can't run in linear time is dropped or refused, and noted: the pattern then matches more than the
partner's.
"""

import re

from msgspec import Struct, field

from tilekit.core.messages import N_
from tilekit.pipeline.grok.escapes import PatternReader
from tilekit.pipeline.notes import PipelineRefused

CAPTURE = "\ue000"
"""Marks a bracket whose text is wanted. Of all other brackets, only those with a name extract their text."""

_LOOKS = ("?=", "?!", "?<=", "?<!")
_NAMED_GROUP = re.compile(r"\?P?<([A-Za-z]\w*)>")
_REPEAT = re.compile(r"[*+?]|\{\d+(?:,\d*)?\}")
_FLAGS = re.compile(r"\?[a-zA-Z-]*[:)]")
_COUNTED_REPEAT = re.compile(r"\{(\d+)(,?)(\d*)\}(\??)")
_THOUSAND, _MOST = 1_000, 20_000
_LONG_COUNT = re.compile(r"\d{6,}")


class TranslatedPattern(Struct):
    """A translated pattern. text is for RE2; approximated lists the syntax that was dropped.

    has_nested_repeats is True if the pattern repeats a group that contains only repeats. groups names the extracting
    brackets in order; those after CAPTURE have the name "".
    """

    text: str
    approximated: tuple[str, ...] = ()
    has_nested_repeats: bool = False
    groups: tuple[str, ...] = ()


class _Group(Struct):
    """An open bracket: its start in the output, and the kinds of its branches."""

    start: int
    is_dropped: bool = False
    has_fixed: bool = False
    has_endless: bool = False
    is_loose: bool = False

    def close_branch(self) -> None:
        self.is_loose = self.is_loose or (self.has_endless and not self.has_fixed)
        self.has_fixed = self.has_endless = False


def to_re2(pattern: str) -> TranslatedPattern:
    """The pattern for RE2. Raises PipelineRefused for syntax without an equivalent."""
    return _Translator(pattern).run()


def to_exact_re2(pattern: str) -> str:
    """The pattern for RE2. Raises PipelineRefused also for syntax that `to_re2` drops, because notes are about whole
    rules.
    """
    translated = to_re2(pattern)
    if translated.approximated:
        raise PipelineRefused(N_("an argument cannot contain look-arounds, atomic groups or possessive quantifiers"))
    return translated.text


class _Translator(PatternReader):
    out: list[str] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=lambda: [_Group(0)])
    dropped: dict[str, None] = field(default_factory=dict)
    is_nested: bool = False
    group_names: list[str] = field(default_factory=list)

    def run(self) -> TranslatedPattern:
        while self.at < len(self.pattern):
            self._step()
        return TranslatedPattern("".join(self.out), tuple(self.dropped), self.is_nested, tuple(self.group_names))

    def _step(self) -> None:
        character = self.pattern[self.at]
        if character == "(":
            self._open(is_wanted=False)
        elif character == CAPTURE:
            self.at += 1
            self._open(is_wanted=True)
        elif character == ")" and len(self.groups) > 1:
            self._close()
        elif character == "|":
            self.groups[-1].close_branch()
            self._emit(character)
        elif character == "[":
            self._add_item(self.character_class())
        elif character == "\\":
            self._add_item(self.escape())
        elif character in "^$":
            self._emit(character)
        else:
            self.at += 1
            self._add_item(character)

    def _emit(self, text: str) -> None:
        self.at += 1
        self.out.append(text)

    def _open(self, *, is_wanted: bool) -> None:
        rest = self.pattern[self.at + 1 : self.at + 80]
        group = _Group(len(self.out))
        look_around = next((look_around for look_around in _LOOKS if rest.startswith(look_around)), "")
        flags = _FLAGS.match(rest)
        named = _NAMED_GROUP.match(rest)
        if look_around:
            self.dropped[N_("look-arounds are ignored")] = None
            group.is_dropped, opening, taken = True, "(?:", len(look_around)
        elif rest.startswith("?>"):
            self.dropped[N_("atomic groups are treated as ordinary groups")] = None
            opening, taken = "(?:", 2
        elif named:
            opening, taken = "(", named.end()
        elif flags:
            opening, taken = f"({flags[0]}", flags.end()
        elif rest.startswith("?"):
            raise PipelineRefused(
                N_("the group ({part} is not supported because it cannot run safely"), part=rest[:4], is_unsafe=True
            )
        else:
            opening, taken = "(" if is_wanted else "(?:", 0
        self.at += 1 + taken
        self.out.append(opening)
        if opening == "(":
            self.group_names.append(named[1] if named else "")
        if not opening.endswith(")"):
            self.groups.append(group)

    def _close(self) -> None:
        group = self.groups.pop()
        group.close_branch()
        self.at += 1
        if group.is_dropped:
            if "(" in self.out[group.start :]:
                raise PipelineRefused(N_("a look-around cannot extract a value"))
            del self.out[group.start :]
            self._repeat()
            return
        self.out.append(")")
        repeat = self._repeat()
        self.is_nested = self.is_nested or (group.is_loose and _is_endless(repeat))
        self._count(repeat, is_endless=group.is_loose)
        self.out.append(repeat)

    def _add_item(self, text: str) -> None:
        repeat = self._repeat()
        self._count(repeat, is_endless=False)
        self.out.append(_repeated(text, repeat))

    def _count(self, repeat: str, *, is_endless: bool) -> None:
        group = self.groups[-1]
        if _is_endless(repeat) or is_endless:
            group.has_endless = True
        elif repeat[:1] not in ("?", "*") and not repeat.startswith(("{0", "{,")):
            group.has_fixed = True

    def _repeat(self) -> str:
        """The next repetition operator, if any, without a possessive marker."""
        match = _REPEAT.match(self.pattern, self.at)
        if not match:
            return ""
        self.at = match.end()
        repeat = _LONG_COUNT.sub("99999", match[0])  # which RE2 refuses; it matches braces with a longer count as text
        after = self.pattern[self.at : self.at + 1]
        if after == "+":
            self.at += 1
            self.dropped[N_("possessive quantifiers are treated as ordinary ones")] = None
        elif after == "?":
            self.at += 1
            return f"{repeat}?"
        return repeat


def _is_endless(repeat: str) -> bool:
    return repeat[:1] in ("*", "+") or bool(re.fullmatch(r"\{\d+,\}\??", repeat))


def _repeated(item: str, repeat: str) -> str:
    """The repeated item. RE2 counts to a thousand, so higher counts are split into several repetitions."""
    match = _COUNTED_REPEAT.fullmatch(repeat)
    if not match or not _THOUSAND < max(int(match[1]), int(match[3] or 0)) <= _MOST:
        return item + repeat
    least = int(match[1])
    always = "".join(f"{item}{{{count}}}" for count in _pieces(least))
    if match[2] and not match[3]:
        return f"{always}{item}*{match[4]}"
    return always + "".join(f"{item}{{0,{count}}}{match[4]}" for count in _pieces(int(match[3] or least) - least))


def _pieces(count: int) -> list[int]:
    quotient, rest = divmod(count, _THOUSAND)
    return [_THOUSAND] * quotient + ([rest] if rest else [])
