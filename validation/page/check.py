"""Prepares the page of a check: facts, mode and the effect of each mode."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from guides.links import GuideLink, guide_link, guide_of_check
from page_parts.badges import badge_of
from page_parts.times import utc_day
from page_parts.total_maps import total_map
from tilekit.checks.context import Need
from tilekit.checks.finding import FixClass, Stage
from tilekit.checks.registered_checks import Check
from tilekit.core.message_catalogues import ENGLISH
from tilekit.core.messages import Message, translate_with_ellipses
from validation.models import CheckRollout, RolloutMode
from validation.queries.live_report import CheckCounts
from validation.queries.overlays import modes_by_code

_STAGES = {
    Stage.INSTANT: gettext_lazy("After every save"),
    Stage.DEEP: gettext_lazy("In the background, after each submission"),
}
_UNSAFE: Mapping[FixClass, str] = {FixClass.SAFE: "", FixClass.SUGGESTED: " --unsafe-fixes"}


class ModeEffect(Struct, frozen=True, kw_only=True):
    """The effect of a mode: the numbers of live listings whose partners would see findings, and that would fail."""

    mode: RolloutMode
    is_current: bool
    reported: int
    failing: int


class CheckExplanation(Struct, frozen=True, kw_only=True):
    """The texts that explain a check. messages have "…" for values, and reason is in English.

    guide is the section of a guide about the subject; fix_command is "" if the check has no fix.
    """

    messages: Sequence[str]
    applies_to: str
    expected: str | Message
    reason: str
    guide: GuideLink
    fix_command: str


class RolloutStatus(Struct, frozen=True, kw_only=True):
    """The mode of a check. by is the name of the person who set it, "" for the portal; at is None if nobody did.

    starts_at is when a check that only warns until then begins to block, None without a date. is_softened means that
    disputes made it a warning.
    """

    mode: RolloutMode
    by: str
    at: datetime | None
    starts_at: datetime | None = None
    is_softened: bool = False

    @property
    def starts_on(self) -> date | None:
        return utc_day(self.starts_at) if self.starts_at else None

    @property
    def set_mode(self) -> RolloutMode:
        """The mode that was set, which may begin later."""
        return RolloutMode.ENFORCE if self.starts_at else self.mode


def rollout_of(code: str) -> RolloutStatus:
    """The mode of a check and who set it. At most three queries."""
    row = CheckRollout.objects.filter(pk=code).first()
    if row is None:
        return RolloutStatus(mode=modes_by_code().get(code, RolloutMode.ENFORCE), by="", at=None)
    by = names_of([row.by]).get(row.by, _("former member")) if row.by else ""
    now = timezone.now()
    return RolloutStatus(
        mode=row.mode_at(now),
        by=by,
        at=row.at,
        starts_at=row.enforced_from if row.starts_later(now) else None,
        is_softened=row.softened_at == row.at,
    )


# How many listings the check reports, and how many fail it.
_EFFECTS: Mapping[RolloutMode, Callable[[CheckCounts], tuple[int, int]]] = total_map(
    RolloutMode,
    {
        RolloutMode.OBSERVE: lambda _counts: (0, 0),
        RolloutMode.WARN: lambda counts: (counts.reported, 0),
        RolloutMode.ENFORCE: lambda counts: (counts.reported, counts.failing),
    },
)


def effects_of(counts: CheckCounts, now: RolloutMode) -> list[ModeEffect]:
    """The effect of each mode on the current live listings."""
    pairs = ((mode, effect(counts)) for mode, effect in _EFFECTS.items())
    return [
        ModeEffect(mode=mode, is_current=mode is now, reported=reported, failing=failing)
        for mode, (reported, failing) in pairs
    ]


def check_facts(check: Check) -> list[dict[str, object]]:
    """Facts about the check for everybody, for the `fact` component."""
    softer = _("{severity} if only a folder is checked").format(severity=badge_of("severity", check.severity).label)
    facts: list[dict[str, object]] = [
        {
            "label": _("Severity"),
            "value": badge_of("severity", check.submission_severity).label,
            "note": softer if check.severity is not check.submission_severity else "",
        },
        {"label": _("When it runs"), "value": _STAGES[check.stage]},
        {"label": _("Fix"), "value": _("Available for some findings") if check.is_fixable else _("Not available")},
    ]
    if check.is_security:
        note = _("Also blocks a revision if the problem is already live.")
        facts.append({"label": _("Security"), "value": _("Yes"), "note": note})
    return facts


def live_facts(check: Check) -> list[dict[str, object]]:
    """Facts about how live listings are checked, for leads and admins."""
    facts: list[dict[str, object]] = []
    if Need.NETWORK in {*check.needs, *check.optional_needs}:
        facts.append({"label": _("Live listings"), "value": _("Links are not checked in live listings.")})
    if Need.SHIPPED in check.needs:
        text = _("The newest list under “Agent packages”. Without a list, this check is skipped.")
        facts.append({"label": _("Compared with"), "value": text})
    return facts


def explanation_of(check: Check) -> CheckExplanation:
    """What the check reports, what it expects and why, in the reader's language."""
    language = get_language() or ENGLISH
    return CheckExplanation(
        messages=[translate_with_ellipses(text, language) for text in (check.message, check.folded) if text],
        applies_to=check.applies_to,
        expected=check.expected,
        reason=check.reason,
        guide=guide_link(guide_of_check(check.subject, check.applies_to)),
        fix_command=f"tilekit fix{_UNSAFE[check.fix]} --select {check.code}" if check.fix else "",
    )


def examples_of(check: Check) -> list[dict[str, object]]:
    """The incorrect and the correct example of a check."""
    examples = (("bad", _("Incorrect"), check.bad), ("good", _("Correct"), check.good))
    return [{"kind": kind, "label": label, "text": text} for kind, label, text in examples]
