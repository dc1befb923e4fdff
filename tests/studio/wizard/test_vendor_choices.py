"""The field of the vendor offers the ways out of a vendor that is not the organisation's."""

import pytest

from listings.actions import save_section
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import make_scene, signed_in
from tests.vendors import make_alias

pytestmark = pytest.mark.django_db
REQUESTED = "You requested an alias for this vendor. An admin will decide on it."


@pytest.mark.parametrize("step", ["overview", "review"])
def test_requested_alias_is_not_offered_again(step: str) -> None:
    scene = make_scene()
    changes = {"vendor_name": "Acme"}
    save_section(revision_id=scene.revision.pk, key="overview", version=None, changes=changes, by=scene.actor, now=NOW)

    def page() -> str:
        return compact(signed_in(scene.editor).get(scene.url("step", step)).content.decode())

    assert "Request an alias" in page()
    assert REQUESTED not in page()
    make_alias(scene.organisation, "Acme", state="requested")
    assert "Request an alias" not in page()
    assert REQUESTED in page()
