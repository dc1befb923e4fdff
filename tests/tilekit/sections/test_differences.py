from hypothesis import given
from hypothesis import strategies as st

from tests.tilekit.json_values import JSON
from tilekit.core.field import Json
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS, section_of
from tilekit.sections.differences import ChangeKind, Difference, differences

FILE: Json = {"key": "k", "name": "a.json", "sha256": "ab", "size": 1}
A: Json = {"key": "a", "short_name": "a", "file": FILE}
B: Json = {"key": "b", "short_name": "b", "file": FILE}
C: Json = {"key": "c", "short_name": "c", "file": FILE}


def overview(**values: Json) -> dict[str, SectionDocument]:
    return {"overview": section_of("overview")(values)}


def dashboards(*rows: Json) -> dict[str, SectionDocument]:
    return {"content": section_of("content")({"dashboards": list(rows)})}


def paths_and_kinds(changes: list[Difference]) -> list[tuple[str, str]]:
    return [(difference.path, str(difference.kind)) for difference in changes]


def test_fields_are_added_removed_and_changed() -> None:
    old = overview(title="Acme", vendor_name="Acme", vendor_url="https://acme.example")
    new = overview(title="Acme Queue", vendor_name="", short_description="Queues")

    assert differences(old, new) == [
        Difference(section="overview", path="overview.vendor_name", kind=ChangeKind.REMOVED, old="Acme", new=""),
        Difference(
            section="overview",
            path="overview.vendor_url",
            kind=ChangeKind.REMOVED,
            old="https://acme.example",
            new=None,
        ),
        Difference(section="overview", path="overview.title", kind=ChangeKind.CHANGED, old="Acme", new="Acme Queue"),
        Difference(
            section="overview", path="overview.short_description", kind=ChangeKind.ADDED, old=None, new="Queues"
        ),
    ]


def test_section_that_was_not_there_is_added() -> None:
    assert paths_and_kinds(differences({}, overview(title="Acme"))) == [("overview.title", "added")]


def test_rows_are_followed_by_their_keys() -> None:
    renamed: Json = {"key": "b", "short_name": "better", "file": FILE}

    assert paths_and_kinds(differences(dashboards(A, B), dashboards(A, renamed))) == [
        ("content.dashboards[b].short_name", "changed")
    ]


def test_rows_are_added_and_removed() -> None:
    changes = differences(dashboards(A, B), dashboards(B, C))

    assert paths_and_kinds(changes) == [("content.dashboards[a]", "removed"), ("content.dashboards[c]", "added")]
    assert [difference.old for difference in changes] == [A, None]


def test_one_row_that_moved_is_one_difference() -> None:
    changes = differences(dashboards(A, B, C), dashboards(C, A, B))

    assert [(item.path, item.kind, item.old, item.new) for item in changes] == [
        ("content.dashboards[c]", ChangeKind.MOVED, 2, 0)
    ]


def test_rows_with_new_keys_are_told_by_their_names() -> None:
    imported: Json = {"key": "x", "short_name": "a", "file": {"name": "a.json", "sha256": "cd", "size": 1}}

    assert paths_and_kinds(differences(dashboards(A), dashboards(imported))) == [
        ("content.dashboards[x].file", "changed")
    ]


def test_moves_lead_to_the_new_key() -> None:
    renamed: Json = {"key": "x", "short_name": "better", "file": FILE}

    changes = differences(dashboards(A), dashboards(renamed), renames={"a": "x"})

    assert paths_and_kinds(changes) == [("content.dashboards[x].short_name", "changed")]


def test_empty_and_missing_are_the_same() -> None:
    assert differences(overview(title="", media=[{"key": "a"}], resources=None), overview()) == []


def test_rows_of_another_shape_are_one_change() -> None:
    old = {"content": section_of("content")({"dashboards": "none"})}

    assert paths_and_kinds(differences(old, dashboards(A))) == [("content.dashboards", "changed")]


DOCUMENTS = st.fixed_dictionaries(
    {section.key: st.dictionaries(st.sampled_from(list(section.fields)), JSON, max_size=3) for section in SECTIONS}
)


@given(old=DOCUMENTS, new=DOCUMENTS)
def test_differences_take_any_document(old: dict[str, dict[str, Json]], new: dict[str, dict[str, Json]]) -> None:
    before, after = ({key: section_of(key).read(values, 1) for key, values in side.items()} for side in (old, new))

    assert differences(before, before) == []
    assert bool(differences(before, after)) == bool(differences(after, before))


@given(order=st.permutations(["a", "b", "c", "d", "e"]))
def test_moved_rows_are_as_few_as_explain_the_order(order: list[str]) -> None:
    rows: dict[str, Json] = {key: {"key": key, "short_name": key} for key in "abcde"}

    changes = differences(dashboards(*rows.values()), dashboards(*(rows[key] for key in order)))

    moved = {item.path.partition("[")[2].rstrip("]") for item in changes}
    stayed = [key for key in order if key not in moved]
    assert {item.kind for item in changes} <= {ChangeKind.MOVED}
    assert stayed == sorted(stayed)
    assert len(stayed) >= 2 or order == sorted(order, reverse=True)
