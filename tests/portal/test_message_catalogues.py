"""Every marked text is in the catalogues, and translations follow their texts."""

import ast
from pathlib import Path
from shutil import copytree

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from msgspec.structs import replace

from guides.texts import digest_of_guide
from portal.message_catalogues.__main__ import main
from portal.message_catalogues.domains import DOMAINS, PORTAL, TILEKIT, Domain
from portal.message_catalogues.guide_texts import untranslated_guides
from portal.message_catalogues.marked import FUNCTIONS, MarkedText, marked_texts
from portal.message_catalogues.reworded import RewordedText, reworded_texts
from portal.message_catalogues.tilekit_texts import MARKER
from portal.message_catalogues.updates import update_catalogues
from portal.translations import compile_translations
from tests.catalogues import READ_ONCE, READ_ONCE_GROUP
from tests.contract.tree import GROUP, syntax_tree, tracked

pytestmark = [pytest.mark.xdist_group(READ_ONCE_GROUP), pytest.mark.sqlite_is_enough]
NO_GUIDES = tuple[str, ...]
by_domain = pytest.mark.parametrize("domain", READ_ONCE.values(), ids=READ_ONCE)


def _ids(file: Path) -> set[object]:
    return {(message.context or "", message.id) for message in _read(file) if message.id}


def _read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=None if file.suffix == ".pot" else file.parent.parent.name)


def _copy(domain: Domain, to: Path) -> Domain:
    return replace(domain, folder=copytree(domain.folder, to / "locale"))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _saying(domain: Domain, *texts: MarkedText) -> Domain:
    return replace(domain, texts=lambda: iter(texts))


def _translated(to: Path, *more: MarkedText) -> Domain:
    """A small domain in French and Japanese with a translated text, and more texts without a translation."""
    for language, translation in (("fr", "Présentation"), ("ja", "概要")):
        _write(to / language / "LC_MESSAGES" / "tilekit.po", f'msgid "Overview"\nmsgstr "{translation}"\n')
    return _saying(replace(TILEKIT, folder=to), MarkedText("a.py", ("Overview",)), *more)


@by_domain
@pytest.mark.slow
def test_catalogues_are_fresh_and_a_new_language_begins_as_an_empty_file(domain: Domain, tmp_path: Path) -> None:
    copy = _copy(domain, tmp_path)
    german = copy.folder / "de" / "LC_MESSAGES" / f"{domain.name}.po"
    _write(german, "")

    update_catalogues(copy)

    files = [domain.template, *domain.catalogues()]
    copies = [copy.template, *(file for file in copy.catalogues() if file != german)]
    stale = [file.as_posix() for file, new in zip(files, copies, strict=True) if file.read_text() != new.read_text()]
    assert stale == [], "run: make messages"
    assert _ids(german) == _ids(domain.template)


def test_texts_of_modules_are_found(tmp_path: Path) -> None:
    source = """
x = said(_("one"))
y = _lazy("two " "parts")
z = ngettext("{n} row", "{n} rows", n) + pgettext_lazy("verb", "Save")
w = other("three")
"""

    for name in ("app/page.py", "app/migrations/0001_first.py", "tests/test_page.py", "build/page.py", "var/old.py"):
        _write(tmp_path / name, source)

    assert list(marked_texts(FUNCTIONS, tmp_path)) == [
        MarkedText("app/page.py", ("one",)),
        MarkedText("app/page.py", ("two parts",)),
        MarkedText("app/page.py", ("{n} row", "{n} rows")),
        MarkedText("app/page.py", ("Save",), "verb"),
    ]


