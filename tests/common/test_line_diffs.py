"""Line diffs of files: correct if lines are repeated, and fast for long changes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.line_diffs import MOST_SHOWN_LINES, FileDiff, file_changes

FEW_LINES = st.lists(st.sampled_from(["{\n", "}\n", "one\n", "two\n", "three\n"]), max_size=4).map("".join)
REPEATED = ["{\n", "  a\n", "}\n"] * 150  # no line is unique


def lines(diff: FileDiff, kind: str) -> list[str]:
    return [line for part_kind, text in diff.parts if part_kind == kind for line in text.splitlines()]


def test_three_lines_stand_around_a_change() -> None:
    old = "".join(f"{number}\n" for number in range(20))

    assert file_changes(old, old.replace("10\n", "ten\n")).parts == [
        ("gap", ""),
        ("same", "7\n8\n9\n"),
        ("del", "10\n"),
        ("ins", "ten\n"),
        ("same", "11\n12\n13\n"),
        ("gap", ""),
    ]


def test_each_changed_row_stands_before_what_it_became() -> None:
    assert file_changes("name\na\nb\n", "name\nA\nB\n").parts == [
        ("same", "name\n"),
        ("del", "a\n"),
        ("ins", "A\n"),
        ("del", "b\n"),
        ("ins", "B\n"),
    ]


def test_rows_that_became_more_stand_before_all_of_them() -> None:
    assert file_changes("a\nb\n", "A\nB\nC\n").parts == [("del", "a\nb\n"), ("ins", "A\nB\nC\n")]


def test_cut_off_rows_show_as_many_old_as_new() -> None:
    diff = file_changes("".join(f"a{n}\n" for n in range(500)), "".join(f"b{n}\n" for n in range(500)))

    assert len(lines(diff, "del")) == len(lines(diff, "ins"))


def test_equal_files_have_no_difference() -> None:
    assert file_changes("a\nb\n", "a\nb\n") == FileDiff(parts=[])


def test_file_that_is_new_is_all_new() -> None:
    assert file_changes("", "a\nb\n").parts == [("ins", "a\nb\n")]


@given(FEW_LINES, FEW_LINES)
def test_parts_hold_both_files(old: str, new: str) -> None:
    parts = file_changes(old, new).parts if old != new else [("same", old)]

    assert "".join(text for kind, text in parts if kind != "ins") == old
    assert "".join(text for kind, text in parts if kind != "del") == new


@pytest.mark.parametrize("rows", [100, 4000])  # all lines are compared, and those that are not frequent
@pytest.mark.parametrize("added", [[5], [5, 90, 200], [20, 21, 290]])
def test_few_changes_among_repeated_lines_are_told_by_few_lines(rows: int, added: list[int]) -> None:
    old = [line for number in range(rows) for line in ("{\n", f"  {number}\n", "}\n")]
    new = list(old)
    for place in added:
        new.insert(place * rows // 100, "b\n")

    diff = file_changes("".join(old), "".join(new))

    assert len(lines(diff, "ins")) == len(added)
    assert lines(diff, "del") == []


def test_files_with_little_in_common_are_told_as_a_whole_and_cut_off() -> None:
    other = ["[\n", "  b\n", "]\n"] * 150

    diff = file_changes("".join(REPEATED), "".join(other))

    assert len(lines(diff, "del")) + len(lines(diff, "ins")) == MOST_SHOWN_LINES
    assert diff.left_out == 900 - MOST_SHOWN_LINES
    assert diff.parts[-1] == ("gap", "")


def test_json_on_one_line_is_laid_out_before_it_is_compared() -> None:
    old = {"title": "Queue", "widgets": [{"id": number, "text": "x" * 20} for number in range(40)]}
    new = {**old, "title": "Queues"}

    diff = file_changes(json.dumps(old), json.dumps(new))

    assert (lines(diff, "del"), lines(diff, "ins")) == (['  "title": "Queue",'], ['  "title": "Queues",'])


def test_long_line_that_is_no_json_is_compared_as_it_is() -> None:
    broken = "{" + "x" * 2000

    assert file_changes(broken, broken + "y").parts == [("del", broken), ("ins", broken + "y")]


@pytest.mark.parametrize("new", ["one\r\ntwo\r\n", "one\ntwo"])
def test_other_line_ends_are_said_and_not_shown_as_changed_lines(new: str) -> None:
    changes = file_changes("one\ntwo\n", new)

    assert (changes.parts, changes.other_ends) == ([], True)


def test_changed_line_is_found_among_other_line_ends() -> None:
    changes = file_changes("one\r\ntwo\r\nthree\r\n", "one\n2\nthree\n")

    assert changes.parts == [("same", "one\n"), ("del", "two\n"), ("ins", "2\n"), ("same", "three\n")]
    assert changes.other_ends


def test_half_a_character_in_json_can_be_shown() -> None:
    text = '{"a": "\\ud800", "b": "' + "x" * 1_000 + '"}'

    (part,) = file_changes("", text).parts

    assert part[1].splitlines()[1] == '  "a": "\ufffd",'
