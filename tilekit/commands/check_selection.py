"""The selection of checks: stages, scope, selected and ignored codes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from tilekit.commands.exit_codes import UsageError
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word

if TYPE_CHECKING:
    from tilekit.checks.registered_checks import Check
    from tilekit.parse.package_list import Packages

STAGE_CHOICES = ("instant", "deep", "all")


class CheckSelection(Struct, frozen=True, kw_only=True):
    """The options of a run. select and ignore contain codes or subjects in capital letters. An empty select means all
    checks.

    shipped is the list of packages in the Agent (`Context.shipped`), None if not passed. patches requests the patch of
    each fix. shared are the identities that several listings of the run use, by the path of the listing
    (`shared_identities`). with_observed includes the findings of checks that start observed, because a portal decides
    about them.
    """

    scope: Literal["content", "submission"] = "content"
    stage: str = "all"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    shipped: "Packages | None" = None
    patches: bool = False
    with_observed: bool = False
    shared: Mapping[str, Mapping[str, Mapping[str, str]]] = {}

    def codes(self) -> frozenset[str] | None:
        """The codes to run, None for all. Raises UsageError for an unknown code or subject, or if none is left."""
        if not self.select and not self.ignore:
            return None
        all_codes = {check.code for check in _checks()}
        codes = (_matching_codes(self.select, all_codes) if self.select else frozenset(all_codes)) - _matching_codes(
            self.ignore, all_codes
        )
        if not any(self._is_run(check) for check in _checks() if check.code in codes):
            text = N_(
                "No checks match. Check --select, --ignore, --stage and the settings. Some checks only run with "
                "--as-submission."
            )
            raise UsageError.of(text)
        return codes

    def reported(self) -> frozenset[str]:
        """The selected codes without those of checks that start observed, which must be selected by their code."""
        codes = self.codes()
        return frozenset(
            check.code
            for check in _checks()
            if (self.with_observed or not check.starts_observed or check.code in self.select)
            and (codes is None or check.code in codes)
        )

    def left_out(self) -> frozenset[str]:
        """The codes of the checks that do not run."""
        reported = self.reported()
        run = {check.code for check in _checks() if self._is_run(check) and check.code in reported}
        return frozenset(check.code for check in _checks()) - run

    def reads_packages(self) -> bool:
        """Whether a selected check uses the packages that the Agent includes."""
        left_out = self.left_out()
        return any(
            "shipped" in (*check.needs, *check.optional_needs) for check in _checks() if check.code not in left_out
        )

    def _is_run(self, check: "Check") -> bool:
        stages = STAGE_CHOICES[:-1] if self.stage == "all" else (self.stage,)
        return check.runs_in(type(check.scope)(self.scope)) and check.stage.value in stages


def require_known_codes(words: Iterable[str]) -> None:
    """Raise UsageError for an unknown code or subject."""
    if words:
        _matching_codes(words, {check.code for check in _checks()})


def _checks() -> "Iterator[Check]":
    from tilekit.checks.registered_checks import all_checks  # slow import

    return all_checks()


def today() -> date:
    """The day on which a command runs, which some checks and fixes need."""
    return datetime.now(tz=UTC).date()


def parse_codes(given: Sequence[str]) -> tuple[str, ...]:
    """The codes of an option that may be repeated and may contain several, separated by commas."""
    parts = (part.strip().upper() for text in given for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def unknown_code_error(word: str, all_codes: Iterable[str]) -> UsageError:
    """The error for an unknown code, with a suggestion."""
    codes = sorted(all_codes)
    suggestion = closest_word(word, [*codes, *sorted({code.partition("-")[0] for code in codes})], cutoff=0.5)
    if suggestion:
        return UsageError.of(N_("There is no check {word}. Did you mean {near}?"), word=word, near=suggestion)
    return UsageError.of(N_("There is no check {word}. “tilekit checks” lists them all."), word=word or repr(word))


def _matching_codes(words: Iterable[str], all_codes: set[str]) -> frozenset[str]:
    matched: set[str] = set()
    for word in words:
        codes = {code for code in all_codes if word in (code, code.partition("-")[0])}
        if not codes:
            raise unknown_code_error(word, all_codes)
        matched |= codes
    return frozenset(matched)
