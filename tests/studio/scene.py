"""A draft of Northquay and its signed-in people."""

from django.test import Client
from django.urls import reverse
from msgspec import Struct

from accounts.actors import actor_of
from accounts.models import Organisation, Person
from common.actor import Actor, Role
from listings.models import Revision, Section
from tests.accounts.factories import make_member, make_organisation
from tests.listings.scene import draft
from tests.validation.scene import ready


class Scene(Struct, frozen=True, kw_only=True):
    """An organisation with an editor and an open revision."""

    organisation: Organisation
    editor: Person
    revision: Revision

    @property
    def actor(self) -> Actor:
        return actor_of(self.editor)

    def url(self, name: str, *more: object) -> str:
        return reverse(f"studio:{name}", args=[self.revision.listing_id, self.revision.number, *more])

    def section(self, key: str = "overview") -> Section:
        """The current section from the database."""
        return Section.objects.get(revision=self.revision, key=key)

    def member(self, role: Role) -> Person:
        return make_member(self.organisation, role)


def make_scene(name: str = "Northquay", *, route: str = "integrations") -> Scene:
    organisation = make_organisation(name)
    editor = make_member(organisation, Role.EDITOR)
    revision = draft(actor_of(editor), name=f"{name} Cache", route=route)
    return Scene(organisation=organisation, editor=editor, revision=revision)


def signed_in(person: Person) -> Client:
    """A signed-in test client."""
    client = Client()
    client.force_login(person)
    return client


def ready_scene(name: str = "Northquay", **files: bytes) -> Scene:
    """A draft with every step ready; its editor is the owner."""
    organisation = make_organisation(name)
    owner = make_member(organisation, Role.OWNER)
    return Scene(organisation=organisation, editor=owner, revision=ready(actor_of(owner), **files))
