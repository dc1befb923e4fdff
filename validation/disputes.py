"""Who answers a dispute, which disputes share a cause, and when disputes make a check only warn."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from page_parts.total_maps import total_map
from tilekit.checks.finding import fingerprint
from tilekit.checks.registered_checks import check_of
from tilekit.checks.subjects import SUBJECTS

COUNTED_FOR = timedelta(days=90)
MIN_DISPUTES, MIN_ORGANISATIONS, MAX_UPHELD_PERCENT = 10, 5, 30
# Subject of checks -> the team that owns them. The ecosystems team owns what no other team does.
_OWNERS: Mapping[str, Team] = total_map(
    SUBJECTS,
    {
        "FD": Team.ECOSYSTEMS,
        "GEN": Team.ECOSYSTEMS,
        "MF": Team.ECOSYSTEMS,
        "RM": Team.DOCUMENTATION,
        "MD": Team.ENGINEERING,
        "SC": Team.ENGINEERING,
        "DB": Team.PRODUCT_DESIGN,
        "MN": Team.ENGINEERING,
        "LP": Team.ENGINEERING,
        "LT": Team.ENGINEERING,
        "SR": Team.SECURITY_CONTENT,
        "SV": Team.ECOSYSTEMS,
        "IM": Team.PRODUCT_DESIGN,
        "LG": Team.PRODUCT_DESIGN,
        "RN": Team.DOCUMENTATION,
        "WH": Team.ENGINEERING,
        "AC": Team.ENGINEERING,
        "OA": Team.ENGINEERING,
        "PR": Team.COMMERCIAL,
        "EU": Team.COMMERCIAL,
        "XC": Team.ECOSYSTEMS,
    },
)


class DisputeRecord(Struct, frozen=True, kw_only=True):
    """The disputes of a check that partners have not withdrawn.

    disputes counts the disputed findings, organisations those that disputed them. decided and upheld count answers.
    """

    disputes: int
    organisations: int
    decided: int
    upheld: int

    @property
    def is_often_wrong(self) -> bool:
        """Whether the check is disputed so often, by so many, and so rightly, that it should not block."""
        is_disputed = self.disputes >= MIN_DISPUTES and self.organisations >= MIN_ORGANISATIONS
        return is_disputed and self.upheld * 100 > self.disputes * MAX_UPHELD_PERCENT


def owner_of(code: str) -> Team:
    """The team that owns the check. Checks that no longer exist keep the owner of their subject, if it has one."""
    return _OWNERS.get(code.partition("-")[0], Team.ECOSYSTEMS)


def cause_of(code: str, message_id: str) -> str:
    """Identifies the cause of a dispute: the check and the text of its message, without the values in it."""
    return fingerprint(code, message_id, "")


def is_security(code: str) -> bool:
    """Whether the check is a security check, which disputes never soften; False if it no longer exists."""
    try:
        return check_of(code).is_security
    except KeyError:
        return False


def effect_of_upholding(code: str) -> str:
    """What an upheld dispute means for the finding, in words."""
    if not is_security(code):
        return _("The finding no longer applies to the listing.")
    return _(
        "The finding still applies to the listing, and still blocks it if it is a blocker, because it is from a "
        "security check. It will go away when the check is corrected."
    )
