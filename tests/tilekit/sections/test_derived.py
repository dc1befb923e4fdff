from tilekit.core.field import Json
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument
from tilekit.sections import section_of
from tilekit.sections.derived import DerivedChanges, derived_changes

AGENT = ListingKind(code_type="agent")
PAID = ListingKind(route="marketplace", code_type="agent")


def changes(kind: ListingKind, **values: dict[str, Json]) -> DerivedChanges:
    documents: dict[str, SectionDocument] = {key: section_of(key)(part) for key, part in values.items()}
    return derived_changes(documents, kind)


def test_package_follows_the_integration_id() -> None:
    assert changes(AGENT, overview={"integration_id": "acme-queue"}, configuration={}) == {
        "configuration": {"package_name": "datadog-acme_queue", "repo_target": "integrations-extras"}
    }


def test_nothing_follows_where_all_agrees() -> None:
    configuration: dict[str, Json] = {"package_name": "datadog-acme_queue", "repo_target": "integrations-extras"}

    assert changes(AGENT, overview={"integration_id": "acme-queue"}, configuration=configuration) == {}


def test_repository_follows_the_route() -> None:
    assert changes(PAID, overview={}, configuration={})["configuration"]["repo_target"] == "marketplace"


def test_events_flag_follows_the_submitted_data() -> None:
    events = ListingKind(submitted=frozenset({"events"}))
    metrics = ListingKind(submitted=frozenset({"metrics"}))

    assert changes(events, data={}) == {"data": {"creates_events": True}}
    assert changes(metrics, data={"creates_events": True}) == {"data": {"creates_events": False}}


def test_events_flag_of_an_old_listing_is_left_alone() -> None:
    assert changes(ListingKind(), data={"creates_events": True}) == {}


def test_logs_source_follows_the_integration_id_once() -> None:
    logs = ListingKind(submitted=frozenset({"logs"}))
    overview: dict[str, Json] = {"integration_id": "acme-queue"}

    assert changes(logs, overview=overview, data={"creates_events": False}) == {"data": {"logs_source": "acme-queue"}}
    assert changes(logs, overview=overview, data={"creates_events": False, "logs_source": "acme"}) == {}


def test_logs_source_of_a_pipeline_is_for_its_filter_to_say() -> None:
    logs = ListingKind(submitted=frozenset({"logs"}))
    pipeline = {"name": "assets/logs/acme.yaml", "sha256": "0" * 64, "size": 1}
    data: dict[str, Json] = {"creates_events": False, "log_pipeline_yaml": pipeline}

    assert changes(logs, overview={"integration_id": "acme-queue"}, data=data) == {}


def test_paid_listing_carries_the_category() -> None:
    assert changes(PAID, overview={"categories": ["Cloud"]}) == {"overview": {"categories": ["Cloud", "Marketplace"]}}
    assert changes(PAID, overview={"categories": []}) == {}
    assert changes(AGENT, overview={"categories": ["Cloud"]}) == {}


def test_product_id_stands_after_the_vendor_id() -> None:
    overview: dict[str, Json] = {"integration_id": "acme-queue", "vendor_id": "acme"}

    assert changes(PAID, overview=overview, pricing={}) == {"pricing": {"product_id": "queue"}}
    assert changes(PAID, overview=overview, pricing={"product_id": "broker"}) == {}
