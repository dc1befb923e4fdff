"""GEN-013: links to hosts that only the vendor can reach, and images that count visitors."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import source_of
from tilekit.checks.agent.spec_file import spec_of
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.detection_rules.rule_files import files
from tilekit.checks.domains import domain_of, is_internal_host, test_word
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.author import manifest_addresses
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.monitors.template_files import templates
from tilekit.checks.readme.images import TRACKER, counts_visitors
from tilekit.checks.readme.markdown_text import MarkdownText, markdown_texts
from tilekit.checks.readme.relative_links import path_in_folder
from tilekit.checks.readme.urls import is_external, split_url
from tilekit.checks.registry import check
from tilekit.checks.service_checks import file as service_checks
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import objects, text
from tilekit.parse.python_modules import literal
from tilekit.parse.text import matches_in, spaces_for

_URL = re.compile(r"(?i:https?)://[^\s<>\"'`|()\[\]]*[\w/]")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`]*`", re.DOTALL)
_IMAGE = re.compile(
    r"!\[[^\]]{0,300}\]\(\s*<?(?P<markdown>https?://[^\s)>]+)|<img\b[^>]{0,300}?\bsrc\s*=\s*[\"']?(?P<tag>https?://[^\s\"'>]+)"
)
# The reader's own machine, not the vendor's.
_OWN_MACHINE = re.compile(
    r"\blocal(?:ly)?\b|port-forward|\byour (?:own )?(?:browser|host|instance|machine|server)\b", re.IGNORECASE
)
# An address of the vendor's network by number, and the words of a sentence in which it stands for the customer's.
_PRIVATE_NUMBER = re.compile(r"https?://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d")
_EXAMPLE = re.compile(
    r"\b(?:examples?|e\.g|i\.e|for instance|such as|defaults?|your|replac\w+|like|set|enter)\b",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(r"wiki|docs?\b|runbook|guide|confluence|jira|browse/|help|manual", re.IGNORECASE)
_FOR_EVERYONE = ("", "demo", "dev", "preview", "sandbox", "test")
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_OF_MONITOR = ("/definition/message", "/definition/options/escalation_message", "/description")
_MESSAGE = N_("{value} is not a public address, so customers can't open it. Link to a public page or remove the link.")
_TEMPORARY = N_("{value} only works for a limited time. Link to a permanent page.")
_TEST_SITE = N_("{value} is a test site, which can be missing or changed at any time. Use the public one.")
_RELATIVE = N_(
    "The link {value} does not work on a dashboard. Use a full address, or a path in the app that starts with a slash."
)
_NOTE_LINK = re.compile(r"(?<!!)\[[^\]\n]{1,300}\]\(\s*<?(?P<url>[^\s)>]+)")
# Documents and chats that only members of an organisation can open.
_FOR_MEMBERS = re.compile(
    r"://(?:docs\.google\.com/\w+/d/[^/]+/edit|[\w-]+\.sharepoint\.com/|[\w-]+\.slack\.com/archives/"
    r"|[\w-]+\.atlassian\.net/(?:browse|wiki/spaces)/|linear\.app/[\w-]+/issue/|app\.asana\.com/"
    r"|(?:www\.)?notion\.so/[^/?#]+/[^/?#]*[0-9a-f]{32}\b"
    r"|drive\.google\.com/(?:drive|file|open)\b|[\w-]+\.zoom\.us/rec/|(?:teams|onedrive)\.(?:microsoft|live)\.com/)"
    # Pages of one organisation on the platform.
    r"|://[\w.-]*(?:datadoghq\.(?:com|eu)|ddog-gov\.com)/(?:dashboard/\w{3}-\w{3}-\w{3}\b|(?:monitors|notebook|dash)/\d)",
    re.IGNORECASE,
)
# Tunnels to a developer's machine, and signed addresses that expire.
_EXPIRES = re.compile(
    r"://[\w.-]+\.(?:ngrok(?:-free)?\.(?:app|dev|io)|trycloudflare\.com|loca\.lt)\b"
    r"|[?&](?:X-Amz-Signature|X-Goog-Signature|AWSAccessKeyId)=",
    re.IGNORECASE,
)
# An address, and the function that makes the finding about it.
Address = tuple[str, Callable[[], RawFinding]]


@check(
    code="GEN-013",
    name=N_("Link that only the vendor can open"),
    severity=Severity.WARNING,
    message=_MESSAGE,
    folded=N_("{value} ({n} places) is not a public address, so customers can't open it. Link to a public page."),
    folded_variants={
        TRACKER: N_("The image {value} ({n} places) seems to count visitors. Remove it."),
        _RELATIVE: N_("The link {value} ({n} places) does not work on a dashboard. Use a full address."),
        _TEST_SITE: N_("{value} ({n} places) is a test site. Use the public one."),
        _TEMPORARY: N_("{value} ({n} places) only works for a limited time. Link to a permanent page."),
    },
    applies_to=N_("README, manifest, dashboards, monitors, detection rules"),
    expected=N_("Links lead to public hosts, and no image counts visitors"),
    bad="https://wiki.acme.internal/setup",
    good="https://docs.acme.example/setup",
)
def links_to_public_hosts(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No link leads to a private address or the name of an internal host. Addresses in code are examples."""
    named = [*_in_manifest(bundle), *(link for text in markdown_texts(bundle) for link in _links(text))]
    for address, finding in chain(named, _in_prose(bundle), _in_assets(bundle), _in_descriptions(bundle)):
        is_internal = is_external(address) and is_internal_host(split_url(address).hostname or "")
        if is_internal or _FOR_MEMBERS.search(address):
            yield finding()
        elif _EXPIRES.search(address):
            yield replace(finding(), message=_TEMPORARY)
    yield from _test_sites(bundle, named)
    yield from _in_notes(bundle)
    yield from _in_code(bundle)


