"""What each check reads is noted, whichever way it reads, and a change asks for those that read it."""

import gc
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from tests.tilekit.listing import listing
from tilekit.bundle import Bundle, Files
from tilekit.checks import registry
from tilekit.checks.changes import Marks, merged
from tilekit.checks.context import Context, Need, Taken
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.reading import text_of
from tilekit.checks.registry import check
from tilekit.sections.overview import Overview
from tilekit.sections.support import Support

Reading = Callable[[Bundle, Context], object]
_SLOT = ("", "tests.shared")


@pytest.fixture(autouse=True)
def _own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the checks that a test registers are there, and they are gone after it."""
    monkeypatch.setattr(registry, "_checks", {})


def register(code: str, reading: Reading, *, needs: tuple[Need, ...] = (), parses: bool = False) -> None:
    @check(code=code, severity=Severity.BLOCKER, message="It is so.", needs=needs, parses=parses)
    def run(bundle: Bundle, context: Context) -> Iterator[Spot]:
        found = reading(bundle, context)
        if isinstance(found, Spot):
            yield found


def marks_of(bundle: Bundle, context: Context | None = None) -> Marks:
    known = context or Context()
    return Marks.of(run_checks(bundle, known, watched=True).reads, bundle, known)


def asked(marks: Marks, bundle: Bundle, context: Context | None = None) -> set[str]:
    return marks.asked_by(Marks.of(marks.reads, bundle, context or Context()))


def edited(**values: object) -> Bundle:
    """The listing with other values in its overview."""
    bundle = listing()
    bundle.documents["overview"].values.update(values)  # type: ignore[arg-type]  # what a test gives
    return bundle


def with_file(path: str, data: bytes) -> Bundle:
    bundle = listing()
    return replace(bundle, files=Files.of({**bundle.files, path: data}), parsed={})


def without_file(path: str) -> Bundle:
    bundle = listing()
    return replace(bundle, files=Files.of({name: bundle.files[name] for name in bundle.files if name != path}))


def shared(bundle: Bundle, _: Context) -> object:
    return bundle.once(_SLOT, lambda: bundle.section(Overview).title)


def test_field_asks_those_that_read_it() -> None:
    register("ZZ-001", lambda bundle, _: bundle.section(Overview).title)
    register("ZZ-002", lambda bundle, _: bundle.section(Support).support_md)

    assert asked(marks_of(listing()), edited(title="Other")) == {"ZZ-001"}
    assert asked(marks_of(listing()), listing()) == set()


@pytest.mark.parametrize(
    "read",
    [
        lambda values: {**values},
        dict,
        len,
        list,
        lambda values: values.copy(),
        lambda values: values.items(),
        lambda values: values.values(),
        lambda values: values.keys(),
        lambda values: values == {},
        lambda values: values | {},
        lambda values: {} | values,
        {}.update,
    ],
)
def test_reading_all_values_is_reading_each(read: Callable[[dict[str, object]], object]) -> None:
    register("ZZ-001", lambda bundle, _: read(bundle.documents["overview"].values))  # type: ignore[arg-type]

    assert asked(marks_of(listing()), edited(title="Other")) == {"ZZ-001"}


def test_field_that_was_not_there_is_read_too() -> None:
    register("ZZ-001", lambda bundle, _: "invented" in bundle.documents["overview"].values)

    assert asked(marks_of(listing()), edited(invented=None)) == {"ZZ-001"}


def test_file_asks_those_that_read_its_bytes() -> None:
    register("ZZ-001", lambda bundle, _: text_of(bundle, "README.md"))
    register("ZZ-002", lambda bundle, _: "README.md" in bundle.files)
    register("ZZ-003", lambda bundle, _: bundle.files.digest("README.md"))
    register("ZZ-004", lambda bundle, _: bundle.files.get("LICENSE"))
    register("ZZ-005", lambda bundle, _: sorted(bundle.files))

    marks = marks_of(listing())

    assert asked(marks, with_file("README.md", b"# Other")) == {"ZZ-001", "ZZ-003"}
    assert asked(marks, without_file("README.md")) == {"ZZ-001", "ZZ-002", "ZZ-003", "ZZ-005"}
    assert asked(marks, with_file("LICENSE", b"Ours")) == {"ZZ-004", "ZZ-005"}


def test_kind_basics_and_folder_are_places_of_their_own() -> None:
    register("ZZ-001", lambda bundle, _: bundle.kind)
    register("ZZ-002", lambda bundle, _: bundle.basics.name)
    register("ZZ-003", lambda bundle, _: bundle.folder)
    bundle, marks = listing(), marks_of(listing())
    basics = replace(bundle, basics=replace(bundle.basics, name="Renamed"))
    kind = listing()
    kind.documents["configuration"].values["code_type"] = "api"

    assert asked(marks, basics) == {"ZZ-002", "ZZ-003"}
    assert asked(marks, kind) == {"ZZ-001"}


def test_context_asks_those_that_read_it_and_those_that_it_lacked() -> None:
    register("ZZ-001", lambda _, context: context.taken)
    register("ZZ-002", lambda _, __: None, needs=(Need.TAKEN,))
    register("ZZ-003", lambda bundle, _: bundle.section(Overview).title)
    marks = marks_of(listing())

    taken = Context(taken=Taken(values={"integration_id": {"acme-widget": "another listing"}}))

    assert asked(marks, listing(), taken) == {"ZZ-001", "ZZ-002"}


def test_what_checks_share_is_read_by_all_of_them() -> None:
    register("ZZ-001", shared)
    register("ZZ-002", shared)

    assert asked(marks_of(listing()), edited(title="Other")) == {"ZZ-001", "ZZ-002"}


def test_what_a_check_reads_beside_what_it_shares_is_its_own() -> None:
    register("ZZ-001", lambda bundle, context: (bundle.section(Overview).description, shared(bundle, context)))
    register("ZZ-002", shared)

    assert asked(marks_of(listing()), edited(description="Other")) == {"ZZ-001"}


def test_what_could_not_be_made_was_read_too() -> None:
    def failing(bundle: Bundle, _: Context) -> object:
        return bundle.once(_SLOT, lambda: text_of(bundle, bundle.section(Overview).title))

    register("ZZ-001", failing)

    assert asked(marks_of(listing()), edited(title="Other")) == {"ZZ-001"}


def test_place_of_a_finding_is_read_by_its_check() -> None:
    register("ZZ-001", lambda _, __: finding(file="manifest.json", pointer="/tile/title"))

    moved = b"\n\n" + listing().files["manifest.json"]

    assert asked(marks_of(listing()), with_file("manifest.json", moved)) == {"ZZ-001"}


def test_check_that_broke_down_is_asked_each_time() -> None:
    register("ZZ-001", lambda _, __: 1 / 0)

    assert asked(marks_of(listing()), listing()) == {"ZZ-001"}


def test_finding_of_an_unreadable_file_comes_back_with_the_file() -> None:
    register("ZZ-001", lambda bundle, _: finding(file="a.txt") if b"?" in bundle.files["a.txt"] else None, parses=True)
    register("ZZ-002", lambda bundle, _: finding(file="a.txt", value=bundle.section(Overview).title))
    broken, mended, context = with_file("a.txt", b"?"), with_file("a.txt", b"!"), Context()
    report = run_checks(broken, context, watched=True)
    assert [one.code for one in report.findings] == ["ZZ-001"]
    marks = Marks.of(report.reads, broken, context).asking_again(report.untold)

    again = asked(marks, mended)
    findings, untold = merged((), run_checks(mended, context, select=again, watched=True).findings)

    assert again == {"ZZ-001", "ZZ-002"}
    assert ([one.code for one in findings], untold) == (["ZZ-002"], frozenset())


def test_marks_outlive_json() -> None:
    register("ZZ-001", lambda bundle, _: bundle.section(Overview).title)
    marks = marks_of(listing()).asking_again({"ZZ-001"})

    assert Marks.from_json(marks.as_json()) == marks


def test_a_watched_run_leaves_nothing_for_the_collector() -> None:
    register("TS-001", lambda bundle, _: text_of(bundle, "README.md").lines and bundle.section(Overview).title)
    bundle = listing()
    run_checks(bundle, Context(), watched=True)
    gc.collect()
    gc.disable()
    try:
        run_checks(bundle, Context(), watched=True)
        assert gc.collect() == 0
    finally:
        gc.enable()
