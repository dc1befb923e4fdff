"""The tests of a group run in one pytest worker, because they share what takes long to create."""

import pytest

pytestmark = pytest.mark.xdist_group("groups")


def test_group_is_part_of_the_id(request: pytest.FixtureRequest) -> None:
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("This run is not distributed by group.")

    assert request.node.nodeid.endswith("@groups")
