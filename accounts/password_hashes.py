"""How passwords are hashed, and a sign-in that takes as long for an unknown address as for a wrong password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher, identify_hasher
from django.http import HttpRequest

from accounts.models import Person

FORMER_ALGORITHM = "pbkdf2_sha256"


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the parameters that OWASP recommends: about 50 ms of processor time and 19 MiB for each hash.

    Django's own parameters need 100 MiB, and as many threads as a server rarely has. Django renews other hashes at the
    next sign-in.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


class SignInBackend(AuthenticationBackend):
    """Computes the same hashes for each failed sign-in, so that its duration does not reveal who has an account.

    While some accounts still have a hash of the former algorithm, that includes one of these.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        self._computed: set[str] = set()
        person = super().authenticate(request, **credentials)
        if person is None and (password := credentials.get("password")):
            self._compute_others(password)
        return person

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if user:
            self._computed.add(_algorithm_of(user.password))
        return super()._check_password(user, password)

    def _mitigate_timing_attack(self, password: str) -> None:
        """Do nothing: `authenticate` computes the hash for an unknown address."""

    def _compute_others(self, password: str) -> None:
        algorithms = {str(get_hasher().algorithm)}
        if Person.objects.filter(password__startswith=f"{FORMER_ALGORITHM}$").exists():
            algorithms.add(FORMER_ALGORITHM)
        for algorithm in algorithms - self._computed:
            hasher = get_hasher(algorithm)
            hasher.encode(password, hasher.salt())


def _algorithm_of(encoded: str) -> str:
    try:
        return str(identify_hasher(encoded).algorithm)
    except ValueError:  # an account without a password, for which Django computes a hash of the current algorithm
        return str(get_hasher().algorithm)
