import pytest

from tilekit.core.paths import base_name, has_unusable_character, is_safe


@pytest.mark.parametrize(
    "name, expected",
    [
        ("logo.png", "logo.png"),
        ("../../x.png", "x.png"),
        ("C:\\a\\b.png", "b.png"),
        ("/etc/passwd", "passwd"),
        ("a\nb\x00\x7f.png", "ab.png"),
        ("gnp\u202e.exe", "gnp.exe"),
        ("lo\u200bgo\ufeff.png", "logo.png"),
        ("  two   words .png ", "two words .png"),
        ("", "file"),
        (".", "file"),
        ("..", "file"),
        ("a/..", "file"),
        ("\u200b", "file"),
        (".gitignore", ".gitignore"),
        ("CON", "_CON"),
        ("aux.png", "_aux.png"),
        ("COM1.tar.gz", "_COM1.tar.gz"),
        ("console.png", "console.png"),
        ("n" * 300 + ".png", "n" * 196 + ".png"),
        ("n" * 300, "n" * 200),
        ("Übersicht-概要-👩\u200d💻.png", "Übersicht-概要-👩\u200d💻.png"),
    ],
)
def test_base_name_of_an_upload(name: str, expected: str) -> None:
    assert base_name(name) == expected
    assert base_name(expected) == expected


def test_default_replaces_an_empty_name() -> None:
    assert base_name("..", default="Image") == "Image"


@pytest.mark.parametrize(
    "path, has_one",
    [
        ("images/a.png", False),
        ("images/Übersicht.png", False),
        ("images/\udce9.png", False),  # a byte that is not UTF-8
        ("images/a\u202egnp", True),
        ("im\u200bages/a.png", True),
        ("images/a\n.png", True),
        ("images/\ud800.png", True),
    ],
)
def test_path_with_characters_that_nobody_sees_is_not_safe(path: str, *, has_one: bool) -> None:
    assert has_unusable_character(path) is has_one
    assert is_safe(path) is not has_one
