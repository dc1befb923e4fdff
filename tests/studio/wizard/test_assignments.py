"""Steps that are assigned to a colleague: who may, what others see, and what waits on the colleague's home page."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import actor_of
from accounts.models import Membership, Person
from audit.models import Event
from common.actor import Role
from common.errors import NotAllowed, NotFound
from listings.actions.assignments import assign_step, unassign_step
from listings.models import StepAssignment
from notices.models import Notice
from notices.texts import notices_with_texts
from tests.accounts.factories import make_member, make_organisation, make_reviewer
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return make_scene()


@pytest.fixture
def mia(scene: Scene) -> Person:
    return make_member(scene.organisation, Role.EDITOR, name="Mia Lind")


def assign(scene: Scene, person: Person, step: str = "support", *, by: Person | None = None) -> StepAssignment:
    actor = actor_of(by or scene.editor)
    return assign_step(revision=scene.revision.pk, step=step, person_id=person.pk, by=actor, now=NOW)


def page_of(client: Client, address: str) -> str:
    return compact(client.get(address).content.decode())


def test_assigned_step_is_shown_in_the_list_and_waits_on_the_home_page_of_the_colleague(
    scene: Scene, mia: Person
) -> None:
    page = signed_in(scene.editor).post(
        scene.url("step-assign", "support"), {"do": "assign", "person": mia.pk}, follow=True
    )

    html = compact(page.content.decode())
    assert "The step was assigned." in html
    assert "Support <small>Assigned to Mia Lind</small>" in html
    line = f'<a href="{scene.url("step", "support")}">Support, Northquay Cache</a>'
    home = page_of(signed_in(mia), "/")
    assert line in home
    assert f"{scene.editor.get_full_name()} assigned this step to you." in home
    assert line not in page_of(signed_in(scene.editor), "/")
    [notice] = notices_with_texts(list(Notice.objects.filter(person=mia)))
    assert notice.text.subject == "The step Support of Northquay Cache is assigned to you"
    assert notice.text.url == f"/listings/{scene.revision.listing_id}/steps/support/"
    event = Event.objects.get(verb="revision.assign-step")
    assert (event.object_ids["step"], event.object_ids["person"]) == ("support", str(mia.pk))


def test_step_goes_to_somebody_else_or_to_nobody(scene: Scene, mia: Person) -> None:
    assign(scene, mia)
    assign(scene, mia)  # changes nothing
    owner = scene.member(Role.OWNER)
    assert assign(scene, owner, by=mia).assigned_by == mia.pk

    page = signed_in(mia).post(scene.url("step-assign", "support"), {"do": "unassign"}, follow=True)

    assert "The step is no longer assigned." in page.content.decode()
    assert not StepAssignment.objects.exists()
    verbs = list(Event.objects.filter(verb__contains="assign-step").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["revision.assign-step"] * 2 + ["revision.unassign-step"]
    unassign_step(revision=scene.revision.pk, step="support", by=actor_of(mia), now=NOW)
    assert Event.objects.filter(verb="revision.unassign-step").count() == 1


def test_steps_are_assigned_by_editors_to_editors_of_the_organisation(scene: Scene, mia: Person) -> None:
    viewer, stranger = scene.member(Role.VIEWER), make_member(make_organisation("Elsewhere"))

    for person in (viewer, stranger, make_reviewer()):
        with pytest.raises(NotFound):
            assign(scene, person)
    with pytest.raises(NotFound):
        assign(scene, mia, step="nowhere")
    with pytest.raises(NotAllowed):
        assign(scene, mia, by=viewer)
    with pytest.raises(NotFound):
        assign(scene, mia, by=stranger)
    assert not Event.objects.filter(verb="revision.assign-step").exists()
    assert not Notice.objects.filter(kind="step.assigned").exists()
    assert 'id="assignment"' not in page_of(signed_in(viewer), scene.url("step", "support"))


def test_former_member_has_no_steps(scene: Scene, mia: Person) -> None:
    assign(scene, mia)
    Membership.objects.filter(person=mia).delete()
    Membership.objects.create(organisation=make_organisation("Elsewhere"), person=mia, role=Role.OWNER)

    assert "Mia Lind" not in page_of(signed_in(scene.editor), scene.url("step", "support"))
    assert scene.url("step", "support") not in page_of(signed_in(mia), reverse("studio:home"))
