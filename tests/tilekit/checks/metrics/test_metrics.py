"""Subject MD: each check on a file with only that fault, with its place, severity and fix."""

import itertools
import sys
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import FIRST, findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.checks.metrics.files import COLUMNS, GOOD, listing_with, table
from tests.tilekit.listing import METADATA, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, TakenIdentities
from tilekit.checks.finding import Scope, Severity
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.fix_guard import FixVerdict
from tilekit.checks.metrics.normal_forms import in_plain_characters
from tilekit.core.messages import Message, is_counted

TESTED_FIXES = ("MD-004", "MD-006", "MD-012", "MD-025", "MD-027")
LONG = "Depth " * 70 + "."


def test_a_good_file_has_no_finding() -> None:
    assert findings_in(listing_with(table()), "MD") == []


@pytest.mark.parametrize(
    "code,column,value,fix",
    [
        ("MD-008", "metric_name", "", None),
        ("MD-010", "metric_name", "acme.queue.de-pth", "acme.queue.de_pth"),
        ("MD-010", "metric_name", "acme.queue.depth_", "acme.queue.depth"),
        ("MD-011", "metric_name", "acme.queues.depth", None),
        ("MD-013", "metric_name", "acme.queue." + "d" * 190, None),
        ("MD-014", "metric_name", "acme.queue.dePth", None),
        ("MD-015", "metric_type", "", None),
        ("MD-016", "metric_type", "counter", "count"),
        ("MD-016", "metric_type", "histogram", None),
        ("MD-017", "interval", "10.0", "10"),
        ("MD-017", "interval", "soon", None),
        ("MD-018", "interval", "0", ""),
        ("MD-018", "interval", "86401", None),
        ("MD-019", "unit_name", "messages", "message"),
        ("MD-019", "unit_name", "%", "percent"),
        ("MD-019", "unit_name", "MB", "megabyte"),
        ("MD-019", "unit_name", "kilobite", None),
        ("MD-020", "per_unit_name", "sec", "second"),
        ("MD-020", "per_unit_name", "per second", "second"),
        ("MD-020", "per_unit_name", "/s", "second"),
        ("MD-022", "unit_name", "", None),
        ("MD-028", "description", "", None),
        ("MD-029", "description", "Messages that wait | sleep.", "Messages that wait or sleep."),
        ("MD-031", "description", LONG, None),
        ("MD-032", "description", "Depth.", None),
        ("MD-032", "description", "Waiting messages.", None),
        ("MD-033", "description", "Messages that wait now", "Messages that wait now."),
        ("MD-033", "description", " Messages that wait now. ", "Messages that wait now."),
        ("MD-034", "description", "Consumers that read, by queue.", None),
        ("MD-035", "description", "Messages that wait (messages/s).", "Messages that wait."),
        ("MD-036", "orientation", "", None),
        ("MD-037", "orientation", "1.0", "1"),
        ("MD-037", "orientation", "up", None),
        ("MD-039", "integration", "", "acme_queue"),
        ("MD-040", "integration", "Acme Queue", "acme_queue"),
        ("MD-041", "short_name", "", None),
        ("MD-042", "short_name", "Consumers", None),
        ("MD-043", "short_name", "messages that wait in the queue at this very moment", None),
        ("MD-044", "curated_metric", "CPU", "cpu"),
        ("MD-044", "curated_metric", "disk", None),
        ("MD-045", "curated_metric", "cpu|cpu", "cpu"),
        ("MD-046", "sample_tags", "Queue,queue,host", "queue,host"),
        ("MD-046", "sample_tags", "queue;host,1x", None),
        ("MD-050", "sample_tags", "@queue", "queue"),
        ("MD-050", "description", "=Messages that wait.", "Messages that wait."),
        ("MD-050", "description", "+1 for each message.", None),
        ("MD-050", "description", "=SUM(A1) of messages.", None),
        ("MD-050", "description", "@here, messages wait.", None),
        ("MD-050", "description", "\tMessages that wait.", "Messages that wait."),
    ],
)
def test_a_cell_with_one_fault_gives_one_finding(code: str, column: str, value: str, fix: str | None) -> None:
    bundle = listing_with(table({1: {column: value}}))
    findings = [one for one in findings_in(bundle, "MD") if one.code != _FOLLOWERS.get((code, column))]

    assert [one.code for one in findings] == [code]
    (finding,) = findings
    assert (finding.file, finding.line, finding.path) == ("metadata.csv", 3, "data.metadata_csv")
    assert finding.severity is SEVERITIES[code]
    place = "per_unit_name" if code == "MD-022" else column
    name = value if column == "metric_name" else GOOD[1]["metric_name"]
    assert finding.pointer == f"/{name}/{place}" if name else f"/{place}"
    assert finding.column == _column(bundle, place)
    if fix is not None:
        after = fixed_text(bundle, finding)
        assert after == table({1: {column: fix}})
        assert code not in {one.code for one in findings_in(listing_with(after), "MD")}


