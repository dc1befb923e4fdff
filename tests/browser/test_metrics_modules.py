"""The modules of the metrics table that need no page: its states, the view, the selection and the clipboard."""

import csv
import io
from typing import cast

import msgspec
import pytest

from tests.chromium import BrowserPage
from tilekit.parse.csv import parse_csv
from tilekit.parse.csv_edit import Operation, edit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "data_dir")]
COLUMNS = ["metric_name", "unit_name", "description"]
CASES = 150
# Random edits of random tables, each with its operations. The numbers come from a fixed seed.
_RANDOM_EDITS = r"""
  let seed = 7;
  const next = (limit) => (seed = (seed * 48271) % 2147483647) % limit;
  const cell = () => ["", "a", "b, c", 'q"q', "x\ny", `n${next(9)}`][next(6)];
  const cells = () => columns.map(cell);
  const some = (rows) => rows.filter(() => next(3) === 0);
  const edits = [
    (rows) => changedCells(rows, new Map(some(rows).map((row) => [row.id, new Map([[next(3), cell()]])]))),
    (rows) => insertedRows(rows, [makeRow(cells()), makeRow(cells())], rows[next(rows.length || 1)]),
    (rows) => duplicatedRows(rows, some(rows)),
    (rows) => deletedRows(rows, some(rows)),
    (rows) => movedRows(rows, some(rows), next(2) === 0),
    (rows) => reorderedRows(rows, visibleRows(rows, { sort: { column: next(3), isDescending: next(2) === 0 } })),
    (rows) => {
      const [block, at] = [[cells(), cells()], { row: next(4), column: next(3) }];
      return pastedBlock(rows, rows, { block, at, emptyCells: ["", "", ""] });
    },
  ];
  const steps = () => Array.from({ length: 1 + next(3) }, () => edits[next(edits.length)]);
  const edited = (rows) => steps().reduce((state, edit) => edit(state), rows);
  const table = () => Array.from({ length: next(6) }, () => makeRow(cells()));
"""
_MODULES = ("rows", "edits", "view", "selection", "history", "clipboard", "choice-list")


@pytest.fixture
def scripts(browser_page: BrowserPage) -> BrowserPage:
    """A page that shows a script, so that it has no policy of its own and can import the others."""
    browser_page.open("/static/js/once.js")
    return browser_page


def run(browser: BrowserPage, body: str, argument: object = None) -> object:
    """The result of a function body, which can use all exports of the modules."""
    imports = "".join(f'Object.assign(all, await import("/static/js/metrics-table/{name}.js"));' for name in _MODULES)
    names = browser.page.evaluate(f"async () => {{ const all = {{}}; {imports} return Object.keys(all); }}")
    source = f"async (argument) => {{ const all = {{}}; {imports} const {{ {', '.join(names)} }} = all; {body} }}"
    return browser.page.evaluate(source, argument)


def test_server_applies_operations_as_the_table_does(scripts: BrowserPage) -> None:
    body = f"""const columns = argument; {_RANDOM_EDITS}
      return Array.from({{ length: {CASES} }}, () => {{
        const before = table();
        const after = edited(before);
        const cellsOf = (rows) => rows.map((row) => row.cells);
        const operations = operationsBetween(before, after, columns);
        return {{ before: cellsOf(before), after: cellsOf(after), operations }};
      }});"""

    cases = cast("list[dict[str, list[list[str]]]]", run(scripts, body, COLUMNS))

    for case in cases:
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *case["before"]])
        operations = msgspec.convert(case["operations"], list[Operation])
        data = edit(file.getvalue().encode(), operations)
        assert [list(record.cells) for record in parse_csv(data).records] == case["after"]
    assert sum(case["before"] != case["after"] for case in cases) > CASES / 2


