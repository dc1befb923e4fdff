"""The case of titles. Only ordinary words change. Pure functions of text.

Possible names stay as they are: unknown words, words with a digit or a capital inside, words after a vendor's name,
variables, placeholders, code and quoted text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from tilekit.platform_lists import line_set

SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "per", "the", "to", "vs", "with")
)
# Upper or lower case in titles: at the end and after a hyphen, they are verbs ("Users Who Log In", "How-To").
_EITHER = frozenset(("but", "into", "if", "is", "nor", "off", "onto", "out", "over", "than", "up", "via", "when"))
_MAKERS = frozenset((
    "adobe", "alibaba", "amazon", "apache", "apple", "atlassian", "aws", "azure", "cisco", "citrix", "cloud",
    "cloudflare", "confluent", "databricks", "datadog", "dell", "elastic", "fastly", "gcp", "google", "hashicorp",
    "ibm", "intel", "meta", "microsoft", "mongo", "nvidia", "oracle", "red", "salesforce", "sap", "servicenow",
    "snowflake", "splunk", "vmware", "windows",
))  # fmt: skip
# Names that appear in many titles. The words after them don't belong to the name.
_PRODUCT_NAMES = frozenset((
    "airflow", "android", "ansible", "argo", "bigquery", "cassandra", "chrome", "clickhouse", "docker", "dynamodb",
    "ebpf", "elasticsearch", "envoy", "fargate", "firefox", "graphql", "grpc", "hadoop", "haproxy", "ios", "istio",
    "java", "javascript", "jenkins", "jira", "kafka", "kubernetes", "lambda", "linux", "macos", "mariadb",
    "memcached", "mysql", "nginx", "okta", "postgres", "postgresql", "prometheus", "python", "rabbitmq", "redis",
    "redshift", "ruby", "safari", "slack", "spark", "stripe", "terraform", "tomcat", "twilio", "unix", "websocket",
    "zendesk", "zookeeper", "mbps", "kbps", "gbps", "tbps", "vcpu", "vcpus",
))  # fmt: skip
ACRONYMS = frozenset((
    "api", "cpu", "dns", "gpu", "html", "http", "https", "ip", "json", "jvm", "mfa", "ram", "rpc", "saml", "sla", "slo",
    "sql", "ssh", "ssl", "sso", "tcp", "tls", "ttl", "udp", "uri", "url", "vpn",
))  # fmt: skip
# Pairs of ordinary words that together are the name of a product.
_PAIRS = frozenset((
    "app service", "application security", "error tracking", "event hub", "key vault", "merge queue", "service bus",
))  # fmt: skip
_KEPT = (
    r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|%?\{[^{}]*\}|\[\[[^\[\]]*\]\]|<[^<>]*>|`[^`]*`|\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']*'"
    r"|[$@#%&]+[\w.]+|\w*_\w*|\w+(?:[.:@=\\]+\w+)+"
)
_PART = re.compile(rf"(?P<literal>{_KEPT})|[^\W_]+(?:[’'][^\W_]+)*")
# A word after one of these begins a new part, and one joined to such a part belongs to it: Used/Total.
_FREE = re.compile(r"[:(\[{/|–—→\"“‘«-]\s*$")
_WORD_JOINT = re.compile(r"(?: ?[/|] ?|[–-])(?=[^\W\d_])")
_BRACKETS = ("()", "[]")
_MAX_SHORT_WORD = 3
_ENDINGS = ("s", "es", "ed", "est", "ing", "ly")


class _Word(Struct, frozen=True):
    """A word of a title.

    is_name is True if it may be a name, which stays as it is; is_free is True if it may have a capital at its position.
    """

    text: str
    start: int
    is_name: bool
    is_free: bool

    @property
    def small(self) -> str:
        return self.text.lower()

    @property
    def is_ordinary(self) -> bool:
        return not self.is_name and is_ordinary(self.small)

    @property
    def is_raised(self) -> bool:
        return self.text[0].isupper()


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is certainly not a name."""
    if word in line_set("ordinary_words.txt") or word in SMALL or word in _EITHER:
        return True
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return any(map(_is_stem, stems)) or (word.endswith("ies") and _is_stem(f"{word.removesuffix('ies')}y"))


def _is_stem(word: str) -> bool:
    words = line_set("ordinary_words.txt")
    return len(word) > 2 and (word in words or f"{word}e" in words or (word[-1] == word[-2] and word[:-1] in words))


def _are_all_capitals(words_of_title: Iterable[_Word]) -> bool:
    words = [word for word in words_of_title if word.text.isalpha()]
    is_loud = all(word.text.isupper() for word in words) and sum(len(word.text) for word in words) > 8
    return (
        is_loud
        and len(words) > 1
        and any(len(word.text) > _MAX_SHORT_WORD and is_ordinary(word.small) for word in words)
    )