# Additional findings, because the value really has a second fault.
_FOLLOWERS = {
    ("MD-050", "sample_tags"): "MD-046",
    ("MD-050", "description"): "MD-033",
    ("MD-011", "metric_name"): "MD-047",
}
SEVERITIES: Mapping[str, Severity] = {
    **dict.fromkeys(("MD-014", "MD-032", "MD-033", "MD-034", "MD-035"), Severity.ADVICE),
    **dict.fromkeys(("MD-041", "MD-042", "MD-043"), Severity.ADVICE),
    **dict.fromkeys(("MD-018", "MD-022", "MD-028", "MD-046", "MD-050"), Severity.WARNING),
    **dict.fromkeys(
        ("MD-008", "MD-010", "MD-011", "MD-013", "MD-015", "MD-016", "MD-017", "MD-019", "MD-020", "MD-029"),
        Severity.BLOCKER,
    ),
    **dict.fromkeys(
        ("MD-031", "MD-036", "MD-037", "MD-039", "MD-040", "MD-044", "MD-045"),
        Severity.BLOCKER,
    ),
}


def _column(bundle: Bundle, name: str) -> int:
    line = bundle.files["metadata.csv"].decode().splitlines()[2]
    start, quoted, at = 0, False, 0
    for index, character in enumerate(line):
        if at == COLUMNS.index(name):
            break
        quoted ^= character == '"'
        if character == "," and not quoted:
            at, start = at + 1, index + 1
    return start + 1


def test_an_empty_file_asks_for_the_header() -> None:
    finding = only_finding(listing_with(""), "MD-001")

    assert (finding.severity, finding.line, finding.file) == (Severity.BLOCKER, 1, "metadata.csv")
    assert fixed_text(listing_with(""), finding) == ",".join(COLUMNS) + "\n"


def test_a_file_without_header_says_so_once() -> None:
    bundle = listing_with(table().partition("\n")[2])

    assert fixed_text(bundle, only_finding(bundle, "MD-001")) == table()


def test_rows_in_an_order_of_their_own_get_no_header() -> None:
    rows = table(order=[COLUMNS[5], *COLUMNS[:5], *COLUMNS[6:]]).partition("\n")[2]

    assert only_finding(listing_with(rows), "MD-001").fix is None


@pytest.mark.parametrize("name,fix", [("unit", None), ("unit_names", "unit_name"), ("Unit Name", "unit_name")])
def test_an_unknown_column_is_named(name: str, fix: str | None) -> None:
    bundle = listing_with(table().replace("unit_name", name, 1))
    findings_by_code = {one.code: one for one in findings_in(bundle, "MD")}

    assert set(findings_by_code) == {"MD-002"}
    assert (findings_by_code["MD-002"].line, findings_by_code["MD-002"].column) == (1, table().index("unit_name") + 1)
    assert findings_by_code["MD-002"].message.parameters["name"] == name
    if fix:
        assert fixed_text(bundle, findings_by_code["MD-002"]) == table()


def test_spaces_around_columns_are_removed_with_those_around_their_cells() -> None:
    bundle = listing(files={"metadata.csv": METADATA.replace(",", ", ")})
    alone, together = (FixApplication(bundle, FIRST, frozenset({"MD-002"})) for _ in range(2))
    together.run()

    assert alone.attempt(alone.fixable()[:1]) == FixVerdict()
    assert together.bundle.files["metadata.csv"].decode() == METADATA


