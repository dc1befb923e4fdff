"""Refuses passwords that are easy to guess, also for somebody who knows the person and the portal."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Invitation, Membership, Organisation, Person
from common.platform_policies import PLATFORM_NAME

_LEAST_SCORE = 4  # of 4: more than 10^10 guesses
_PORTAL_WORDS = ("slipway", "portal", "tilekit", "partner", "password")
_LEAST_WORD_LENGTH = 4


class StrengthValidator:
    """Estimates with zxcvbn how many guesses a password needs. Names around the account hardly count."""

    def validate(self, password: str, user: Person | None = None) -> None:
        words = context_words(user)
        if min(_score(password, words), _score(_without(words, password), words)) < _LEAST_SCORE:
            raise ValidationError(
                _(
                    "This password is easy to guess. Use several words that don't belong together. Words such as your "
                    "name, your organisation or this portal hardly count, even with digits."
                ),
                code="password_easy_to_guess",
            )

    def get_help_text(self) -> str:
        return _("Use at least 12 characters, for example a few unrelated words.")


def _score(password: str, words: list[str]) -> int:
    from zxcvbn_rs_py import zxcvbn  # noqa: PLC0415 slow import

    return int(zxcvbn(password, words).score)


def _without(words: list[str], password: str) -> str:
    """The password without the words; unchanged if it contains none."""
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest if rest != password.lower() else password


def context_words(person: Person | None) -> list[str]:
    """The words that somebody who attacks this account would try first, in lower case. person may be unsaved."""
    names = [*_PORTAL_WORDS, PLATFORM_NAME.value, urlsplit(settings.PUBLIC_URL).hostname or ""]
    if person:
        names += [person.name, person.email, *_organisation_names(person)]
    return list(dict.fromkeys(word for name in names for word in _words_of(name.lower())))


def _organisation_names(person: Person) -> Iterator[str]:
    """Names of the organisations to which the person belongs or is invited."""
    invited = Invitation.objects.filter(email=person.email, accepted_at=None, revoked_at=None)
    joined = Membership.objects.filter(person_id=person.pk)
    names = Organisation.objects.filter(
        Q(pk__in=invited.values("organisation_id")) | Q(pk__in=joined.values("organisation_id"))
    )
    yield from names.values_list("name", flat=True)


def _words_of(name: str) -> Iterator[str]:
    """The name, the name without spaces, and its words."""
    words = re.split(r"[\W_]+", name)
    yield from (word for word in (name, "".join(words), *words) if len(word) >= _LEAST_WORD_LENGTH)
