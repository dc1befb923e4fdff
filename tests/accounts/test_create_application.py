"""The command that adds an application for automation."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Application, ApplicationKey, Organisation
from audit.models import Event
from common.actor import ActorKind, Role
from tests.accounts.factories import key_that_works, make_application, make_member, make_organisation, owner_of

pytestmark = pytest.mark.django_db


def run(*arguments: str, name: str = "Release pipeline", role: str = "manager") -> str:
    out = StringIO()
    call_command("create_application", name, "--organisation", "northquay", "--role", role, *arguments, stdout=out)
    return out.getvalue()


def actors() -> set[tuple[str, object]]:
    return set(Event.objects.filter(verb__startswith="application.").values_list("actor_kind", "actor_id"))


@pytest.mark.parametrize("word, role", [("manager", Role.OWNER), ("developer", Role.EDITOR), ("reader", Role.VIEWER)])
def test_command_prints_what_a_program_needs_to_sign_in(word: str, role: Role) -> None:
    organisation = make_organisation()
    owner = make_member(organisation, Role.OWNER)

    printed = json.loads(run("--format", "json", role=word))

    assert set(printed) == {"tenant_id", "client_id", "key"}
    application = Application.objects.get()
    assert (printed["tenant_id"], printed["client_id"]) == (str(organisation.pk), str(application.client_id))
    assert key_that_works(application.client_id, printed["key"], timezone.now()) == ApplicationKey.objects.get()
    assert (application.name, application.role, application.created_by) == ("Release pipeline", role, owner)
    assert actors() == {(ActorKind.SYSTEM, None)}


def test_command_prints_lines_of_text_and_records_the_named_owner() -> None:
    organisation = make_organisation()
    make_member(organisation, Role.OWNER)
    owner = make_member(organisation, Role.OWNER, "ada")

    lines = run("--by", "Ada@partner.example").splitlines()

    assert [line.split()[0] for line in lines] == ["tenant_id", "client_id", "key"]
    assert Application.objects.get().created_by == owner
    assert actors() == {(ActorKind.PERSON, owner.pk)}


@pytest.mark.parametrize(
    "options, words",
    [
        ({"name": "CI"}, "already has an application called CI"),
        ({"name": "C\u200bI"}, "Name: The name contains U"),
        ({"name": "n" * 101}, "Name: "),
        ({"name": " "}, "Name: "),
    ],
)
def test_command_fails_for_a_name_that_cannot_be(options: dict[str, str], words: str) -> None:
    organisation = make_organisation()
    make_application(organisation, owner_of(organisation))

    with pytest.raises(CommandError, match=words):
        run(**options)

    assert Application.objects.count() == 1
    assert not ApplicationKey.objects.exists()


@pytest.mark.parametrize("email", ["nobody@partner.example", "editor@partner.example", "other@partner.example"])
def test_command_fails_where_the_named_person_is_no_owner(email: str) -> None:
    organisation = make_organisation()
    make_member(organisation, Role.OWNER)
    make_member(organisation, Role.EDITOR, "editor")
    make_member(make_organisation("Other"), Role.OWNER, "other")

    with pytest.raises(CommandError, match=r"Nobody with the address|is not an owner of"):
        run("--by", email)

    assert not Application.objects.exists()


def test_command_fails_for_an_unknown_a_suspended_and_an_ownerless_organisation() -> None:
    with pytest.raises(CommandError, match="No organisation has the slug 'northquay'"):
        run()
    organisation = make_organisation()
    with pytest.raises(CommandError, match="has no owner"):
        run()
    make_member(organisation, Role.OWNER)
    Organisation.objects.update(state="suspended")
    with pytest.raises(CommandError, match="suspended"):
        run()

    assert not Application.objects.exists()