def test_a_space_before_a_quotation_mark_is_removed() -> None:
    text = table({1: {"description": "Messages, waiting."}})
    bundle = listing_with(text.replace(',"Messages', ', "Messages'))

    assert fixed_text(bundle, only_finding(bundle, "MD-007")) == text


def test_a_column_twice_is_named() -> None:
    bundle = listing_with(table().replace("interval", "unit_name", 1))

    assert {one.code for one in findings_in(bundle, "MD")} >= {"MD-002", "MD-003"}


@pytest.mark.parametrize(
    "column,code,severity",
    [
        ("interval", "MD-003", Severity.BLOCKER),
        ("curated_metric", "MD-004", Severity.WARNING),
        ("sample_tags", "MD-005", Severity.ADVICE),
    ],
)
def test_a_missing_column_is_asked_for_and_added(column: str, code: str, severity: Severity) -> None:
    bundle = listing_with(table(without=column))
    finding = only_finding(bundle, code)

    assert (finding.severity, finding.line) == (severity, 1)
    assert fixed_text(bundle, finding) == table({number: {column: ""} for number in range(len(GOOD))})


def test_columns_in_another_order_are_put_right() -> None:
    order = [COLUMNS[1], COLUMNS[0], *COLUMNS[2:]]
    bundle = listing_with(table(order=order))
    finding = only_finding(bundle, "MD-006")

    assert finding.severity is Severity.ADVICE
    assert fixed_text(bundle, finding) == table()


def test_a_comma_in_a_description_is_quoted() -> None:
    text = table().replace("Messages that wait in the queue.", "Messages that wait, now.")
    bundle = listing_with(text)
    finding = only_finding(bundle, "MD-007")

    assert (finding.severity, finding.line) == (Severity.BLOCKER, 3)
    assert (finding.message.parameters["n"], finding.message.parameters["m"]) == (12, 11)
    assert fixed_text(bundle, finding) == text.replace("Messages that wait, now.", '"Messages that wait, now."')


def test_a_quotation_mark_that_is_never_closed_gives_one_finding() -> None:
    finding = only_finding(
        listing_with(table().replace(",wait,", ',"wait,').replace('"queue,host"\n', "queue\n")), "MD-007"
    )

    reason = "a quotation mark is not closed"
    assert (finding.line, finding.value, finding.message.parameters["reason"]) == (4, reason, Message(reason))


def test_the_same_metric_twice_is_removed() -> None:
    line = table().splitlines()[2] + "\n"
    text = table().replace(line, line + line)
    bundle = listing_with(text)
    findings_by_code = {one.code: one for one in findings_in(bundle, "MD")}

    assert set(findings_by_code) == {"MD-009"}
    assert (findings_by_code["MD-009"].line, findings_by_code["MD-009"].severity) == (4, Severity.BLOCKER)
    assert fixed_text(bundle, findings_by_code["MD-009"]) == table()


def test_metrics_of_another_file_ask_for_a_prefix() -> None:
    finding = only_finding(listing_with(table(), prefix="", file="assets/metrics.csv"), "MD-012")

    assert (finding.severity, finding.path) == (Severity.BLOCKER, "data.metric_prefix")
    assert finding.fix is not None
    assert finding.fix.values == {"data.metric_prefix": "acme.queue."}


def test_shared_prefixes_are_everyones() -> None:
    rows = {1: {"metric_name": "jvm.gc.depth"}}

    assert {one.code for one in findings_in(listing_with(table(rows)), "MD")} <= {"MD-047"}


def test_a_unit_over_itself_becomes_a_fraction() -> None:
    bundle = listing_with(table({1: {"unit_name": "second", "per_unit_name": "second"}}))
    finding = only_finding(bundle, "MD-021")

    assert (finding.severity, finding.line) == (Severity.BLOCKER, 3)
    assert fixed_text(bundle, finding) == table({1: {"unit_name": "fraction", "per_unit_name": ""}})


@pytest.mark.parametrize(
    "unit,per,code,severity",
    [
        ("millisecond", "second", "MD-021", Severity.BLOCKER),
        ("byte", "byte", "MD-023", Severity.WARNING),
        ("", "second", "MD-022", Severity.WARNING),
    ],
)
def test_a_unit_that_may_mean_either_of_two_has_no_fix(unit: str, per: str, code: str, severity: Severity) -> None:
    finding = only_finding(listing_with(table({1: {"unit_name": unit, "per_unit_name": per}})), code)

    assert (finding.severity, finding.line, finding.fix) == (severity, 3, None)