def _in_prose(bundle: Bundle) -> Iterator[Address]:
    for markdown_text, line, match in _urls(bundle):
        is_of_vendor = _PRIVATE_NUMBER.match(match[0]) and not _is_example(match)
        if is_of_vendor or _DOCUMENTS.search(match[0]) or _FOR_MEMBERS.search(match[0]):
            yield match[0], partial(markdown_text.finding, line, match.start() + 1, value=match[0])


def _in_sentences(bundle: Bundle) -> Iterator[Address]:
    """The addresses in the prose, unless a word says that one is an example."""
    for markdown_text, line, match in _urls(bundle):
        if not _is_example(match):
            yield match[0], partial(markdown_text.finding, line, match.start() + 1, value=match[0])


def _is_example(address: re.Match[str]) -> bool:
    """Whether another word of its line says that an address is an example."""
    return _EXAMPLE.search(address.string.replace(address[0], "")) is not None


def _urls(bundle: Bundle) -> Iterator[tuple[MarkdownText, int, re.Match[str]]]:
    for markdown_text in markdown_texts(bundle):
        markdown = markdown_text.markdown
        automatic = (link for link in markdown.links if link.is_auto)
        matches = ((link.line, _URL.search(markdown.lines[link.line - 1], link.column - 1)) for link in automatic)
        for line, match in (*matches_in(markdown.prose, _URL, ("://",)), *matches):
            if match:
                yield markdown_text, line, match


def _links(text: MarkdownText) -> Iterator[Address]:
    """The links of a text, each at the place of its address. A link to the reader's own machine is not included."""
    lines, markdown = text.markdown.lines, text.markdown
    places = {(one.line, 1): one.url for one in markdown.definitions}
    places |= {(link.line, link.column): link.url for link in markdown.links if not link.label and not link.is_auto
               and split_url(link.text).netloc != split_url(link.url).netloc}  # fmt: skip
    places |= {(tag.line, tag.column): dict(tag.attributes).get("href", "") for tag in markdown.tags if tag.name == "a"}
    for (line, column), url in places.items():
        if split_url(url).hostname not in _LOCAL or not _OWN_MACHINE.search(lines[line - 1]):
            yield url, partial(text.finding, line, column, value=url)


