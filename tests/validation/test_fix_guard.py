"""A fix that the guard refuses changes nothing, and its reader learns why."""

from pathlib import Path

import pytest

from common.actor import Actor, Role
from listings.models import Amendment, Revision
from tests.listings.scene import fresh, member, organisation
from tests.tilekit.listing import METADATA
from tests.validation.scene import ready_package
from tests.validation.test_fixes import apply, drafted, offered, wanted
from validation.errors import FixFailed
from validation.fixes import Wanted, proposal_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(data_dir: Path) -> Actor:
    return member(organisation(), Role.EDITOR)


def test_fix_that_leaves_its_finding_is_refused(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    revision = drafted(by, ready_package())
    what, version = wanted(revision, "MN-014"), fresh(revision).version
    monkeypatch.setattr("listings.amending.Amending.carry_out", lambda _self, bundle, _fixes: bundle)

    with pytest.raises(FixFailed):
        apply(revision, what, by)

    assert fresh(revision).version == version
    assert not Amendment.objects.exists()


def test_refused_fix_names_what_would_be_new(by: Actor) -> None:
    content = METADATA.replace("acme_widget.queue.depth", "acme_widget.queue.Depth ").encode()
    revision = drafted(by, ready_package(**{"metadata.csv": content}))
    one = offered(revision, "MD-010")

    with pytest.raises(FixFailed) as pressed:
        apply(revision, one, by)
    said = []
    for what in (one, Wanted(code="MD-010", every=True)):
        with pytest.raises(FixFailed) as shown:
            proposal_of(_loaded(revision), what)
        said.append(str(shown.value))

    assert "XC-007 in manifest.json: acme_widget.queue.depth is not in your metrics file." in str(pressed.value)
    assert said == [str(pressed.value)] * 2
    assert not Amendment.objects.exists()


def _loaded(revision: Revision) -> Revision:
    return Revision.objects.select_related("listing").get(pk=revision.pk)