@pytest.mark.parametrize("code,unit", [("MD-024", ""), ("MD-025", "second")])
def test_a_unit_other_than_the_promised_one_is_asked_about(code: str, unit: str) -> None:
    rows = {1: {"metric_name": "acme.queue.wait_ms", "unit_name": unit, "per_unit_name": ""}}
    finding = only_finding(listing_with(table(rows)), code)

    assert (finding.severity, finding.line, finding.fix) == (Severity.ADVICE, 3, None)
    assert is_counted(finding.message.id) == (code == "MD-024")


@pytest.mark.parametrize(
    "change",
    [
        {"metric_type": "count", "unit_name": "percent", "per_unit_name": ""},
        {"metric_type": "count"},
        {"metric_type": "rate", "interval": "10", "metric_name": "acme.queue.count", "per_unit_name": ""},
    ],
)
def test_a_type_that_its_unit_or_name_denies_is_asked_about(change: dict[str, str]) -> None:
    assert only_finding(listing_with(table({1: change})), "MD-026").severity is Severity.ADVICE


def test_a_count_that_a_histogram_makes_is_a_rate() -> None:
    rate = {"metric_type": "rate", "interval": "10", "unit_name": "", "per_unit_name": ""}
    wait = {"metric_name": "acme.queue.wait.avg", "unit_name": "second"}
    rows = {0: wait, 1: {"metric_name": "acme.queue.wait.count", **rate}}

    assert findings_in(listing_with(table(rows)), "MD") == []


@pytest.mark.parametrize("units,filled", [(("message", ""), (1, "message")), (("", "message"), (0, "message")),
                                          (("message", "event"), None)])  # fmt: skip
def test_aggregations_of_one_thing_share_a_unit(units: tuple[str, str], filled: tuple[int, str] | None) -> None:
    rows = {
        0: {"metric_name": "acme.queue.depth.avg", "unit_name": units[0]},
        1: {"metric_name": "acme.queue.depth.max", "unit_name": units[1], "per_unit_name": ""},
    }
    bundle = listing_with(table(rows))
    finding = only_finding(bundle, "MD-027")

    assert (finding.severity, finding.line) == (Severity.ADVICE, 3 if filled is None else filled[0] + 2)
    assert finding.fix is not None or filled is None
    if filled:
        at, unit = filled
        assert fixed_text(bundle, finding) == table({**rows, at: {**rows[at], "unit_name": unit}})


def test_an_odd_character_is_written_plainly() -> None:
    bundle = listing_with(table({1: {"description": "Messages – “that” wait."}}))
    finding = only_finding(bundle, "MD-030")

    assert (finding.severity, finding.line) == (Severity.BLOCKER, 3)
    assert fixed_text(bundle, finding) == table({1: {"description": 'Messages - "that" wait.'}})


@pytest.mark.parametrize("column,text,odd", [
    ("description", "Messages 水 that wait.", "水"), ("description", "Messages of a Größe.", "ö"),
    ("integration", "acme\u00a0queue", "\u00a0"),
])  # fmt: skip
def test_a_character_that_makes_another_word_is_only_named(column: str, text: str, odd: str) -> None:
    (finding,) = findings_with(listing_with(table({1: {column: text}})), "MD-030")

    assert (finding.fix, finding.message.parameters["character"]) == (None, odd)


@pytest.mark.parametrize(
    "text,plain",
    [("10² items", "10^2 items"), ("at 90°C.", "at 90 degrees C."), ("per m³", "per m^3"), ("CO₂", "CO2"),
     ("in µs", "in us"), ("turn by 90°.", "turn by 90 degrees."), ("s⁻¹", "s^-1")],
)  # fmt: skip
def test_a_number_stays_the_same_in_plain_characters(text: str, plain: str) -> None:
    assert in_plain_characters(text) == plain


def test_rows_out_of_order_are_sorted() -> None:
    head, first, second, third = table().splitlines()
    bundle = listing_with(f"{head}\n{second}\n{third}\n{first}")
    finding = only_finding(bundle, "MD-047")

    assert (finding.severity, finding.line) == (Severity.ADVICE, 4)
    assert fixed_text(bundle, finding) == table().rstrip("\n")


