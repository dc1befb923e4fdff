import re

import pytest

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.listing import README, listing
from tilekit.bundle import Bundle, Files
from tilekit.checks.finding import Severity
from tilekit.checks.listing import file_map
from tilekit.core.messages import Message, render
from tilekit.scaffold.paths import BAD_NAME
from tilekit.sections.initial_values import setup_texts

KEY = "9f86d081884c7d659a2feaa0c55ad015"


@pytest.mark.parametrize(
    "path", ["data.bin", "assets/old.json", "build.zip", "assets/dashboards/a/b.json", "pipeline.yaml"]
)
def test_file_that_no_listing_holds(path: str) -> None:
    finding = only_finding(listing(files={path: "{}\n"}), "GEN-005")

    assert (finding.severity, finding.file) == (Severity.WARNING, path)
    assert finding.fix is not None
    assert finding.fix.removed == (path,)


@pytest.mark.parametrize(
    "path",
    [
        "images/setup.svg",
        "assets/logs/acme.yaml",
        "assets/monitors/a.json",
        "assets/saved_views/a.json",
        "assets/security/a.json",
        "assets/oauth_clients.json",
        "assets/dataflows.yaml",
        "assets/eula.pdf",
        "dist/acme-1.0.0-py3-none-any.whl",
        "logos/saas_logos-bot.png",
        "images/IMAGES_README.md",
    ],
)
def test_file_of_a_known_kind(path: str) -> None:
    assert findings_in(listing(files={path: "{}\n"}), "GEN") == []


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE", "LICENSE-3rdparty.csv", "NOTICE.txt", ".gitignore", "assets/dashboards/.gitkeep", "docs/index.html",
        ".github/workflows/ci.yml", ".gitlab-ci.yml", "notes.txt", "images/README.md", "CONTRIBUTING.md",
        "assets/icon.png", "screenshots/a.webp", "Makefile", "docker-compose.yml", "package.json", "SECURITY.md",
    ],
)  # fmt: skip
def test_file_of_the_repository_is_advice_and_stays(path: str) -> None:
    finding = only_finding(listing(files={path: "{}\n"}), "GEN-005")

    assert (finding.severity, finding.file, finding.fix) == (Severity.ADVICE, path, None)


@pytest.mark.parametrize("path", [".DS_Store", "images/Thumbs.db", "a/__pycache__/b.txt", "README.md~", ".idea/x.xml"])
def test_file_that_a_computer_left_behind_can_go(path: str) -> None:
    finding = only_finding(listing(files={path: b"\0"}), "GEN-005")

    assert finding.severity is Severity.ADVICE
    assert finding.fix is not None
    assert finding.fix.removed == (path,)


@pytest.mark.parametrize(
    "file,text",
    [
        ("README.md", "\n![Alt](assets/my%20shot.bin)\n"),
        ("README.md", "\nImport `my shot.bin` into the app.\n"),
        ("README.md", "\n[1]: https://raw.example.org/acme/main/acme_widget/assets/my%20shot.bin\n"),
        ("assets/monitors/a.json", '{"url": "./my shot.bin"}\n'),
    ],
)
def test_file_that_another_one_names_is_in_use(file: str, text: str) -> None:
    data = listing().files[file].decode() + text if file == "README.md" else text
    bundle = listing(files={"assets/my shot.bin": b"x", file: data})

    assert [one.code for one in findings_in(bundle, "GEN") if one.code == "GEN-005"] == []


def test_code_and_its_packaging_belong_together() -> None:
    code = {"datadog_checks/acme/check.py": "x = 1\n", "pyproject.toml": "[project]\n", "tests/test_unit.py": "y = 2\n"}

    assert findings_in(listing(files=code), "GEN") == []
    assert only_finding(listing(files={"pyproject.toml": "[project]\n"}), "GEN-005").file == "pyproject.toml"


def test_file_that_the_manifest_names_is_known() -> None:
    media = {"media_type": "image", "caption": "x", "image_url": "assets/shot.png"}

    assert findings_in(listing(manifest={"/tile/media/-": media}, files={"assets/shot.png": b"\x89PNG"}), "GEN") == []


def test_listing_of_too_many_files() -> None:
    finding = only_finding(listing(files={f"images/{number}.png": b"" for number in range(2000)}), "GEN-007")

    assert (finding.severity, finding.file) == (Severity.BLOCKER, "")
    assert render(finding.message).startswith("The listing has 2,008 files; the limit is 2,000.")


