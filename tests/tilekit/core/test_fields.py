import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tilekit.json_values import JSON
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Choice, Field, Json, Unrepresentable
from tilekit.core.fields import Date, Email, Flag, Markdown, Money, Number, Secret, SecretRef, Slug, Text, Url
from tilekit.core.fileref import FileRef
from tilekit.core.kind import ListingKind, on_marketplace
from tilekit.core.section import Document

COLOURS = (Choice("red", "Red"), Choice("blue", "Blue"))
FILE: Json = {"key": "k", "name": "logo.svg", "sha256": "ab", "size": 3}


class Item(Document):
    caption = Text("Caption", required=True)
    image = UploadField("Image", accepts=("image",), max_bytes=10)


class Everything(Document):
    text = Text("Text", max_length=5, default="x")
    markdown = Markdown("Markdown")
    email = Email("E-mail")
    url = Url("URL")
    slug = Slug("Slug")
    secret = Secret("Secret")
    date = Date("Date")
    number = Number("Number", minimum=1, maximum=9)
    money = Money("Money")
    flag = Flag("Flag")
    choice = ChoiceField("Choice", options=COLOURS)
    choices = Choices("Choices", options=COLOURS)
    names = Choices("Names")
    upload = UploadField("Upload", accepts=("svg",), max_bytes=10)
    rows = Rows(Item, "Rows")


FIELDS = list(Everything.fields.values())


@settings(max_examples=200)
@given(raw=JSON)
def test_coerce_takes_any_json_and_twice_changes_nothing(raw: Json) -> None:
    for field in FIELDS:
        stored = field.coerce(raw)

        value = stored.raw if isinstance(stored, Unrepresentable) else stored
        field.value_of(value)
        is_stored = not isinstance(stored, Unrepresentable)
        assert field.fits(value) is (field.is_empty(value) or is_stored), field.name
        assert not is_stored or repr(field.coerce(stored)) == repr(stored), field.name


@given(values=st.dictionaries(st.sampled_from([*Everything.fields, "key"]), JSON))
def test_document_reads_any_json(values: dict[str, Json]) -> None:
    document = Everything(Everything.coerced(values))

    read = {name: getattr(document, name) for name in document.fields}

    assert set(read) == set(Everything.fields)
    assert isinstance(document.is_blank(), bool)
    assert isinstance(document.row_key, str)


def test_coerced_keeps_what_does_not_fit_as_typed() -> None:
    assert Everything.coerced({"number": "many", "extra": 1}) == {"number": "many", "extra": 1}


def test_coerced_drops_a_secret_that_was_typed() -> None:
    assert Everything.coerced({"secret": "hunter2"}) == {"secret": None}


def test_secret_reads_its_reference() -> None:
    assert Everything({"secret": {"id": "7", "fingerprint": "f3a9"}}).secret == SecretRef("7", "f3a9")


@pytest.mark.parametrize(
    "raw, stored",
    [("12", 12), (12, 12), (12.0, 12), ("", None), (None, None), ("-3", -3)],
)
def test_number_reads_what_forms_and_files_send(raw: Json, stored: Json) -> None:
    assert Everything.number.coerce(raw) == stored


@pytest.mark.parametrize("raw", ["1.5", 1.5, True, "1e3", [1], "９" * 5000])
def test_number_refuses_what_is_no_integer(raw: Json) -> None:
    assert isinstance(Everything.number.coerce(raw), Unrepresentable)


@pytest.mark.parametrize("raw, stored", [(12.5, "12.5"), (12, "12"), ("12.50", "12.50"), (None, "")])
def test_money_is_kept_as_text(raw: Json, stored: Json) -> None:
    assert Everything.money.coerce(raw) == stored


@pytest.mark.parametrize("raw", [float("nan"), float("inf"), True])
def test_money_refuses_what_is_no_amount(raw: Json) -> None:
    assert isinstance(Everything.money.coerce(raw), Unrepresentable)


@pytest.mark.parametrize(
    "raw, stored", [("on", True), ("True", True), ("", False), (None, False), (True, True), ("0", False)]
)
def test_flag_reads_what_forms_and_files_send(raw: Json, stored: bool) -> None:
    assert Everything.flag.coerce(raw) is stored


@pytest.mark.parametrize("raw", ["maybe", 1, [True]])
def test_flag_refuses_other_values(raw: Json) -> None:
    assert isinstance(Everything.flag.coerce(raw), Unrepresentable)


def test_flag_is_empty_until_it_is_ticked() -> None:
    assert [Everything.flag.is_empty(value) for value in (None, False, True)] == [True, True, False]