def test_a_file_without_rows_is_advice_in_a_folder_and_blocks_a_submission() -> None:
    header = table().partition("\n")[0] + "\n"

    assert findings_in(listing_with(header), "MD") == []
    assert only_finding(listing_with(header, checks=["acme.queue.depth"]), "MD-048").severity is Severity.ADVICE
    sends = listing_with(header, submitted=["Metrics"])
    assert only_finding(sends, "MD-048", scope=Scope.SUBMISSION).severity is Severity.BLOCKER
    assert findings_in(listing_with(header, submitted=["Logs"]), "MD", scope=Scope.SUBMISSION) == []


def test_ten_thousand_rows_are_the_limit() -> None:
    assert findings_in(listing_with(many(10_000)), "MD") == []
    assert only_finding(listing_with(many(10_001)), "MD-049").severity is Severity.BLOCKER


def test_a_published_metric_that_changed_asks_for_a_word() -> None:
    before = listing_with(table())
    now = listing_with(table({1: {"metric_type": "count", "per_unit_name": ""}}))
    finding = only_finding(now, "MD-051", context=Context(published=before))

    assert (finding.severity, finding.line) == (Severity.WARNING, 3)
    assert finding.message.parameters["old"] == "gauge"
    with_note = listing_with(now.files["metadata.csv"].decode(), note="acme.queue.depth is a count now")
    assert findings_in(with_note, "MD", context=Context(published=before)) == []


def test_a_published_metric_that_is_gone_asks_for_a_word() -> None:
    gone = listing_with("".join(table().splitlines(keepends=True)[:2]))
    codes = {one.code for one in findings_in(gone, "MD", context=Context(published=listing_with(table())))}

    assert codes == {"MD-051"}


def test_a_metric_of_another_listing_is_named() -> None:
    context = Context(is_first=True, taken=TakenIdentities(values={"metric_prefix": {"acme.queue.de": "Other"}}))
    finding = only_finding(listing_with(table()), "MD-052", context=context)

    assert (finding.severity, finding.line, finding.message.parameters["owner"]) == (Severity.ADVICE, 3, "Other")


def test_the_same_fault_on_many_rows_is_one_finding_with_one_fix() -> None:
    rows = {index: {"integration": "Acme"} for index in range(3)}
    bundle = listing_with(table(rows))
    finding = only_finding(bundle, "MD-040")

    assert (finding.line, finding.message.parameters["n"]) == (2, 3)
    assert fixed_text(bundle, finding) == table()


@pytest.mark.parametrize("change", ["bom", "crlf", "no newline", "quotes"])
def test_the_dialect_of_a_file_is_kept_by_a_fix(change: str) -> None:
    text = table({1: {"unit_name": "messages"}})
    wanted = table()
    if change == "bom":
        text, wanted = "\ufeff" + text, "\ufeff" + wanted
    if change == "crlf":
        text, wanted = text.replace("\n", "\r\n"), wanted.replace("\n", "\r\n")
    if change == "no newline":
        text, wanted = text.rstrip("\n"), wanted.rstrip("\n")
    if change == "quotes":
        text, wanted = text.replace(",messages,", ',"messages",'), wanted.replace(",message,", ',"message",', 1)
    bundle = listing_with(text)
    finding = only_finding(bundle, "MD-019")

    assert fixed_text(bundle, finding) == wanted


def many(count: int) -> str:
    lines = [
        f"acme.queue.n{n:05},gauge,,message,,Messages that wait in queue {n}.,0,acme_queue,depth {n},,queue\n"
        for n in range(count)
    ]
    return ",".join(COLUMNS) + "\n" + "".join(lines)


def calls(count: int) -> int:
    """The number of Python and C calls for checking this many rows, which doesn't depend on the load of the machine."""
    listing, seen = listing_with(many(count)), itertools.count()
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, argument: next(seen) if event in {"call", "c_call"} else None)
    try:
        assert findings_in(listing, "MD") == []
    finally:
        sys.setprofile(before)
    return next(seen)


def test_work_grows_with_the_rows_and_no_faster() -> None:
    calls(10)

    assert calls(2_000) < 12 * calls(200)