@pytest.mark.parametrize("path", ["../README.md", "/etc/passwd", "images\\a.png", "images/../../x.png", "C:/a.png"])
def test_path_in_the_manifest_leaves_the_listing(path: str) -> None:
    finding = only_finding(listing(manifest={"/tile/media/0/image_url": path}), "GEN-006")

    assert (finding.severity, finding.file, finding.pointer) == (
        Severity.BLOCKER,
        "manifest.json",
        "/tile/media/0/image_url",
    )
    asked = "contains a backslash. Write the path" if "\\" in path else "is not a valid path in your listing."
    assert render(finding.message).startswith(f"{path} {asked}")


def test_name_with_invisible_characters_is_reported() -> None:
    findings = findings_in(listing(files={"images/gnp\u202e.md": b"x"}), "GEN")

    messages = {finding.code: finding.message for finding in findings}
    assert messages["GEN-006"] == Message(BAD_NAME, {"place": "images/gnp\ufffd.md"})


def test_link_in_the_folder_is_not_read() -> None:
    base = listing()
    files = Files(dict.fromkeys((), base.files.__getitem__), links=["images/a.png"])
    bundle = Bundle(basics=base.basics, documents=base.documents, files=files, folder="")

    finding = only_finding(bundle, "GEN-006")

    assert (
        render(finding.message)
        == "images/a.png is a symbolic link, so it was not read. Replace it with the file itself."
    )


@pytest.mark.parametrize(
    "text",
    [
        f"api_key: {KEY}",
        f'"application_key" : "{KEY}{KEY[:8]}"',
        f"DD-API-KEY={KEY}",
        "AKIAIOSFODNN7REALKEY",
        "-----BEGIN RSA PRIVATE KEY-----",
        "Authorization: Bearer 8sd7f6g5h4j3k2l1q0w9e8r7t6y5u4i3o2p1",
        "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
        "xoxb-1234567890-abcdefghij",
        "ASIAIOSFODNN7REALKEY",
        "key=AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
        "glpat-a1B2c3D4e5F6g7H8i9J0",
        "sk_live_a1B2c3D4e5F6g7H8i9J0",
    ],
)
def test_text_that_has_the_shape_of_a_key(text: str) -> None:
    bundle = listing(
        readme=README.replace("Connect your account in three steps.", f"Étape 1:\n\n    {text}\n\nConnect.")
    )

    finding = only_finding(bundle, "GEN-008")

    assert (finding.severity, finding.file, finding.line) == (Severity.BLOCKER, "README.md", 12)
    assert finding.column is not None
    assert text not in render(finding.message)


@pytest.mark.parametrize(
    "text",
    [
        "api_key: " + "x" * 32,
        "api_key: " + "0" * 32,
        "api_key: <YOUR_KEY>",
        f"digest: {KEY}",
        "MYAKIAIOSFODNN7REALKEY",
        "high_ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
        "a_foxoxb-1234567890-abcdefghij",
        "the bearer of it: a swearer 8sd7f6g5h4j3k2l1q0w9e8r7t6y5u4i3o2p1",
    ],
)
def test_text_that_only_stands_for_a_key(text: str) -> None:
    readme = README.replace("Connect your account in three steps.", f"```yaml\n{text}\n```")

    assert findings_in(listing(readme=readme), "GEN") == []


@pytest.mark.parametrize("text", ["TODO", "TBD", "FIXME", "Lorem ipsum", "<YOUR_COMPANY>"])
@pytest.mark.parametrize("after", ["", ": list items", " list the items", " - the app", " comment on the tags"])
def test_text_of_a_template(text: str, after: str) -> None:
    finding = only_finding(listing(readme=README.replace("Need help?", f"Need help? {text}{after}")), "GEN-009")

    assert (finding.severity, finding.file, finding.line, finding.column) == (Severity.WARNING, "README.md", 36, 12)
    assert f"“{text}”" in render(finding.message)


def test_template_text_in_the_manifest() -> None:
    finding = only_finding(listing(manifest={"/author/name": "TBD"}), "GEN-009")

    assert (finding.file, finding.line) == ("manifest.json", 52)


