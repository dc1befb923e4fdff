"""GEN-014: passwords and tokens that are written into code, examples and texts."""

import ast
import re
from binascii import Error, a2b_base64
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AGENT_PACKAGE, AgentSource, RawSourceFinding, source_of
from tilekit.checks.agent.spec_file import spec_of
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.listing.secrets import is_random
from tilekit.checks.parsed_files import is_unpublished, text_files
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text as text_of_value
from tilekit.parse.python_modules import dotted, literal
from tilekit.parse.text import SourceText

_NAME = (
    r"(?:password|passwd|passphrase|pwd|secret(?:[_-]?key)?|client[_-]?secret|(?:auth|access|api|bearer)[_-]?token"
    r"|api[_-]?key)"
)
_SECRET_NAME = re.compile(rf"(?:.*[_-])?{_NAME}", re.IGNORECASE)
# Every assignment, sentence and command contains one of them.
_SECRET_WORDS = ("pass", "pwd", "secret", "token", "api", "curl")
# In lower case: a pattern that ignores case is several times slower.
_PAIR_NAME = re.compile(r"(?:\w*_)?(?:auth|credentials?|creds|login)", re.IGNORECASE)
_ASSIGNED = re.compile(rf"{_NAME}[\"']?\s*(?:[:=]|=>)\s*[\"']?([^\s\"'<>{{}}$%,;`()\[\]]{{8,64}})(?=[\s\"',;`]|$)")
_IN_ADDRESS = re.compile(r"://[^\s:/@\"'<>{}$]{1,40}:([^\s:/@\"'<>{}$]{6,64})@[\w.-]")
# "Log in with the password `Wint3r-rain`." and "curl --user admin:Wint3r-rain".
_IN_SENTENCE = re.compile(
    r"\b(?:password|passphrase|client secret|token)\b(?: is| of)? [`\"“]([^\s`\"”<>{}$]{8,64})[`\"”]"
)
_OF_USER = re.compile(r"\bcurl\b[^\n|]*\s(?:-u|--user)[ =]?[\"']?[\w.@-]{1,40}:([^\s:\"'<>{}$]{6,64})")
_BASIC = re.compile(r"\bBasic ([A-Za-z0-9+/]{12,}={0,2})")
_WEB_TOKEN = re.compile(r"\b(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,})")
_PLACEHOLDER = re.compile(
    r"change|datadog|dummy|example|fake|hidden|insert|key$|mock|^my|none|null|pass(?:word|wd|phrase)?\b|placeholder"
    r"|redact|replace|sample|secret|some|test|token|user|xxx|your|\*\*|^\W*$|^ENC\[|^(.)\1*$|^[0-9a-f]{32,}$|^(?:env|file|https?|vault):|/",
    re.IGNORECASE,
)
# Digests and commits look the same, so the name must come first. GEN-008 reports the values of api_key and app_key.
_LONG_TOKEN = re.compile(
    r"(?:token|secret|password|(?:auth|access|client|private|secret)[_-]?key)[\"'`]?(?:\s*(?:[:=]|=>)\s*|\s+)[\"'`]?"
    r"([0-9a-f]{32,128})(?![\w-])"
)
_HEXADECIMAL = re.compile(r"[0-9a-f]{32,128}")
_API_KEY = re.compile(r"(?:.*_)?api[_-]?key", re.IGNORECASE)
_HAS_DIGIT_AND_LETTER = re.compile(r"(?=.*\d)(?=.*[A-Za-z])")
_SECRET_VALUE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[^\s\"'<>{}$%,;`()\[\]]{8,128}")
_MIN_LITERAL = 5
# Samples of logs, and files that are too large for settings.
_NOT_READ = ("assets/dashboards/", "assets/logs/", "assets/saved_views/", "images/", AGENT_PACKAGE)
_NOT_READ_SUFFIXES = (".svg", ".csv", ".py")
_MESSAGE = N_(
    "A password or token is written here. Remove it, change it wherever it is used, and write a placeholder such as "
    "<PASSWORD>."
)