def test_merge_keeps_the_changes_of_both(scripts: BrowserPage) -> None:
    body = f"""const columns = argument; {_RANDOM_EDITS}
      const cellsOf = (rows) => JSON.stringify(rows.map((row) => row.cells));
      const broken = [];
      for (let number = 0; number < {CASES}; number += 1) {{
        const base = table();
        const [mine, theirs] = [edited(base), edited(base)];
        const alone = mergedStates(base, mine, [...base]);
        const others = mergedStates(base, base, theirs);
        if (cellsOf(alone.rows) !== cellsOf(mine) || alone.conflicts.length) broken.push(["mine", number]);
        if (cellsOf(others.rows) !== cellsOf(theirs) || others.conflicts.length) broken.push(["theirs", number]);
        const both = mergedStates(base, mine, theirs).rows;
        const ids = new Set(both.map((row) => row.id));
        const isAdded = (row) => !base.some(({{ id }}) => id === row.id);
        if (![...mine, ...theirs].filter(isAdded).every((row) => ids.has(row.id))) broken.push(["added", number]);
        if (ids.size !== both.length) broken.push(["twice", number]);
      }}
      return broken;"""

    assert run(scripts, body, COLUMNS) == []


def test_merge_reports_cells_and_rows_that_both_changed(scripts: BrowserPage) -> None:
    body = """
      const base = [makeRow(["a", "1"]), makeRow(["b", "2"]), makeRow(["c", "3"])];
      const change = (rows, index, value) => changedCells(rows, new Map([[base[index].id, new Map([[1, value]])]]));
      const mine = deletedRows(change(change(base, 0, "mine"), 1, "mine"), [base[2]]);
      const theirs = deletedRows(change(change(base, 0, "theirs"), 2, "theirs"), [base[1]]);
      const { rows, conflicts } = mergedStates(base, mine, theirs);
      return [rows.map((row) => row.cells.join()), conflicts.map(({ column, mine, theirs }) => [column, mine, theirs])];
    """

    # A row that one person deletes and the other one changes stays.
    assert run(scripts, body) == [["a,theirs", "c,theirs"], [[1, "mine", "theirs"], [-1, ["b", "mine"], None]]]


def test_rows_of_a_loaded_table_keep_their_ids(scripts: BrowserPage) -> None:
    body = """
      const known = [["a", "1"], ["b", "2"], ["b", "3"], ["c", "4"]].map(makeRow);
      const rows = matchedRows(known, [["b", "2"], ["renamed", "4"], ["b", "3"], ["new", "5"], ["a", "changed"]], 0);
      return rows.map((row) => known.findIndex(({ id }) => id === row.id));
    """

    assert run(scripts, body) == [1, 3, 2, -1, 0]


def test_undo_and_redo_return_every_state(scripts: BrowserPage) -> None:
    body = """
      const history = new TableHistory();
      const states = [0, 1, 2, 3].map((number) => [makeRow([String(number)])]);
      for (const state of states.slice(0, 3)) history.push(state);
      const back = [history.undo(states[3])];
      back.push(history.undo(back[0]), history.undo(states[1]));
      const ends = [history.undo(states[0])];
      const forth = [history.redo(states[0]), history.redo(states[1])];
      history.push(states[2]);
      ends.push(history.redo(states[0]));
      return [...[...back, ...forth].map((state) => states.indexOf(state)), ...ends];
    """

    assert run(scripts, body) == [2, 1, 0, 1, 2, None, None]


def test_view_filters_by_every_column_and_sorts_numbers_as_numbers(scripts: BrowserPage) -> None:
    body = """
      const rows = [["m10", "byte"], ["m9", "Hit"], ["m1", ""], ["x", "hit"]].map(makeRow);
      const names = (options) => visibleRows(rows, options).map((row) => row.cells[0]).join(" ");
      const shown = visibleRows(rows, { sort: { column: 0 } });
      const changed = changedCells(rows, new Map([[rows[2].id, new Map([[0, "z"]])]]));
      const edited = insertedRows(changed, [makeRow(["new", ""])], rows[1]);
      const filtered = visibleRows(rows, { filters: { 0: "m" } });
      return [
        names({}), names({ filters: { 0: "m", 1: "HIT" } }), names({ sort: { column: 0 } }),
        names({ sort: { column: 1, isDescending: true } }), names({ marked: new Set([rows[1].id]) }),
        sameView(shown, edited, rows).map((row) => row.cells[0]).join(" "),
        sameView(filtered, edited, rows).map((row) => row.cells[0]).join(" "),
      ];
    """

    views = ["m10 m9 m1 x", "m9", "m1 m9 m10 x", "m9 x m10 m1", "m9", "z m9 new m10 x", "m10 m9 new z"]
    assert run(scripts, body) == views