@pytest.mark.parametrize(
    "text",
    [
        "`TODO`", "TODOs are listed", "the #TODO board", "Open the TODO app", "It counts TODO and FIXME comments",
        "TODO/FIXME markers of each file", "our TODO list",
    ],
)  # fmt: skip
def test_text_that_only_looks_like_a_template(text: str) -> None:
    assert findings_in(listing(readme=README.replace("Need help?", f"Need help? {text}")), "GEN") == []


def test_names_that_differ_by_case_alone() -> None:
    finding = only_finding(listing(files={"images/Overview.png": b"x"}), "GEN-010")

    assert (finding.severity, finding.file) == (Severity.WARNING, "images/overview.png")
    assert render(finding.message).startswith("images/Overview.png and images/overview.png differ only in letter case")


def test_typing_mistake_can_be_replaced() -> None:
    bundle = listing(readme=README.replace("Choose the site", "Choose the seperate site"))

    finding = only_finding(bundle, "GEN-011")

    assert (finding.severity, finding.file, finding.line, finding.column) == (Severity.ADVICE, "README.md", 14, 15)
    assert render(finding.message) == "“seperate” might be a spelling mistake. Did you mean “separate”?"
    assert "Choose the separate site" in fixed_text(bundle, finding)


def test_same_typing_mistake_twice_is_one_finding() -> None:
    bundle = listing(readme=README.replace("Need help?", "Teh first. Teh second. Need help?"))

    finding = only_finding(bundle, "GEN-011")

    assert render(finding.message) == "“Teh” might be a misspelling of “The”. The word appears in 2 places."
    assert "The first. The second." in fixed_text(bundle, finding)


def test_typing_mistake_in_code_is_left_alone() -> None:
    assert findings_in(listing(readme=README.replace("Need help?", "Need `seperate` help?")), "GEN") == []


@pytest.mark.parametrize(
    "text",
    [
        "Enter <YOUR_API_KEY> there.",
        'Set it to "<YOUR_QUEUE>".',
        "Open <YOUR_ACME_HOST>/admin.",
        "```\n<YOUR_QUEUE>\n```",
    ],
)
def test_placeholder_for_customers_is_left_alone(text: str) -> None:
    readme = README.replace("Need help?", f"{text}\n\nNeed help?")

    assert [one.code for one in findings_in(listing(readme=readme), "GEN")] == []


@pytest.mark.parametrize("kind", ["agent", "api_oauth", "api_exception", "tile_only"])
def test_every_placeholder_of_a_start_text_is_found(kind: str) -> None:
    texts = "\n".join(setup_texts(kind, "Acme Widget").values())
    readme = README.replace("Connect your account in three steps.", f"{texts}\n")
    values = [one.value for one in findings_in(listing(readme=readme), "GEN") if one.code == "GEN-009"]

    assert sorted(values) == sorted(re.findall("<YOUR_[A-Z_]+>", texts))


def test_template_text_is_read_after_a_line_break_of_a_note() -> None:
    note = '{"content": "# Hosts\\n\\nTODO: ask product for the text.\\n\\nA stodo\\nTODOS"}\n'

    bundle = listing(files={"assets/dashboards/a.json": note})

    assert [(one.value, one.column) for one in findings_in(bundle, "GEN") if one.code == "GEN-009"] == [("TODO", 25)]


def test_comment_in_code_is_no_text_of_a_template() -> None:
    board = '{"content": "(() => { // TODO: sort\\n})()"}\n'

    assert "GEN-009" not in [one.code for one in findings_in(listing(files={"assets/monitors/a.json": board}), "GEN")]


def test_names_are_prepared_once_and_sought_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many unknown files and many texts: each name costs one search in each text, and the searched bytes
    are limited.
    """
    bundle = listing(files={f"d{number}/f{number}.txt": "x" for number in range(30)})
    prepared: list[str] = []
    spellings = file_map._spellings
    monkeypatch.setattr(file_map, "_spellings", lambda name: prepared.append(name) or spellings(name))

    assert len(findings_in(bundle, "GEN")) == len(prepared) == 30

    size = sum(len(source.data) for _, source in file_map.text_files(bundle))
    monkeypatch.setattr(file_map, "_MAX_SEARCHED_BYTES", size * 20)
    assert len(findings_in(bundle, "GEN")) == 20
