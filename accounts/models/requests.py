"""The abstract model of a partner's request, on which staff decide."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext

from accounts.models.organisations import Organisation
from common.ids import uuid7


class Request(models.Model):
    """A partner's request. answer is the text of the last decision, until the end of what it granted, if it has one.

    history lists what happened since the request was sent: the verb, the ID of the person or application, the time and
    the text that it was done with.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    requested_by = models.UUIDField(null=True)
    requested_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    history = models.JSONField(default=list, db_default=[])
    state: str

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page of the request."""
        raise NotImplementedError

    @property
    def is_new(self) -> bool:
        """Whether the request has not been sent yet."""
        return self._state.adding

    @property
    def owner_key(self) -> UUID | str:
        """The key of the owner in the URL of a new request."""
        raise NotImplementedError

    @property
    def shown_answer(self) -> str:
        """The answer, in the reader's language if the portal wrote it."""
        return shown_text(self.answer, by=self.decided_by)

    def add_to_history(self, verb: str, *, by: UUID | None, now: datetime, text: str) -> None:
        entry = {"verb": verb, "by": str(by) if by else None, "at": now.isoformat(), "text": text}
        self.history = [*self.history, entry]


def shown_text(text: str, *, by: object) -> str:
    """A text in the history of a request, in the reader's language if the portal wrote it. by is the author's ID."""
    return gettext(text) if text and not by else text


class OrganisationRequest(Request):
    """A request that belongs to an organisation, not to a listing."""

    organisation: "models.ForeignKey[Organisation, Organisation]"
    organisation_id: UUID

    class Meta:
        abstract = True

    @property
    def owner_key(self) -> str:
        return self.organisation.slug