@check(
    code="GEN-014",
    name=N_("Password in a file"),
    severity=Severity.WARNING,
    message=_MESSAGE,
    applies_to=N_("all files"),
    expected=N_("No passwords or tokens in code, examples and addresses, only placeholders"),
    bad='password = "Wint3r-rain"',
    good='password = self.instance.get("password")',
)
def contains_no_password(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No password or token is written in a file that customers get. GEN-008 reports keys of a known shape."""
    for path, source in text_files(bundle):
        if not (is_unpublished(path) or path.startswith(_NOT_READ) or path.endswith(_NOT_READ_SUFFIXES)):
            for place, value in ((source.position(at), value) for at, value in _in_text(source.text)):
                yield finding(file=path, line=place.line, column=place.column, value=value)
    yield from _in_spec(bundle)
    if agent := source_of(bundle):
        yield from (hit.finding(_MESSAGE) for hit in _in_agent_check(agent))


def _in_spec(bundle: Bundle) -> Iterator[RawFinding]:
    """Example values of secret options, whose names are not next to them."""
    spec = spec_of(bundle)
    for option in spec.options() if spec else ():
        value = text_of_value(option.inner.get("example"))
        is_secret = option.value.get("secret") is True or _SECRET_NAME.fullmatch(option.name)
        if spec and is_secret and _SECRET_VALUE.fullmatch(value) and _is_secret(value):
            yield spec.finding(f"{option.pointer}/value/example", value)


def _in_agent_check(agent: AgentSource) -> Iterator[RawSourceFinding]:
    for path, module in agent.modules.items():
        for node, value in _in_nodes(module.nodes):
            yield agent.hit(path, node.lineno, node.col_offset + 1, value=value)
    for path, content in agent.data.items():
        source = SourceText(content.encode("utf-8", "replace"))
        for place, value in ((source.position(at), value) for at, value in _in_text(source.text)):
            yield agent.hit(path, place.line, place.column, value=value)


def _in_text(text: str) -> Iterator[tuple[int, str]]:
    """(offset, password or token) of each one in a text."""
    lowered = text.lower()
    patterns = (_ASSIGNED, _IN_SENTENCE, *((_OF_USER,) if "curl" in text else ()))
    matches = (match for pattern in patterns for match in pattern.finditer(lowered))
    may_match = len(lowered) == len(text) and any(word in lowered for word in _SECRET_WORDS)
    for match in matches if may_match else ():
        value = text[slice(*match.span(1))]
        if _HAS_DIGIT_AND_LETTER.match(value) and not _PLACEHOLDER.search(value):
            yield match.start(1), value
    for match in _LONG_TOKEN.finditer(lowered) if may_match else ():
        if is_random(match[1].encode()):
            yield match.start(1), match[1]
    yield from _of_known_shape(text)


def _of_known_shape(text: str) -> Iterator[tuple[int, str]]:
    """Passwords in web addresses and headers, and signed tokens."""
    for match in _IN_ADDRESS.finditer(text) if "://" in text else ():
        if not _PLACEHOLDER.search(match[1]):
            yield match.start(1), match[1]
    for match in _BASIC.finditer(text) if "Basic " in text else ():
        if _holds_password(match[1]):
            yield match.start(1), match[1]
    for match in _WEB_TOKEN.finditer(text) if "eyJ" in text else ():
        yield match.start(1), match[1]


def _holds_password(encoded: str) -> bool:
    try:
        name, colon, password = a2b_base64(encoded + "=" * (-len(encoded) % 4)).decode().partition(":")
    except (Error, UnicodeDecodeError):
        return False
    return bool(name and colon and password) and not _PLACEHOLDER.search(password)


def _is_secret(value: str) -> bool:
    """Whether the value of a secret is not a placeholder."""
    return is_random(value.encode()) if _HEXADECIMAL.fullmatch(value) else not _PLACEHOLDER.search(value)


def _in_nodes(nodes: tuple[ast.AST, ...]) -> Iterator[tuple[ast.expr, str]]:
    """(text, password) of each text in code that is assigned to the name of a secret or has a known shape."""
    for node in nodes:
        for name, value in (*_assignments(node), *_defaults(node)):
            content = literal(value) or ""
            is_word = len(content) >= _MIN_LITERAL and len(content.split()) == 1
            is_reported = _HEXADECIMAL.fullmatch(content) and _API_KEY.fullmatch(name)  # by GEN-008
            if is_word and _SECRET_NAME.fullmatch(name) and _is_secret(content) and not is_reported:
                yield value, content
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node, value) for _, value in _of_known_shape(node.value))


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of variables, keywords, members of dictionaries, defaults of look-ups and pairs for `auth=`."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
        is_pair = any(_PAIR_NAME.fullmatch(dotted(target).rpartition(".")[2]) for target in node.targets)
        yield from (("password", value) for value in node.value.elts[1:] if is_pair)
    elif isinstance(node, ast.Assign):
        yield from ((dotted(target).rpartition(".")[2], node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign) and node.value:
        yield dotted(node.target).rpartition(".")[2], node.value
    elif isinstance(node, ast.keyword) and _PAIR_NAME.fullmatch(node.arg or "") and isinstance(node.value, ast.Tuple):
        yield from (("password", value) for value in node.value.elts[1:])
    elif isinstance(node, ast.keyword):
        yield node.arg or "", node.value
    elif isinstance(node, ast.Dict):
        yield from ((literal(key) or "", value) for key, value in zip(node.keys, node.values, strict=True))
    elif isinstance(node, ast.Call) and len(node.args) > 1:
        name = dotted(node.func).rpartition(".")[2]
        if name in ("get", "getenv", "setdefault"):
            yield literal(node.args[0]) or "", node.args[1]
        elif name.endswith("Auth"):
            yield "password", node.args[1]


def _defaults(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of the defaults of parameters, and of the values that `or` gives in place of an empty one."""
    if isinstance(node, ast.FunctionDef):
        positional = node.args.posonlyargs + node.args.args
        with_default = zip(reversed(positional), reversed(node.args.defaults), strict=False)
        named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        yield from ((one.arg, value) for one, value in (*with_default, *named) if value is not None)
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        name = _name_of_value(node.values[0])
        yield from ((name, value) for value in node.values[1:])


def _name_of_value(node: ast.expr) -> str:
    """The name of a variable, of a member or of what is looked up: `self.instance.get("password")`."""
    if isinstance(node, ast.Call):
        return literal(node.args[0]) or "" if node.args else ""
    if isinstance(node, ast.Subscript):
        return literal(node.slice) or ""
    return dotted(node).rpartition(".")[2]