@pytest.mark.xdist_group(GROUP)
def test_no_text_is_marked_in_an_f_string() -> None:
    """Babel doesn't find such texts."""
    marked = {*FUNCTIONS, MARKER}
    places = [
        f"{path.name}:{call.lineno}"
        for path in tracked(".py")
        if path.parts[0] != "tests"
        for text in ast.walk(syntax_tree(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in marked
    ]

    assert places == []


def test_texts_of_templates_are_found(tmp_path: Path) -> None:
    source = """
    {% translate "One" as one %}
  {% component "button" label=_("It's two") %}
{% blocktranslate count n=rows|length trimmed %}
    {{ n }} row
{% plural %}
    {{ n }} rows
{% endblocktranslate %}
{% blocktranslate context "verb" %}Save{% endblocktranslate %}
"""

    for name in ("templates/a/page.html", "templates/b.txt"):
        _write(tmp_path / name, source)

    texts = [*marked_texts(FUNCTIONS, tmp_path)]
    assert {text.place for text in texts} == {"templates/a/page.html", "templates/b.txt"}
    assert texts[:4] == [
        MarkedText("templates/a/page.html", ("One",)),
        MarkedText("templates/a/page.html", ("It's two",)),
        MarkedText("templates/a/page.html", ("%(n)s row", "%(n)s rows")),
        MarkedText("templates/a/page.html", ("Save",), "verb"),
    ]


def test_a_changed_wording_keeps_its_translation_until_somebody_read_it(tmp_path: Path) -> None:
    french, japanese = (tmp_path / language / "LC_MESSAGES" / "django.po" for language in ("fr", "ja"))
    for file in (french, japanese):
        file.parent.mkdir(parents=True)
        file.touch()
    domain, save, end = replace(PORTAL, folder=tmp_path), MarkedText("a.py", ("Save",)), MarkedText("a.py", ("End",))
    mail, rows = MarkedText("a.py", ("Look into your mail",)), MarkedText("b.py", ("{n} row:\nnone", "{n} rows:\nnone"))
    update_catalogues(_saying(domain, save, mail, end, rows))
    text = french.read_text().replace('mail"\nmsgstr ""', 'mail"\nmsgstr "Consultez vos e-mails"')
    french.write_text(text.replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} ligne"\nmsgstr[1] "{n} lignes"'))

    mail, rows = MarkedText("a.py", ("Check your e-mail",)), MarkedText("b.py", ("{n} line:\nnone", "{n} lines:\nnone"))
    update_catalogues(_saying(domain, save, mail, end, rows))

    changed = _read(french)["Check your e-mail"]
    assert (changed.string, changed.fuzzy) == ("Consultez vos e-mails", True)
    assert '#| msgid "Look into your mail"' in french.read_text()
    assert _read(french)["{n} line:\nnone"].string == ("{n} ligne", "{n} lignes")
    assert not _read(japanese)["Check your e-mail"].string
    once = french.read_text()
    update_catalogues(_saying(domain, save, mail, end, rows))
    assert french.read_text() == once, "a reworded text that nobody has translated fails no test"


def test_texts_that_are_gone_are_dropped(tmp_path: Path) -> None:
    domain = _translated(tmp_path)
    french, _japanese = domain.catalogues()
    french.write_text(french.read_text() + '\nmsgid "A text of yesterday"\nmsgstr "Un texte d\'hier"\n')

    update_catalogues(domain)

    assert "A text of yesterday" not in french.read_text()
    assert _read(french)["Overview"].string == "Présentation"


def _with_new_texts(to: Path) -> Domain:
    """A domain with a text and a counted text without a translation."""
    new = (MarkedText("a.py", ("Say {value}.",)), MarkedText("a.py", ("{n} new words.", "{n} new words.")))
    return _translated(to, *new)


def test_a_text_without_translation_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    domain = _with_new_texts(tmp_path)

    assert main([], [domain], NO_GUIDES) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Texts without a translation: 4"
    files = {line.partition(": ")[0] for line in lines[:-1] if line.endswith(": Say {value}.")}
    assert files == {f"{domain.folder}/{language}/LC_MESSAGES/tilekit.po" for language in ("fr", "ja")}


def test_check_of_translations_writes_nothing_and_fails_for_a_text_without_translation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    domain = _with_new_texts(tmp_path)
    before = [file.read_bytes() for file in domain.catalogues()]

    assert main(["--check"], [domain], NO_GUIDES) == 1
    assert capsys.readouterr().out.count(": Say {value}.") == 2
    assert [file.read_bytes() for file in domain.catalogues()] == before


def test_check_of_translations_fails_for_a_fuzzy_translation(tmp_path: Path) -> None:
    domain = _translated(tmp_path)
    update_catalogues(domain)
    assert main(["--check"], [domain], NO_GUIDES) == 0
    french, _japanese = domain.catalogues()
    french.write_text(french.read_text().replace('msgid "Overview"', '#, fuzzy\nmsgid "Overview"'))

    assert main(["--check"], [domain], NO_GUIDES) == 1


def test_missing_and_outdated_guides_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "---\ntitle: A\nsummary: B\n{source}---\n## C {{#c}}\n"
    english = head.format(source="")
    source = f"source: {digest_of_guide(english)}\n"
    for slug in ("current", "former", "cut", "new"):
        _write(tmp_path / "en" / f"{slug}.md", english)
    _write(tmp_path / "fr" / "current.md", head.format(source=source))
    _write(tmp_path / "fr" / "former.md", head.format(source="source: older\n"))
    _write(tmp_path / "fr" / "cut.md", head.format(source=source).replace("{#c}", "{#d}"))

    assert main(["--check"], [], lambda: untranslated_guides(tmp_path, ["en", "fr"])) == 1

    digest = digest_of_guide(english)
    assert capsys.readouterr().out.splitlines() == [
        "guides/fr/cut.md: has other sections than the English text",
        f"guides/fr/former.md: translates an earlier text (source: {digest})",
        f"guides/fr/new.md: missing (source: {digest})",
        "Texts without a translation: 3",
    ]


def _catalogue(*texts: str, file: str = "a.py") -> Catalog:
    catalogue = Catalog()
    for text in texts:
        catalogue.add(text, locations=[(file, 1)])
    return catalogue


@pytest.mark.parametrize(
    "before, now, expected",
    [
        (("A", "old one", "B"), ("A", "quite another", "B"), [("old one", "quite another")]),
        (("Save the row", "B"), ("New", "Save this row", "B"), [("Save the row", "Save this row")]),
        (("A", "B"), ("A", "B", "C"), []),
        (("A", "B", "C"), ("C", "A", "B"), []),
        (("A", "B"), ("A",), []),
    ],
)
def test_texts_are_paired_by_place(before: tuple[str, ...], now: tuple[str, ...], expected: list[object]) -> None:
    pairs = list(reworded_texts(_catalogue(*before), _catalogue(*now)))

    assert pairs == [RewordedText(("", old), ("", new)) for old, new in expected]


def test_texts_of_other_files_are_not_paired() -> None:
    assert list(reworded_texts(_catalogue("A", "old"), _catalogue("A", "new", file="b.py"))) == []


def test_catalogues_compile() -> None:
    compile_translations()
    assert all(file.with_suffix(".mo").exists() for domain in DOMAINS for file in domain.catalogues())
