"""LT-009: samples contain no data of real people."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.logs.masking import CARD, MAIL, PHONE, masking_fix
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_tests_check
from tilekit.checks.logs.text_positions import at_text
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text

_MAIL = re.compile(r"([A-Za-z0-9._%+-]{1,64})@([A-Za-z0-9.-]{1,253}[A-Za-z])")
_PHONE = re.compile(
    r"(?<![\w.+-])(?:\+[1-9]\d{0,2}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,5}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})"
    r"(?![\w.-])"
)
_CARD = re.compile(r"(?<![\w.-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|(?:4|5[1-5]|6011|6[45])\d{14,15})(?![\w.-])")
# What precedes the ID of a message, which looks like an address: "Message-ID": "<1f3@mail.example.net>"
_MESSAGE_ID = re.compile(r"(?:message|msg)[-_ ]?id\W{1,9}$", re.IGNORECASE)
# Domains that belong to nobody: reserved ones, and others that are often used in samples.
_NOBODYS = re.compile(
    r"(?:.*\.)?(?:(?:example|test|acme|foo|bar|contoso|fabrikam|(?:my|your|some)?-?(?:domain|company|org))"
    r"\.[a-z]{2,6}(?:\.[a-z]{2})?|example|test|invalid|localhost|local|internal|gserviceaccount\.com)",
    re.IGNORECASE,
)
# Host names, and names that are often used for people in samples.
_MACHINE = re.compile(
    "git|no-?reply|do-?not-?reply|root|postmaster|webmaster|mailer-daemon|admin(?:istrator)?|support|security|info|sales"
    "|help|alerts?|(?:john|jane|j)?[._-]?doe|john|jane|foo|bar|e?mail|(?:your|my|user|first|full|last)?[._-]?name"
    "|first[._-]?name[._-]last[._-]?name|first[._-]last|(?:some|any)one|(?:test|example|sample|demo)?[._-]?user[._-]?\\d*"
    "|test\\d*|example"
)
# Suffixes of units, files and versions with an at sign in their name: `user@1000.service`, `logo@2x.png`.
_NO_DOMAIN = re.compile("service|socket|timer|mount|slice|scope|target|png|jpe?g|gif|svg|webp|js|css|so|jar")
# Numbers that are reserved for fiction: 555-0100 to 555-0199.
_FICTION = re.compile(r"555[ .-]?01\d\d$")
_FEWEST_DIGITS, _CARD_DIGITS = 10, 16


@pipeline_tests_check(
    "LT-009",
    Severity.WARNING,
    N_("Sample {number} seems to contain a real {kind}. Replace it with a made-up one."),
    name=N_("Personal data in a sample"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("test"),
    expected=N_("No real personal data (e-mail addresses outside example domains, telephone and card numbers)"),
    bad="jo.doe@gmail.com",
    good="user@example.com",
)
def has_no_personal_data(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """There are no e-mail addresses outside example domains, phone numbers or card numbers. Another check reports
    secret keys.
    """
    change = PipelineEdits(bundle, tests)
    for at, test in tests.tests:
        seen = set[str]()
        matches = list(dict.fromkeys(personal_data(text(test.get("sample")))))
        for kind, first in matches:
            if kind not in seen:
                seen.add(kind)
                fix = masking_fix(change, at, {one: kind for other, one in matches if other == kind})
                raw_finding = tests.finding(f"/tests/{at}/sample", first, number=at + 1, kind=Message(kind), fix=fix)
                yield at_text(bundle, raw_finding, first)


def personal_data(sample: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each match."""
    for match in _MAIL.finditer(sample):
        is_message = _MESSAGE_ID.search(sample[max(match.start() - 20, 0) : match.start()])
        if not is_message and _is_mail(match[1].lower(), match[2].lower()):
            yield MAIL, match[0]
    for match in _PHONE.finditer(sample):
        if sum(map(str.isdecimal, match[0])) >= _FEWEST_DIGITS and not _FICTION.search(match[0]):
            yield PHONE, match[0]
    for match in _CARD.finditer(sample):
        if _is_card(match[0]):
            yield CARD, match[0]


def _is_mail(name: str, domain: str) -> bool:
    """Whether the address may belong to a person."""
    _, dot, end = domain.rpartition(".")
    is_domain = bool(dot) and end.isalpha() and not _NO_DOMAIN.fullmatch(end)
    return is_domain and not _MACHINE.fullmatch(name) and not _NOBODYS.fullmatch(domain)


def _is_card(text: str) -> bool:
    """Whether the number has 16 digits and a correct check digit."""
    digits = [int(character) for character in text if character.isdecimal()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return len(digits) == _CARD_DIGITS and (sum(digits[::-2]) + sum(doubled)) % 10 == 0
