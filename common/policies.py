"""Settings that admins can change while the portal runs: their registry, and how their values are read.

Apps register them in their modules `policies`. The default is the value of the environment variable with the same name.
Every process reads the stored values at most once a second.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic, TypeVar

import msgspec
import structlog
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error
from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from common.lazy_text import LazyText
from common.models import PolicyVersion
from tilekit.core.field import Json

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
READ_EVERY_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class PolicyGroup(TextChoices):
    """A heading on the page, in its order."""

    REVIEWS = "reviews", gettext_lazy("Reviews")
    DRAFTS = "drafts", gettext_lazy("Drafts")
    CHECKS = "checks", gettext_lazy("Checks")
    CONTACT = "contact", gettext_lazy("Contact")
    PLATFORM = "platform", gettext_lazy("Platform")
    NOTICES = "notices", gettext_lazy("Notices")
    API = "api", gettext_lazy("API")
    RETENTION = "retention", gettext_lazy("Retention")


class PortalPolicy(Struct, Generic[T_co], frozen=True, kw_only=True):
    """A setting that admins can change. key is the name of its environment variable, setting that in Django's settings.

    field is the class or a partial of the form field that parses and validates a value of this type.
    """

    key: str
    group: PolicyGroup
    label: LazyText
    type: type[T_co]
    field: Callable[..., forms.Field]
    help: LazyText = ""
    setting: str = ""

    @property
    def value(self) -> T_co:
        """The value that counts. At most one query a second, for the values of all policies."""
        return self.typed(_stored_values().get(self.key))

    def typed(self, stored: Json) -> T_co:
        """The value of a version; None stands for the default."""
        return self.default if stored is None else msgspec.convert(stored, self.type)

    @property
    def default(self) -> T_co:
        """The value of the environment variable."""
        default: T_co = getattr(settings, self.setting or self.key)
        return default

    @property
    def slug(self) -> str:
        """The name in addresses."""
        return self.key.lower().replace("_", "-")

    def form_field(self) -> forms.Field:
        """The field that parses a value that was entered."""
        return self.field(label=self.label, help_text=self.help)

    def checked(self, value: Json) -> Json:
        """The JSON value in its stored form. Raises ValidationError if it has another type or isn't allowed."""
        try:
            typed = msgspec.convert(value, self.type)
        except msgspec.ValidationError as fault:
            raise ValidationError(_("This value has the wrong type."), code="type") from fault
        field = self.form_field()
        return stored_form(field.clean(field.prepare_value(typed)))

    def text(self, stored: Json) -> str:
        """The value of a version as its form shows it."""
        value = self.typed(stored)
        if isinstance(value, bool):
            return _("On") if value else _("Off")
        return str(self.form_field().prepare_value(value))


_registry: dict[str, PortalPolicy[object]] = {}


def register(policy: PortalPolicy[T]) -> PortalPolicy[T]:
    """Add a policy. Raises ValueError if its key is taken."""
    if policy.key in _registry:
        raise ValueError(f"the policy {policy.key!r} is already registered")
    _registry[policy.key] = policy
    return policy


def number_policy(
    key: str, group: PolicyGroup, label: LazyText, *, help_text: LazyText = "", least: int = 1, most: int
) -> PortalPolicy[int]:
    """Register a policy whose value is a whole number from least to most."""
    field: Callable[..., forms.Field] = partial(forms.IntegerField, min_value=least, max_value=most)
    return register(PortalPolicy(key=key, group=group, label=label, help=help_text, type=int, field=field))


def policies() -> Mapping[str, PortalPolicy[object]]:
    """{key: policy}, in the order of the groups."""
    groups = list(PolicyGroup)
    return dict(sorted(_registry.items(), key=lambda item: groups.index(item[1].group)))


def stored_form(value: object) -> Json:
    """A value as JSON. Sets and mappings are sorted, so that equal values are equal as JSON."""
    stored: Json = msgspec.to_builtins(value, order="sorted")
    return stored


class _LastStored:
    """What this process read last, and until when (on the monotonic clock) it doesn't read again."""

    values: Mapping[str, Json] = {}
    valid_until = 0.0


def remember_policies(values: Mapping[str, Json], *, seconds: float = READ_EVERY_SECONDS) -> None:
    """Use these stored values without reading the table for some seconds."""
    _LastStored.values, _LastStored.valid_until = values, time.monotonic() + seconds


def read_policies() -> dict[str, Json]:
    """{key: stored value} of the newest versions. One query."""
    return dict(newest_versions().values_list("key", "value"))


def newest_versions() -> QuerySet[PolicyVersion]:
    """The versions that count, one of each setting that has been changed."""
    newer = PolicyVersion.objects.filter(key=OuterRef("key"), number__gt=OuterRef("number"))
    return PolicyVersion.objects.filter(~Exists(newer))


def _stored_values() -> Mapping[str, Json]:
    """The stored values; those that were read last while the database is not available."""
    if time.monotonic() >= _LastStored.valid_until:
        try:
            remember_policies(read_policies())
        except Error as fault:
            _log.warning("the settings could not be read", fault=repr(fault))
            remember_policies(_LastStored.values)
    return _LastStored.values
