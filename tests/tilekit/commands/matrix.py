"""Every type of file that a listing may have, and faults that each of them can have."""

import json
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import yaml

from tests.tilekit.listing import base_files

# One valid file of each type.
FILES: dict[str, bytes] = {
    **base_files(),
    "assets/service_checks.json": b"""\
[{"agent_version": "6.0.0", "integration": "Acme Widget", "check": "acme_widget.up", "name": "Up", "groups": ["host"],
  "statuses": ["ok", "critical"], "description": "Whether it is up."}]
""",
    "assets/dataflows.yaml": b"metrics: true\n",
    "assets/configuration/spec.yaml": b"""\
name: Acme Widget
files:
- name: acme_widget.yaml
  options:
  - template: instances
    options:
    - name: url
      required: true
      description: The address.
      value: {type: string, example: http://localhost}
""",
    "assets/logs/acme-widget.yaml": b"""\
id: acme-widget
metric_id: acme-widget
backend_only: false
facets:
- {name: Queue, path: acme.queue, source: log, type: string, groups: [Acme]}
pipeline:
  type: pipeline
  name: Acme
  enabled: true
  filter:
    query: source:acme-widget
  processors:
  - type: grok-parser
    name: Parse
    enabled: true
    source: message
    samples: ["up 1"]
    grok: {supportRules: "", matchRules: "rule %{word:acme.queue} %{integer:n}"}
  - {type: status-remapper, name: Status, enabled: true, sources: [level]}
""",
    "assets/logs/acme-widget_tests.yaml": b"""\
id: acme-widget
tests:
- sample: up 1
  result: {custom: {acme: {queue: "up"}, n: 1}, message: up 1, tags: ["source:LOGS_SOURCE"], timestamp: 1}
""",
    "assets/monitors/deep.json": b"""\
{"version": 2, "created_at": "2025-03-01", "last_updated_at": "2025-03-01", "title": "Deep", "tags": ["integration:a"],
 "description": "A queue is deep.", "definition": {"name": "Deep", "type": "query alert",
 "message": "Deep {{host.name}}", "tags": [], "priority": 3,
 "query": "avg(last_5m):avg:acme_widget.queue.depth{*} by {host} > 10",
 "options": {"thresholds": {"critical": 10, "warning": 5}, "notify_no_data": false}}}
""",
    "assets/saved_views/all.json": b"""\
{"name": "All", "type": "logs", "page": "stream", "query": "source:acme-widget", "timerange": {"interval_ms": 900000},
 "visible_facets": [], "options": {"columns": ["host"], "show_date_column": true}}
""",
    "assets/security/rule.json": b"""\
{"name": "Rule", "type": "log_detection", "partnerRuleId": "ext-1", "isEnabled": true, "message": "Something happened.",
 "cases": [{"name": "", "status": "info", "condition": "a > 0"}], "tags": ["source:acme-widget"], "options": {},
 "queries": [{"name": "a", "query": "source:acme-widget", "aggregation": "count", "groupByFields": []}]}
""",
    "assets/oauth_clients.json": b'{"integration": {"name": "Acme Widget", "scopes": ["a"], "redirect_uris": ["x"]}}\n',
    "images/film.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0",
    "dist/acme_widget-1.0.0-py3-none-any.whl": b"PK\5\6" + bytes(18),
    "eula.pdf": b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n",
    "pyproject.toml": b'[project]\nname = "acme-widget"\n',
    "datadog_checks/acme_widget/check.py": b"class AcmeCheck:\n    pass\n",
    "datadog_checks/acme_widget/data/conf.yaml.example": b"init_config:\ninstances:\n  - url: a\n",
}  # fmt: skip
Fault = Callable[[str, bytes], bytes | None]
LETTERS = "abcdefghij"
BOMB = b"a: &a [x, x]\n" + b"".join(
    f"{new}: &{new} [{', '.join(f'*{old}' for _ in LETTERS)}]\n".encode() for old, new in pairwise(LETTERS)
)
DEEP = {".json": b"[", ".yaml": b"[", ".md": b"> ", ".csv": b'"', ".svg": b"<g>", ".py": b"(", ".toml": b"a=["}
JSON, YAML = ".json", ".yaml"


def _replace_level(value: object, depth: int, path: str, data: bytes) -> bytes | None:
    """Replace the values on one level of a JSON or YAML file; level 9 is all values that contain no others."""
    if not path.endswith((JSON, YAML)):
        return data
    read = json.loads(data) if path.endswith(JSON) else yaml.safe_load(data)
    broken = _with_level_replaced(read, value, depth)
    return (json.dumps(broken) if path.endswith(JSON) else yaml.safe_dump(broken)).encode()


def _with_level_replaced(read: object, value: object, depth: int) -> object:
    if depth == 0:
        return value
    if isinstance(read, dict):
        return {key: _with_level_replaced(inner, value, depth - 1) for key, inner in read.items()}
    if isinstance(read, list):
        return [_with_level_replaced(inner, value, depth - 1) for inner in read]
    return value if depth > 1 else read


def _replace_spelling(text: bytes, path: str, data: bytes) -> bytes | None:
    """Replace every plain value of a file with this spelling."""
    if path.endswith(JSON):
        return json.dumps(_with_level_replaced(json.loads(data), "@", 99)).encode().replace(b'"@"', text)
    if path.endswith(YAML):
        return yaml.safe_dump(_with_level_replaced(yaml.safe_load(data), "@", 99)).encode().replace(b"'@'", text)
    if path.endswith(".csv"):
        return data.partition(b"\n")[0] + b"\n" + b",".join([text] * 11) + b"\n"
    return data.replace(b"1", text)