def test_text_of_spaces_is_empty() -> None:
    assert Everything.text.is_empty(" \n")


def test_choices_take_a_single_text_as_a_list() -> None:
    assert Everything.choices.coerce("red") == ["red"]


def test_options_named_by_a_function_are_read_when_asked_for() -> None:
    asked = []

    def options() -> tuple[Choice, ...]:
        asked.append(1)
        return COLOURS

    field = ChoiceField("Colour", options=options)
    before = len(asked)

    assert (before, field.options, field.option_values, len(asked)) == (0, COLOURS, {"red", "blue"}, 1)


def test_upload_reads_its_reference() -> None:
    assert Everything({"upload": FILE}).upload == FileRef(key="k", name="logo.svg", sha256="ab", size=3)


def test_rows_read_as_documents() -> None:
    rows = Everything({"rows": [{"key": "a", "caption": "One"}, "no row"]}).rows

    assert [(row.row_key, row.caption, row.image) for row in rows] == [("a", "One", None)]


def test_rows_that_nobody_filled_in_are_empty() -> None:
    assert Everything.rows.is_empty([{"key": "a"}, {"key": "b", "caption": " "}])


@pytest.mark.parametrize(
    "field, good, bad",
    [
        (Everything.email, ["a@b.example", "first.last+tag@sub.b.example"], ["a", "a@b", "a@@b.example", "A <a@b.c>"]),
        (Everything.email, [f"{'a' * 64}@b.example"], [f"{'a' * 65}@b.example", f"a@{'b' * 250}.example"]),
        (Everything.url, ["https://a.example/b?c", "http://a.example"], ["a.example", "ftp://a.example", "https://"]),
        (Everything.url, [], ["https://a b", "https://[a", "https:///path", "//a.example"]),
        (Url("URL", https=True), ["https://a.example"], ["http://a.example"]),
        (Everything.slug, ["acme", "acme-2"], ["Acme", "2acme", "acme-", "acme_x", "acme\n", "a" * 256]),
        (Everything.date, ["2025-02-28"], ["2025-02-30", "20250228", "28.02.2025", "2025-2-28"]),
        (Everything.money, ["12.50", "0.5", "10"], ["0", "0.00", "1,000", "-1", "1.234", "12.", "$5", "1e3"]),
        (Text("Version", pattern=r"\d+\.\d+"), ["1.0"], ["1.0 ", "v1.0", "1.0\n"]),
        (Choices("Names", pattern="[a-z]+"), ["abc"], ["ABC", "abc\n"]),
    ],
    ids=lambda value: getattr(value, "kind", None),
)  # fmt: skip
def test_well_formed_tells_good_from_bad(field: Text | Choices, good: list[str], bad: list[str]) -> None:
    assert [text for text in [*good, *bad] if field.is_well_formed(text)] == good


def test_number_in_range() -> None:
    assert [number for number in range(-1, 12) if Everything.number.is_in_range(number)] == list(range(1, 10))


FREE, PAID = ListingKind(), ListingKind(route="marketplace")


def test_field_is_required_only_where_it_applies() -> None:
    field = Text("Price", required=True, applies=on_marketplace)

    assert (field.is_required(FREE), field.is_required(PAID)) == (False, True)


def _with_name(field: Field[object]) -> Field[object]:
    field.name = "field"
    return field


@pytest.mark.parametrize(
    "field, values, missing",
    [
        (Text("A", required=True), {}, True),
        (Text("A", required=True), {"field": "x"}, False),
        (Text("A"), {}, False),
        (Text("A", required=True, read_only=True), {}, False),
        (Text("A", required=True, staff_only=True), {}, False),
        (Text("A", required=True, when={"model": ("metered",)}), {"model": "flat"}, False),
        (Text("A", required=True, when={"model": ("metered",)}), {"model": "metered"}, True),
        (Text("A", required=True, alternatives=("wheel",)), {"wheel": FILE}, False),
        (Text("A", required=True, alternatives=("wheel",)), {"wheel": None}, True),
        (Flag("A", required=True), {"field": False}, True),
    ],
)  # fmt: skip
def test_missing_follows_the_declaration(field: Field[object], values: dict[str, Json], missing: bool) -> None:
    assert _with_name(field).is_missing(values, FREE) is missing


def test_mistyped_option_of_a_field_is_refused() -> None:
    with pytest.raises(TypeError):
        Text("Title", maximum_length=5)  # type: ignore[call-arg]  # that is the point