def _test_sites(bundle: Bundle, named: Sequence[Address]) -> Iterator[RawFinding]:
    """Sites of the vendor for its own tests, among the addresses of resources and links and in sentences.

    Sites for developers, trials and demonstrations are for everyone.
    """
    manifest = readable_manifest(bundle)
    addresses = manifest_addresses(manifest) if manifest else []
    domain = domain_of(addresses[0][1]) if addresses else ""
    if not domain:
        return
    if manifest and test_word(split_url(addresses[0][1]).hostname or ""):
        yield manifest.finding(addresses[0][0], value=addresses[0][1], message=_TEST_SITE)
    links = {address for address, _ in named}
    for address, finding in (*named, *(one for one in _in_sentences(bundle) if one[0] not in links)):
        host = (split_url(address).hostname or "") if domain in address else ""
        if test_word(host) not in _FOR_EVERYONE and domain_of(address) == domain:
            yield replace(finding(), message=_TEST_SITE)


def _in_manifest(bundle: Bundle) -> Iterator[Address]:
    """The addresses of resources. MF-031 reports the home page."""
    if manifest := readable_manifest(bundle):
        for pointer, url in manifest_addresses(manifest)[1:]:
            yield url, partial(manifest.finding, pointer, value=url)


def _in_assets(bundle: Bundle) -> Iterator[Address]:
    for board in boards(bundle):
        for widget in board.widgets:
            pointer = f"{widget.pointer}/definition"
            for at, link in objects(widget.definition.get("custom_links")):
                yield (
                    text(link.get("link")),
                    partial(board.asset.finding, f"{pointer}/custom_links/{at}/link", link.get("link")),
                )
            for key in ("content", "url", "url_dark_theme", "banner_img"):
                if value := widget.definition.get(key):
                    yield from _in_value(board.asset, f"{pointer}/{key}", value)
    for asset in templates(bundle):
        for pointer in _OF_MONITOR:
            yield from _in_value(asset, pointer, asset.at(pointer))
    for asset in files(bundle):
        yield from _in_value(asset, "/message", asset.value.get("message"))


def _in_descriptions(bundle: Bundle) -> Iterator[Address]:
    """Documents in the descriptions of service checks and options. Other addresses there are examples."""
    for asset in service_checks.files(bundle):
        for at, about in service_checks.texts_under(asset, "description"):
            yield from _in_value(asset, f"/{at}/description", about) if _DOCUMENTS.search(about) else ()
    spec = spec_of(bundle)
    for option in spec.options() if spec else ():
        for match in _URL.finditer(text(option.value.get("description"))):
            if spec and _DOCUMENTS.search(match[0]):
                yield match[0], partial(spec.finding, f"{option.pointer}/description", match[0])


def _in_value(asset: Asset, pointer: str, content: Json) -> Iterator[Address]:
    value = text(content)
    for match in _URL.finditer(_CODE.sub(spaces_for, value)) if "://" in value else ():
        yield match[0], partial(_inside, asset, pointer, match)


def _inside(asset: Asset, pointer: str, match: re.Match[str]) -> RawFinding:
    return asset.inside(asset.finding(pointer, match[0]), match.start())


def _in_code(bundle: Bundle) -> Iterator[RawFinding]:
    """Addresses in the code of an Agent check, except those of the machine itself and of its cloud."""
    source = source_of(bundle)
    for path, module in source.modules.items() if source else ():
        for node in module.nodes if "://" in module.text else ():
            match = _URL.match(literal(node) or "")
            host = (split_url(match[0]).hostname or "") if match else ""
            is_own = host in (*_LOCAL, "0.0.0.0") or host.startswith(("127.", "169.254.", "metadata."))  # noqa: S104
            if source and match and isinstance(node, ast.Constant) and is_internal_host(host) and not is_own:
                hit = source.hit(path, node.lineno, node.col_offset + 1, value=match[0])
                yield hit.finding(_MESSAGE)


def _in_notes(bundle: Bundle) -> Iterator[RawFinding]:
    """Images in notes that count visitors, and links to files. RM-020 and RM-050 report those of the README."""
    for board in boards(bundle):
        for widget in board.widgets:
            pointer, content = f"{widget.pointer}/definition/content", text(widget.definition.get("content"))
            for match in _IMAGE.finditer(content) if "http" in content else ():
                if counts_visitors(match["markdown"] or match["tag"]):
                    yield board.asset.finding(pointer, match["markdown"] or match["tag"], message=TRACKER)
            for match in _NOTE_LINK.finditer(content):
                if path_in_folder(match["url"]):
                    yield board.asset.finding(pointer, match["url"], message=_RELATIVE)
