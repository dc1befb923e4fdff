"""Filters on one person or customer, whom only the author's account has."""

import re

from tilekit.queries.query_parts import QueryFilter

_PERSON = re.compile(
    r"(?:^|[._@-])(?:user|usr|customer|account|tenant|org|organization|client)[._-]?(?:id|uuid)$", re.IGNORECASE
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_DIGITS = re.compile(r"\d{3,}")
_USER = re.compile(r"(?:^|[._@])(?:usr|user)(?:[._]?(?:name|id|login))?$", re.IGNORECASE)
_USER_NAME = re.compile(r"[A-Za-z][\w.-]{2,}")
# Accounts of software, which exist at every customer.
_COMMON_ACCOUNT = re.compile(
    r"admin|root|sys|serv|svc|agent|bot|guest|anon|default|test|backup|monitor|public|nobody|daemon|operator|super|master"
    r"|datadog|api|app|db|null|none|unknown|postgres|mysql|oracle|local|network|console|scan|deploy|jenkins|git|www|mail"
    r"|cron|job|automat|integration|true|false|ubuntu|ec2|azure|aws|gcp|vagrant|kube|docker|owner|user",
    re.IGNORECASE,
)


def is_single_person(query_filter: QueryFilter) -> bool:
    """Whether the value is the ID of a user or customer, the name of a user, or an e-mail address."""
    key, value = query_filter.key, query_filter.value
    is_number = _PERSON.search(key) is not None and _DIGITS.search(value) is not None
    is_user = _USER.search(key) is not None and _is_own_user(query_filter)
    return is_number or is_user or _MAIL.fullmatch(value) is not None


def _is_own_user(query_filter: QueryFilter) -> bool:
    """Whether the value is the name of one person, not an account that software creates or whose absence is meant."""
    is_name = _USER_NAME.fullmatch(query_filter.value) is not None and not _COMMON_ACCOUNT.search(query_filter.value)
    return is_name and not query_filter.is_negated
