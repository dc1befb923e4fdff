"""The command uses the language of the person at the terminal."""

import argparse
import inspect
import json
import os
import re
from pathlib import Path

import pytest

from tests.shared import SMALL
from tilekit.commands import main, translation
from tilekit.commands.translation import ARGPARSE, display_width, language, translated
from tilekit.core import message_catalogues

_LISTING = str(SMALL / "octoprint")
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ]")


@pytest.fixture(autouse=True)
def no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "")  # the effect of --language is undone after the test


@pytest.mark.parametrize(
    "variables, wanted",
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"LC_MESSAGES": "ja_JP.UTF-8", "LC_ALL": "fr_CA"}, "fr"),
        ({"LC_ALL": "fr_CA", "LANGUAGE": "ja"}, "ja"),
        ({"LANGUAGE": "de:ja:fr"}, "ja"),
        ({"LANGUAGE": "en:fr"}, "en"),
        ({"LC_ALL": "C", "LANG": "fr_FR"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "../../fr"}, "en"),
    ],
)
def test_variables_choose_the_language(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert language() == wanted


def test_catalogue_is_looked_for_once_and_not_for_each_line(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []
    monkeypatch.setattr(translation, "has_translations", lambda code: not looked_for.append(code))
    monkeypatch.setenv("LANGUAGE", "fr_BE")

    assert (language(), translated("nothing found"), language()) == ("fr", "rien à signaler", "fr")
    assert looked_for == ["fr"]


@pytest.mark.parametrize(
    "code, summary, finding",
    [
        ("fr", "bloquants : 1, avertissements : ", "Vues de logs|Ajoutez|Donnez|Décrivez|Écrivez|Indiquez"),
        ("ja", "ブロッカー: ", "してください。"),
        ("en", "blockers: ", "Add |Write |Describe "),
    ],
)
def test_validate_speaks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, summary: str, finding: str
) -> None:
    (tmp_path / "manifest.json").write_text("{}")

    main(["validate", str(tmp_path), "--no-cache", "--language", code])

    said_then = capsys.readouterr().out
    assert summary.partition(":")[0].strip() in said_then
    assert re.search(finding, said_then)


@pytest.mark.parametrize("code", ["xx", "de", "12", "fr:en", "english", "../fr", ""])
@pytest.mark.parametrize("option", ["--language", "--lang"])
def test_unknown_language_is_a_usage_error(capsys: pytest.CaptureFixture[str], code: str, option: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["checks", f"{option}={code}"])

    assert stopped.value.code == 2
    assert "Choose one of these languages: en, fr, ja." in capsys.readouterr().err


def test_short_form_of_the_option_and_a_region_are_understood(capsys: pytest.CaptureFixture[str]) -> None:
    main(["validate", _LISTING, "--no-cache", "--lang", "ja_JP.UTF-8"])

    assert "ブロッカー: 0" in capsys.readouterr().out


@pytest.mark.parametrize("code", ["en", "fr", "ja"])
def test_findings_stand_in_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str) -> None:
    (tmp_path / "manifest.json").write_text("{}")

    main(["validate", str(tmp_path), "--no-cache", "--language", code])

    lines = [line for line in capsys.readouterr().out.splitlines() if re.search(r"  [A-Z]{2,3}-\d{3}  ", line)]
    assert len({display_width(re.split(r"[A-Z]{2,3}-\d{3}", line)[0]) for line in lines}) == 1
    assert not [line for line in lines if "\\xa0" in line]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_language_may_stand_anywhere(capsys: pytest.CaptureFixture[str], place: int) -> None:
    words = ["validate", _LISTING, "--no-cache"]
    words[place:place] = ["--language=ja"]

    main(words)

    assert "ブロッカー: 0" in capsys.readouterr().out


def test_results_of_another_language_are_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    texts_by_language = {}
    for code in ("fr", "ja", "en"):
        main(["validate", _LISTING, "--format", "json", "--language", code])
        texts_by_language[code] = json.loads(capsys.readouterr().out)["listings"][0]["findings"]

    assert [one["fingerprint"] for one in texts_by_language["fr"]] == [
        one["fingerprint"] for one in texts_by_language["ja"]
    ]
    assert all(_JAPANESE.search(one["message"]) for one in texts_by_language["ja"])
    assert not any(_JAPANESE.search(one["message"]) for one in texts_by_language["fr"] + texts_by_language["en"])


@pytest.mark.parametrize(
    "words, text",
    [
        (["--help"], "prévisualiser des fiches"),
        (["validate", "--help"], "afficher cette aide et quitter"),
        (["validate"], "les arguments suivants sont requis : PATH"),
        (["validate", "x", "--format", "prose"], "choix non valide"),
    ],
)
def test_help_and_wrong_calls_are_translated(capsys: pytest.CaptureFixture[str], words: list[str], text: str) -> None:
    with pytest.raises(SystemExit):
        main([*words, "--language", "fr"])

    shown = capsys.readouterr()
    assert text in re.sub(r"\s+", " ", (shown.out + shown.err).replace("\u00a0", " "))


@pytest.mark.parametrize("code, wants", [("fr", "80 caractères au plus"), ("ja", "80文字以内であること")])
def test_an_explanation_is_translated_and_stands_in_columns(
    capsys: pytest.CaptureFixture[str], code: str, wants: str
) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--explain", "MF-013", "--language", code])

    shown = capsys.readouterr().out
    labels = [match[0] for line in shown.splitlines() if (match := re.match(r"  \S.*?: {2,}", line))]
    assert wants in shown
    assert "At most" not in shown
    assert len({display_width(label) for label in labels}) == 1


def test_an_explanation_translates_what_the_check_applies_to(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--explain", "MF-026", "--language", "fr"])

    assert re.search(r"s’applique à:\s+fiche\n", capsys.readouterr().out)


def test_texts_of_argparse_are_those_of_this_python() -> None:
    source = inspect.getsource(argparse)

    assert [text for text in ARGPARSE if text.encode("unicode_escape").decode() not in source] == []


def test_words_after_two_dashes_are_paths(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--", "--language", "fr"]) == 2

    assert "--language does not exist." in capsys.readouterr().err


def test_a_broken_catalogue_leaves_the_command_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("fr", "ja"):
        file = tmp_path / name / "LC_MESSAGES" / "tilekit.mo"
        file.parent.mkdir(parents=True)
        file.write_bytes((message_catalogues.LOCALE / name / "LC_MESSAGES" / "tilekit.mo").read_bytes()[:5000])
    monkeypatch.setattr(message_catalogues, "LOCALE", tmp_path)
    monkeypatch.setenv("LANGUAGE", "fr:ja")
    message_catalogues.catalogue_of.cache_clear()

    main(["validate", _LISTING, "--no-cache"])
    message_catalogues.catalogue_of.cache_clear()

    assert "blockers: 0" in capsys.readouterr().out


def test_what_is_said_in_formatted_text_is_translated() -> None:
    os.environ["LANGUAGE"] = "ja"

    assert translated("nothing found") == "検出事項なし"
