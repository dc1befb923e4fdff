import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tilekit.listing import listing
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import apply_edits, text_fix
from tilekit.checks.patches import file_diff, patch_of, removal_diff, text_diff
from tilekit.core.messages import Message

TEXT = "".join(f"line {number}\n" for number in range(1, 21))
TITLE = Message("Fix")


def edit(start: int, end: int, replacement: str, file: str = "a.txt") -> Edit:
    return Edit(file=file, start=start, end=end, replacement=replacement)


def patched(data: bytes, diff: str) -> bytes:
    """The result of `patch` with the diff."""
    old, new, at = re.findall(rb"[^\n]*\n|[^\n]+\Z", data), [], 0
    for hunk in re.split(r"(?m)^(?=@@ )", diff)[1:]:
        head, *lines = re.findall(r"[^\n]*\n|[^\n]+\Z", hunk)
        start, size = (int(number) for number in re.findall(r"-(\d+),(\d+)", head)[0])
        begin = start - 1 if size else start
        new += old[at:begin]
        at = begin
        for before, line in zip(["@", *lines], lines, strict=False):
            body = line[1:].encode()
            if line[0] in " -":
                assert old[at].rstrip(b"\n") == body.rstrip(b"\n")
                at += 1
            if line[0] in " +":
                new.append(body)
            if line[0] == "\\" and before[0] in " +":
                new[-1] = new[-1].rstrip(b"\n")
    return b"".join([*new, *old[at:]])


HEAD = "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n"


def test_diff_shows_three_lines_around() -> None:
    start = TEXT.index("line 7")

    assert file_diff("a.txt", TEXT.encode(), [edit(start, start + 6, "seven")]) == (
        f"{HEAD}@@ -4,7 +4,7 @@\n line 4\n line 5\n line 6\n-line 7\n+seven\n line 8\n line 9\n line 10\n"
    )


def test_far_changes_have_hunks_of_their_own() -> None:
    first, last = TEXT.index("line 2\n"), TEXT.index("line 19\n")

    diff = file_diff("a.txt", TEXT.encode(), [edit(last, last + 8, ""), edit(first, first, "new\n")])

    assert re.findall(r"@@ .* @@", diff) == ["@@ -1,4 +1,5 @@", "@@ -16,5 +17,4 @@"]


def test_file_without_a_last_newline_says_so() -> None:
    diff = file_diff("a.txt", b"a", [edit(1, 1, "\n")])

    assert diff == f"{HEAD}@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"


def test_new_file_comes_from_nothing() -> None:
    fix = Fix(title=TITLE, edits=(edit(0, 0, "[]\n", "assets/new.json"),))

    assert patch_of(listing(), fix) == (
        "diff --git a/assets/new.json b/assets/new.json\nnew file mode 100644\n"
        "--- /dev/null\n+++ b/assets/new.json\n@@ -0,0 +1,1 @@\n+[]\n"
    )


def test_removed_file_goes_to_nothing() -> None:
    bundle = listing(files={"notes.txt": "a\nb\n"})

    assert patch_of(bundle, Fix(title=TITLE, removed=("notes.txt",))) == (
        "diff --git a/notes.txt b/notes.txt\ndeleted file mode 100644\n"
        "--- a/notes.txt\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n"
    )
    assert patch_of(bundle, Fix(title=TITLE, removed=("images/overview.png",))) == (
        "Binary files a/images/overview.png and /dev/null differ\n"
    )


def test_fix_of_fields_is_their_values() -> None:
    assert patch_of(listing(), Fix(title=TITLE, values={"overview.title": "Acme"})) == {"overview.title": "Acme"}


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    text = draw(st.text(alphabet="ab\né\r", max_size=60))
    points = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(points[::2], points[1::2], strict=False))
    news = draw(st.lists(st.sampled_from(["", "x", "x\n", "\n", "y\nz"]), min_size=len(pairs), max_size=len(pairs)))
    apart = [pair for number, pair in enumerate(pairs) if not number or pair[0] > pairs[number - 1][1]]
    return text, [(start, end, new) for (start, end), new in zip(apart, news, strict=False)]


@given(changes())
def test_diff_says_what_the_edits_do(change: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, pieces = change
    data, size = text.encode(), [len(text[:at].encode()) for at in range(len(text) + 1)]
    edits = [edit(size[start], size[end], new) for start, end, new in pieces]

    assert patched(data, file_diff("a.txt", data, edits)) == apply_edits(data, tuple(edits))


@given(st.text(alphabet="aé\n“", max_size=30), st.text(alphabet="aé\n“", max_size=30))
def test_text_fix_turns_one_into_the_other(old: str, new: str) -> None:
    fix = text_fix("a.txt", (old.encode(), new.encode()), "Fix")

    assert apply_edits(old.encode(), fix.edits) == new.encode()
    assert len(fix.edits) == 1


def test_a_name_with_blanks_ends_with_a_tab() -> None:
    diff = file_diff("my notes.txt", b"a\n", [edit(0, 1, "b", "my notes.txt")])

    assert diff.startswith("diff --git a/my notes.txt b/my notes.txt\n--- a/my notes.txt\t\n+++ b/my notes.txt\t\n@@ ")


@pytest.mark.parametrize("data", ["a\n".encode("utf-16"), "é\n".encode("latin-1")])
def test_a_file_that_is_no_utf8_is_only_named(data: bytes) -> None:
    message = "Binary files a/a.txt and b/a.txt differ\n"

    assert file_diff("a.txt", data, [edit(0, len(data), "a\n")]) == message
    assert text_diff("a.txt", data, b"a\n") == message
    assert removal_diff("a.txt", data) == "Binary files a/a.txt and /dev/null differ\n"
