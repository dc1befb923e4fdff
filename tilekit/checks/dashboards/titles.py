"""How titles are written: case, words that add nothing, units and spans of time. Pure functions of text."""

import re

_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "per", "the", "to", "vs", "with")
)
# Written either way: at the end and behind a hyphen they are verbs ("Users Who Log In", "How-To").
_EITHER = frozenset(("but", "into", "if", "is", "nor", "off", "onto", "out", "over", "than", "up", "via", "when"))
# Names that stand in many titles; beside them other words show whether a title is in title case.
_KNOWN = frozenset((
    "airflow", "amazon", "android", "ansible", "apache", "argo", "azure", "bigquery", "cassandra", "chrome", "cisco",
    "cloudflare", "confluent", "databricks", "datadog", "docker", "elasticsearch", "envoy", "fargate",
    "firefox", "google", "hadoop", "istio", "java", "jenkins", "jira", "kafka", "kubernetes", "lambda", "linux",
    "memcached", "microsoft", "mongo", "nginx", "okta", "oracle", "postgres", "prometheus", "python",
    "redis", "redshift", "ruby", "safari", "salesforce", "slack", "snowflake", "spark", "splunk", "stripe", "terraform",
    "tomcat", "twilio", "unix", "windows", "zendesk", "zookeeper", "mbps", "kbps", "gbps", "tbps",
))  # fmt: skip
_ACRONYMS = frozenset((
    "api", "cpu", "dns", "gpu", "html", "http", "https", "ip", "json", "jvm", "mfa", "ram", "rpc", "saml", "sla", "slo",
    "sql", "ssh", "ssl", "sso", "tcp", "tls", "ttl", "udp", "uri", "url", "vpn",
))  # fmt: skip
_NUMBER_OF = re.compile(r"^\s*(?:the\s+)?(?:total\s+)?(?:number|count)\s+of\s+", re.IGNORECASE)
_SPAN = re.compile(
    r"[\s,:(\[-]*\b(?:(?:in|over|for|during)\s+)?(?:the\s+)?(?:last|past)\s+(?:\d+\s*)?"
    r"(?:m|min|minutes?|h|hrs?|hours?|d|days?|weeks?|months?)\b(?![’']s)[)\]]?",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:against|compared (?:to|with)|since|than|versus|vs\.?)$", re.IGNORECASE)
_LEFTOVER = re.compile(r"[\s(\[-]*\b(?:cloned|copy|test|draft|wip|tmp|untitled)\b[\s)\]-]*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[]\s*(?:in\s+)?([^()\[\]]{1,25})\s*[)\]]\s*$")
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")


def title_case(text: str) -> str:
    """Every word but the small ones begins with a capital; words that hold a capital already are names."""
    return _cased(text, is_title=True)


def sentence_case(text: str) -> str:
    """The first word begins with a capital, the others do not; words in capitals or mixed case are names."""
    return _cased(text, is_title=False)


def is_shouted(text: str) -> bool:
    """True for more than one word, all in capitals."""
    return _are_shouted(_WORD.findall(text))


def looks_title_cased(text: str, names: frozenset[str]) -> bool:
    """True where most words after the first begin with a capital and are no names (lower-case)."""
    return _are_title_cased(_WORD.findall(text), names)


def in_sentence_case(text: str, names: frozenset[str]) -> str:
    """The text in sentence case, where it is in capitals, in title case or begins small; as it is where it is not."""
    words = _WORD.findall(text)
    if _are_shouted(words):
        return sentence_case(text.lower())
    return sentence_case(text) if text[:1].islower() or _are_title_cased(words, names) else text


def _are_shouted(words: list[str]) -> bool:
    words = [word for word in words if word.isalpha()]
    return len(words) > 1 and sum(map(len, words)) > 8 and all(map(str.isupper, words))


def _are_title_cased(words: list[str], names: frozenset[str]) -> bool:
    long = [word for word in words[1:] if len(word) > 3 and word.isalpha() and not _holds_capital(word)]
    plain = [word for word in long if word.lower() not in names and word.lower() not in _KNOWN]
    return len(plain) > 0 and all(word[0].isupper() for word in plain)


def _holds_capital(word: str) -> bool:
    """Whether a letter behind the first is a capital: then it is a name, or an abbreviation."""
    return word[1:] != word[1:].lower()


def without_number_of(text: str) -> str:
    """The text from what is counted on, where it starts with "number of"."""
    rest = _NUMBER_OF.sub("", text)
    return rest[:1].upper() + rest[1:] if rest != text else text


def without_span(text: str) -> str:
    """The text without a span of time such as "last 4 hours"; one that something is compared with stays."""
    return _SPAN.sub(lambda found: found[0] if _COMPARED.search(text[: found.start()]) else "", text).strip()


def without_leftover(text: str) -> str:
    """The text without words of a copy that was not renamed, such as "(cloned)"."""
    return _LEFTOVER.sub(" ", text).strip()


def in_brackets(text: str) -> str:
    """What stands in brackets at the end, which is often a unit; "" where nothing does."""
    found = _IN_BRACKETS.search(text)
    return found.group(1).strip() if found else ""


def without_brackets(text: str) -> str:
    """The text without the brackets at its end."""
    return _IN_BRACKETS.sub("", text)


def without_name(text: str, name: str) -> str:
    """The text without the name and what joins it to the rest."""
    rest = text
    if name.casefold() in text.casefold():  # most titles have no name, and each name costs a pattern
        named = rf"(?:\b(?:of|in|for|by|on)\s+)?\b{re.escape(name)}\b[\s:-]*"
        rest = re.sub(named, "", text, flags=re.IGNORECASE)
    rest = rest.strip(" -:")
    return rest[:1].upper() + rest[1:]


def _cased(text: str, *, is_title: bool) -> str:
    count = 0

    def change(match: re.Match[str]) -> str:
        nonlocal count
        word, count = match.group(), count + 1
        if any(letter.isupper() or letter.isdigit() for letter in word[1:]) or not word[0].isalpha():
            return word
        small, is_first = word.lower(), count == 1
        if small in _ACRONYMS and word == small:
            return word.upper()
        if is_title and not is_first and _goes_either_way(small, text, match):
            return word
        is_raised = is_first or (is_title and small not in _SMALL)
        return word[0].upper() + word[1:] if is_raised or (small in _KNOWN and word != small) else small

    return _WORD.sub(change, text)


def _goes_either_way(word: str, title: str, place: re.Match[str]) -> bool:
    """Whether a title in title case may have the word with a capital or without."""
    is_last, is_joined = place.end() == len(title), title[place.start() - 1] == "-"
    return word in _EITHER or is_joined or (is_last and word in _SMALL)
