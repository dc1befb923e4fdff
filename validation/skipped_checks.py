"""Groups the checks that a run skipped, or only ran in part, by the data that was missing."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from tilekit.checks.context import Need
from tilekit.checks.registered_checks import Check, all_checks
from tilekit.core.messages import translate

# The portal has all other data that checks may need.
_REASONS: Mapping[Need, LazyText] = {
    Need.NETWORK: _("We didn't open the web addresses in the listing."),
    Need.SIGN_IN: _("Nobody has tried the OAuth client yet. Start a trial from its page."),
    Need.SHIPPED: _("We don't know which packages the Agent includes."),
}
_OTHER_REASON = _("We didn't have the data that these checks need.")


class SkippedCheck(Struct, frozen=True, kw_only=True):
    """A check that did not run completely. is_partly means that a part ran."""

    code: str
    name: str
    is_partly: bool


def skipped_checks(codes: Iterable[str]) -> Mapping[LazyText, Sequence[SkippedCheck]]:
    """{reason: checks}. Codes of removed checks are left out."""
    skipped_codes, by_reason = set(codes), dict[LazyText, list[SkippedCheck]]()
    for check in all_checks():
        if check.code in skipped_codes:
            by_reason.setdefault(_reason(check), []).append(_skipped_check(check))
    return by_reason


def _reason(check: Check) -> LazyText:
    return next((_REASONS[need] for need in (*check.needs, *check.optional_needs) if need in _REASONS), _OTHER_REASON)


def _skipped_check(check: Check) -> SkippedCheck:
    name = translate(check.name, get_language() or "en")
    return SkippedCheck(code=check.code, name=name, is_partly=not check.needs)
