"""People who sign in, both partners and staff."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7


class PersonManager(BaseUserManager["Person"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create the first admin of a new installation, for `manage.py createsuperuser`."""
        return self.create_user(email, password, **{**fields, "is_admin": True, "is_recovery_admin": True})

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """A person with an account. The row of an erased person stays; pages show it as *former member*."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)  # empty: the default zone
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField(default=False)
    # An admin who was created on the server, and has the rights also if staff must use an identity provider.
    is_recovery_admin = models.BooleanField(default=False, db_default=False)
    # The session hashes before and after the password hash was renewed, in hexadecimal.
    renewed_session_hash = models.CharField(max_length=129, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            # Always stored in lower case, so the plain unique index ignores case.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_person_email_lower"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(is_active=False, is_admin=False),
                name="accounts_person_erased_is_out",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        self.email = self.email.lower()

    def check_password(self, raw_password: str | None) -> bool:
        """Whether the password is right. Django may renew its hash then, which must not end the person's sessions."""
        former, former_session = self.password, self.get_session_auth_hash()
        is_right = super().check_password(raw_password)
        if is_right and self.password != former:
            self.renewed_session_hash = f"{former_session}:{self.get_session_auth_hash()}"
            self.save(update_fields=["renewed_session_hash"])
        return is_right

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Hashes of sessions that are still valid: those from before the last renewal, until the password changes."""
        yield from super().get_session_auth_fallback_hash()
        former, _separator, current = self.renewed_session_hash.partition(":")
        if current and constant_time_compare(current, self.get_session_auth_hash()):
            yield former

    def get_full_name(self) -> str:
        if self.erased_at:
            return str(_("former member"))
        return self.name or self.email