@pytest.mark.parametrize(
    "scroll_top, window", [(0, [0, 18]), (400, [12, 38]), (99_950, [4989, 5000]), (1_000_000, [4999, 5000])]
)
def test_only_rows_around_the_window_are_rendered(scripts: BrowserPage, scroll_top: int, window: list[int]) -> None:
    body = "return windowOf({ scrollTop: argument, height: 200, rowHeight: 20, count: 5000 });"

    assert run(scripts, body, scroll_top) == window


def test_keys_stay_inside_the_table(scripts: BrowserPage) -> None:
    body = """
      const size = { rows: 30, columns: 4 };
      const at = (cell, key, ctrlKey = false) => Object.values(movedCell(cell, { key, ctrlKey }, size) ?? {});
      const [first, last] = [{ row: 0, column: 0 }, { row: 29, column: 3 }];
      return [
        at(first, "ArrowUp"), at(first, "ArrowLeft"), at(last, "ArrowDown"), at(last, "ArrowRight"),
        at(first, "End"), at(first, "End", true), at(last, "Home"), at(last, "Home", true),
        at(first, "PageDown"), at(last, "ArrowUp", true), at(first, "x"),
        Object.values(nextCell({ row: 0, column: 3 }, false, size)),
        nextCell(last, false, size), nextCell(first, true, size),
      ];
    """

    assert run(scripts, body) == [
        [-1, 0], [0, 0], [29, 3], [29, 3], [0, 3], [29, 3], [29, 0], [0, 0], [10, 0], [0, 3], [], [1, 0], None, None,
    ]  # fmt: skip


def test_copied_cells_are_text_that_spreadsheets_read(scripts: BrowserPage) -> None:
    text = cast("str", run(scripts, r"""return textOfCells([["a", 'say "b"'], ["x\ny", "t\tu"]]);"""))

    assert list(csv.reader(io.StringIO(text), delimiter="\t")) == [["a", 'say "b"'], ["x\ny", "t\tu"]]
    assert run(scripts, r'return ["a", "a\n", "a b\r\n", "a\tb", "a\nb"].map(isOneValue);') == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_table_of_a_page_is_pasted_without_styles_if_the_plain_text_breaks_its_rows(scripts: BrowserPage) -> None:
    body = r"""
      const data = (plain, html) => ({ getData: (kind) => (kind === "text/html" ? html : plain) });
      const html = '<p style="a">x</p><table class="b"><tr><td rowspan="2" style="c">a > b<br>c</td></tr></table>';
      return [
        data("a\tb", "<table><tr><td>a<td>b</tr></table>"), data("a > b\nc\tb", html), data("a\r\nb", html),
        data("a\nb", "<b>a</b>"),
      ].map(pastedText);"""
    table = "<table><tr><td rowspan=2>a > b<br>c</td></tr></table>"

    assert run(scripts, body) == ["a\tb", table, table, "a\nb"]


def test_search_for_a_choice_prefers_exact_words(scripts: BrowserPage) -> None:
    body = """
      const millisecond = { value: "millisecond", words: "ms msec" };
      const choices = [{ value: "microsecond", words: "us" }, { value: "items" }, millisecond];
      return ["ms", "milli", "SECOND", "none"].map((text) => rankedChoices(choices, text).map(({ value }) => value));
    """

    assert run(scripts, body) == [
        ["millisecond", "items"], ["millisecond"], ["microsecond", "millisecond"], [],
    ]  # fmt: skip


def test_chosen_rows_move_together_and_stop_at_the_ends(scripts: BrowserPage) -> None:
    body = """
      const rows = ["a", "b", "c", "d"].map((name) => makeRow([name]));
      const names = (state) => state.map((row) => row.cells[0]).join("");
      const pick = (...indexes) => indexes.map((index) => rows[index]);
      return [movedRows(rows, pick(1, 2), true), movedRows(rows, pick(1, 3), true), movedRows(rows, pick(0, 1), false),
        movedRows(rows, pick(0), true), movedRows(rows, pick(3), false)].map(names);
    """

    assert run(scripts, body) == ["bcad", "badc", "cabd", "abcd", "abcd"]