@lru_cache(maxsize=2048)
def in_sentence_case(title: str, names: frozenset[str] = frozenset()) -> str | None:
    """The title in sentence case; None if it must change but one of its words might be a name.

    names are the words of the product's own names, in lower case.
    """
    words = list(_words_of_title(title, names))
    if not words:
        return title
    if _are_all_capitals(words):
        is_sure = all(word.is_ordinary or word.small in ACRONYMS | names for word in words if word.text.isalpha())
        small = {word.start: word.small for word in words[words[0].start == 0 :] if word.is_ordinary}
        first = {0: words[0].text.capitalize()} if words[0].start == 0 and words[0].is_ordinary else {}
        return _with_words(title, small | first) if is_sure else None
    better = _with_first_capital(title, words[0])
    if not _is_title_cased(words):
        return better
    lower = (word for word in words if word.start and word.is_ordinary and not word.is_free)
    changed = {word.start: word.small for word in lower if word.is_raised}
    return _with_words(better, changed) if _are_all_known(words, names) else None


def in_title_case(title: str) -> str:
    """The title with a capital on every ordinary word except the small ones. Possible names stay as they are."""
    words = list(_words_of_title(title, frozenset()))
    small = SMALL | _EITHER
    lower = [word for word in words if word.start and word.is_ordinary and not word.is_free]
    changed = {word.start: _capitalised_word(word) for word in lower if not word.is_raised and word.small not in small}
    if all(word.is_ordinary for word in words):
        inner = [word for word in lower[:-1] if word.small in SMALL and word.text.istitle()]
        changed |= {word.start: word.small for word in inner}
    return _with_first_capital(_with_words(title, changed), words[0]) if words else title


def as_title(words: str) -> str:
    """Generated words as a title: small words in lower case, abbreviations in capitals, other words capitalised."""
    parts = words.split(" ")
    capitalised = (part.upper() if part in ACRONYMS else f"{part[:1].upper()}{part[1:]}" for part in parts)
    return " ".join(
        part if at and part in SMALL else new for at, (part, new) in enumerate(zip(parts, capitalised, strict=True))
    )


def capitalised(text: str) -> str:
    """The text with a capital at its start, if its first word is an ordinary one."""
    words = list(_words_of_title(text, frozenset()))
    return _with_first_capital(text, words[0]) if words else text


def _words_of_title(title: str, names: frozenset[str]) -> Iterator[_Word]:
    """The words of a title, without variables, code and the like."""
    end, follows_name = 0, False
    for part in _PART.finditer(title):
        text = part[0]
        is_next = title[end : part.start()] == " "
        is_part = _FREE.search(title, end, part.start()) or _WORD_JOINT.match(title, part.end())
        is_free = bool(is_part) or any(
            title.count(pair[0], 0, end) > title.count(pair[1], 0, end) for pair in _BRACKETS
        )
        if part["literal"]:
            follows_name, end = False, part.end()
            continue
        is_odd = text.lower() != text and text.capitalize() != text and not text.isupper()
        pair = f"{title[:end].rpartition(' ')[2]} {text}".lower()
        follows = is_next and text[0].isupper() and (follows_name or pair in _PAIRS)
        is_name = is_odd or not text.isalpha() or text.lower() in names or follows or _is_name(text)
        follows_name, end = follows or _leads_a_name(text, names, is_first=not part.start()), part.end()
        yield _Word(text, part.start(), is_name, is_free)


def _leads_a_name(word: str, names: frozenset[str], *, is_first: bool) -> bool:
    """Whether capitalised words after this one may belong to the same name.

    A capital on the first word of a title is no sign of a name.
    """
    small = word.lower()
    if small in _MAKERS or small in names:
        return True
    is_plain = small in _PRODUCT_NAMES or _is_abbreviated(word) or not word.isalpha() or is_ordinary(small)
    return not is_plain and small != word and not (is_first and word.istitle())


def _is_abbreviated(word: str) -> bool:
    """Whether the word is in capitals, apart from a plural s: CPU, IPs."""
    return word.isupper() or (word[:-1].isupper() and word.endswith("s"))


def _is_name(word: str) -> bool:
    return word.lower() in _PRODUCT_NAMES or word.lower() in _MAKERS


def _is_title_cased(words: Sequence[_Word]) -> bool:
    """Whether every longer word after the first is capitalised, except for names.

    At least one of these words must be an ordinary word.
    """
    plain = [
        word
        for word in words
        if word.start and len(word.text) > _MAX_SHORT_WORD and not word.is_name and not word.text.isupper()
    ]
    return all(word.is_raised for word in plain) and any(word.is_ordinary and not word.is_free for word in plain)


def _are_all_known(words: Sequence[_Word], names: frozenset[str]) -> bool:
    """Whether every capitalised word is an ordinary word, an abbreviation or a one-word name."""
    all_names = _PRODUCT_NAMES | names
    return not any(word.small in _MAKERS for word in words) and all(
        word.is_ordinary
        or _is_abbreviated(word.text)
        or not word.text.isalpha()
        or word.small in all_names
        or not word.is_raised
        for word in words
    )


def _with_first_capital(title: str, first: _Word) -> str:
    """The title with a capital on its first word, if that word is ordinary and starts the title."""
    if first.start or first.is_name or first.is_raised or not (is_ordinary(first.small) or first.small in ACRONYMS):
        return title
    return _with_words(title, {0: _capitalised_word(first)})


def _capitalised_word(word: _Word) -> str:
    return word.text.upper() if word.text in ACRONYMS else word.text[0].upper() + word.text[1:]


def _with_words(title: str, changed: dict[int, str]) -> str:
    """The title with the words at these offsets replaced by others of the same length."""
    for start, word in changed.items():
        title = title[:start] + word + title[start + len(word) :]
    return title