def _value_faults() -> Iterator[tuple[str, Fault]]:
    values = {"null": None, "number": 7, "text": "x", "list": [1, ["a"]], "object": {"a": {"b": 1}}, "flag": True}
    for depth in (0, 1, 2, 3, 4, 99):
        for name, value in values.items():
            yield f"{name} in level {depth}", partial(_replace_level, value, depth)
    for text in (b"9" * 300, b"9" * 5000, b"1e308", b"1e999", b"-1e999", b"NaN", b".nan", b".inf", b"-1", b"0.1"):
        yield f"{text[:6].decode()} {len(text)}", partial(_replace_spelling, text)
    for name, text in {
        "half": b'"\\ud800"',
        "signs": b'"\\u0000\\u202e\\u001b[1m"',
        "long": b'"' + b"x" * 30_000 + b'"',
    }.items():
        yield f"{name} in texts", partial(_replace_spelling, text)


def _cut_off(part: int, path: str, data: bytes) -> bytes | None:
    """The first fifths of a file, or the file without its last bytes."""
    return data[: len(data) * part // 5] if part > 0 else data[:part]


BYTES: dict[str, Fault] = {
    "missing": lambda path, data: None,
    "empty": lambda path, data: b"",
    "white space": lambda path, data: b" \n\t\r\n ",
    **{f"cut after {part}/5": partial(_cut_off, part) for part in range(1, 5)},
    **{f"cut before {-end}": partial(_cut_off, end) for end in (-1, -2, -4)},
    "byte order mark": lambda path, data: b"\xef\xbb\xbf" + data,
    "two marks": lambda path, data: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
    "UTF-16": lambda path, data: data.decode("latin-1").encode("utf-16"),
    "UTF-16 LE": lambda path, data: data.decode("latin-1").encode("utf-16-le"),
    "UTF-16 BE": lambda path, data: b"\xfe\xff" + data.decode("latin-1").encode("utf-16-be"),
    "Latin-1": lambda path, data: data[: len(data) // 2] + b"\xe9" + data[len(data) // 2 :],
    "Windows line ends": lambda path, data: data.replace(b"\n", b"\r\n"),
    "old line ends": lambda path, data: data.replace(b"\n", b"\r"),
    "other line ends": lambda path, data: data.replace(b"\n", b"\xe2\x80\xa8\n", 9).replace(b" ", b"\xc2\x85", 9),
    "NUL bytes": lambda path, data: data.replace(b"a", b"\0a", 3) + b"\0" * 9,
    "control characters": lambda path, data: data.replace(b"e", b"\x1be\x07", 5),
    "composed and decomposed": lambda path, data: data.replace(b"e", "e\u0301é\U0001f600".encode(), 50),
    "nesting": lambda path, data: DEEP.get(Path(path).suffix, b"(") * 100_000,
    "equal keys": lambda path, data: b"{" + data.strip()[1:-1] + b"," + data.strip()[1:-1] + b"}",
    "twice": lambda path, data: data + data,
    "aliases": lambda path, data: BOMB,
    "half a character": lambda path, data: data.replace(b'": "', b'": "\\ud800', 3),
    "backwards": lambda path, data: data[::-1],
    "one long line": lambda path, data: data.replace(b"\n", b" ") + b"x" * 200_000,
    "quotation marks": lambda path, data: b'"' * 50_000,
    "tags": lambda path, data: b"<a " * 40_000,
    "braces": lambda path, data: data.replace(b'": "', b'": "{x}{0}%s{'),
    **dict(_value_faults()),
}  # fmt: skip


def _write_sparse_file(place: Path) -> None:
    """Write a file of 12 MB, which is more than any file but a wheel or a video may have."""
    with place.open("wb") as file:
        file.truncate(12_000_000)


def _link_to_itself(place: Path) -> None:
    place.symlink_to(place.name)


PLACED: dict[str, Callable[[Path], None]] = {
    "much": _write_sparse_file,
    "a folder": Path.mkdir,
    "a link to a file": lambda place: place.symlink_to(place.parent / "nothing"),
    "a link outside": lambda place: place.symlink_to("/etc/passwd"),
    "a link to a folder": lambda place: place.symlink_to(place.parent),
    "a link to itself": _link_to_itself,
}
NAMES: dict[str, Callable[[Path], Path]] = {
    "wrong case": lambda place: place.with_name(place.name.swapcase()),
    "spaces": lambda place: place.with_name(f" a b {place.name}"),
    "decomposed": lambda place: place.with_name(f"e\u0301{place.name}"),
    "control character": lambda place: place.with_name(f"\x1b[1m\n{place.name}"),
    "very long": lambda place: place.with_name("x" * (255 - len(place.name)) + place.name),
    "no text": lambda place: place.with_name(f"\udcff{place.name}"),
}


# Files that are broken together; files that refer to each other are in different groups.
GROUPS = tuple(list(FILES)[number::5] for number in range(5))


def write_broken(folder: Path, group: Collection[str], fault: str) -> None:
    """Write the whole listing to a folder, with this fault in the files of the group."""
    for path, data in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if path not in group:
            (folder / path).write_bytes(data)
        elif fault in PLACED:
            PLACED[fault](folder / path)
        elif fault in NAMES:
            NAMES[fault](folder / path).write_bytes(data)
        elif (broken := BYTES[fault](path, data)) is not None:
            (folder / path).write_bytes(broken)
