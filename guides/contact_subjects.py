"""The subjects of questions, and the parser of the setting with their addresses. Needs neither Django nor settings."""

from enum import StrEnum
from urllib.parse import urlsplit


class ContactSubject(StrEnum):
    """What somebody asks about, in the order of the Contact page."""

    LISTINGS = "listings"
    TECHNICAL = "technical"
    MARKETPLACE = "marketplace"
    MARKETING = "marketing"
    ACCOUNTS = "accounts"
    OTHER = "other"


_LINK_SCHEMES = {"http", "https"}


def parse_contacts(raw: str) -> dict[str, str]:
    """{subject: e-mail address or URL} in a text such as `listings=team@a.example, other=https://a.example/help`.

    Raises ValueError.
    """
    contacts = {subject.strip(): target.strip() for subject, _, target in _pairs(raw)}
    if not {*contacts} <= {*ContactSubject} or not all(map(_is_target, contacts.values())):
        raise ValueError(f"must be pairs such as other=help@partners.example; subjects are {', '.join(ContactSubject)}")
    return contacts


def parse_links(raw: str) -> dict[str, str]:
    """{name: URL} in a text such as `Forum=https://forum.example, Chat=https://chat.example`. Raises ValueError."""
    links = {name.strip(): url.strip() for name, _, url in _pairs(raw)}
    if not all(name and urlsplit(url).scheme in _LINK_SCHEMES for name, url in links.items()):
        raise ValueError("must be pairs such as Forum=https://forum.example, separated by commas")
    return links


def _pairs(raw: str) -> list[tuple[str, str, str]]:
    return [part.partition("=") for part in raw.split(",") if part.strip()]


def _is_target(target: str) -> bool:
    return urlsplit(target).scheme in _LINK_SCHEMES or ("@" in target and " " not in target and ":" not in target)
