"""Pages that are not shown during a view: secrets, downloads, and what belongs to the account of the person."""

from fnmatch import fnmatchcase

# Names of URLs; * stands for any characters. Names without a namespace are those of allauth.
CLOSED_PAGES = (
    "account_*", "mfa_*", "usersessions_*",
    "accounts:profile-*", "accounts:session-*", "accounts:device-allow", "accounts:account-secure",
    "accounts:invitation-open", "accounts:application-*", "accounts:publisher-create",
    "accounts:company-*", "accounts:sign-in-provider",
    "notices:webhook-*", "notices:delivery-*", "notices:mail-*", "notices:notice-open",
    "operations:view-as", "operations:audit-export-download",
    "insights:*-csv", "validation:live-report", "validation:dispute-case",
    "reviews:submission-download", "reviews:account-show",
    "studio:test-account*", "studio:oauth-*", "studio:revision-export", "trials:*",
    "releases:transfer-offer",  # the password of the admin is not that of the person
)  # fmt: skip


def is_closed(url_name: str) -> bool:
    """Whether the page with this URL name is not shown."""
    return any(fnmatchcase(url_name, pattern) for pattern in CLOSED_PAGES)
