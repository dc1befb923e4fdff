"""Names of tags that have changed since a document was stored."""

from tilekit.core.field import Json
from tilekit.scaffold.manifest import classifier_tags
from tilekit.scaffold.tags import renamed_fields

STORED: dict[str, Json] = {"categories": ["Web", "Metrics", "ISP", "Messaging"], "supported_os": ["Linux"]}


def test_old_names_whose_tags_are_gone_become_the_present_ones_once() -> None:
    gone = {"Category::Web", "Category::ISP", "Supported OS::Linux"}

    assert renamed_fields("overview", STORED, gone) == {"categories": ["Network", "Metrics", "Messaging"]}


def test_fields_of_which_no_tag_is_gone_stay() -> None:
    assert renamed_fields("overview", STORED, set()) == {}
    assert renamed_fields("data", STORED, {"Category::Web"}) == {}


def test_tags_of_a_manifest_are_those_that_are_written() -> None:
    assert classifier_tags(b'{"tile": {"classifier_tags": ["Category::Web", 7]}}') == {"Category::Web"}
    assert classifier_tags(b'{"classifier_tags": ["Category::Web"]}') == {"Category::Web"}
    assert classifier_tags(b"{") == frozenset()
