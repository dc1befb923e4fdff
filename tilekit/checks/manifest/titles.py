"""Checks of the title and the short description."""

import re
import unicodedata
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need, title_key
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check, manifest_of
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.registry import check
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.core.name_characters import misplaced_character, without_misplaced
from tilekit.platform_lists import line_set
from tilekit.sections import limits

TILE_TITLE, TILE_DESCRIPTION = "/tile/title", "/tile/description"
_MAX_TITLE, _MAX_DESCRIPTION, _MAX_SHOWN_PAID = limits.TITLE, limits.SUMMARY, 70
_MAX_CLEANED = 10 * _MAX_TITLE  # as many characters as a draft can store
_NOISE_WORDS = r"\bintegration\b|\bfor datadog\b|\bv?\d+(?:\.\d+)+\b|\bv\d+\b"
_NOISE = re.compile(_NOISE_WORDS, re.IGNORECASE)
# In the middle of a title, such a word may be part of the product's name.
_NOISE_AROUND = re.compile(rf"^\W*(?:{_NOISE_WORDS})|(?:{_NOISE_WORDS})\W*$|\bfor datadog\b", re.IGNORECASE)
# Words at the start of descriptions that are certainly not names, in addition to the ordinary words of titles.
_FIRST_WORDS = frozenset(
    (
        *("a", "an", "the", "your", "our", "get", "gain", "gather", "give", "see", "keep", "track", "visualize"),
        *("understand", "integrate", "enrich", "correlate", "observe", "optimize", "unify", "pull", "push", "bring"),
        *("find", "stay", "real", "cloud", "open", "full", "end"),
    )
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:inc|ltd|corp|co|bros|jr|sr|etc|vs|approx|no|al|llc|gmbh|e\.g|i\.e)|(?:\b[a-z]\.)+[a-z])\.$", re.IGNORECASE
)


@manifest_check(
    "MF-009",
    Severity.BLOCKER,
    N_("Enter a tile title of at most 50 characters."),
    name=N_("No tile title, or not valid"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/title",
    expected=N_("Present, 1 to 50 characters, no leading or trailing space, no invisible characters"),
    bad="a title of 60 characters",
    good="Acme Queue",
)
def has_valid_title(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """The title is set, short, and has no surrounding spaces and no characters that names can't contain either."""
    title = manifest.text(TILE_TITLE)
    clean = _without_controls(title)
    if not clean or len(title) > _MAX_TITLE or title != title.strip() or misplaced_character(title):
        offers = clean != title and 0 < len(clean) <= _MAX_TITLE
        spaced = N_(
            "The tile title starts or ends with a space, or contains an invisible character or a stray accent mark. "
            "Remove this character."
        )
        text = spaced if offers else ""
        fix = manifest.setting(TILE_TITLE, clean, N_("Clean up the title")) if offers else None
        yield manifest.finding(TILE_TITLE, message=text, fix=fix)


@check(
    code="MF-010",
    name=N_("Tile title already in use"),
    severity=Severity.WARNING,
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
    message=N_("Another listing already has the title {title}. Choose a different one."),
    applies_to="/tile/title",
    expected=N_("Unique among all listings, ignoring case, spaces and punctuation"),
    bad="Acme  queue, if Acme Queue already exists",
    good="Acme Stream",
)
def has_own_title(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """No other listing has the same title."""
    manifest = manifest_of(bundle)
    title = manifest.text(TILE_TITLE)
    if title and context.taken and context.taken.owner("title", title_key(title)):
        yield manifest.finding(TILE_TITLE, title=title)


@manifest_check(
    "MF-011",
    Severity.ADVICE,
    N_("The tile title contains “integration” or “for Datadog”. Use only the product name."),
    name=N_("Superfluous words in the tile title"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/title",
    expected=N_('Does not contain "integration", "for Datadog", a version number or an emoji'),
    bad="Acme Queue Integration for Datadog",
    good="Acme Queue",
)
def has_plain_title(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """The title is the product's name: no "integration", no version, no emoji. Symbols such as ™ are part of it."""
    title = manifest.text(TILE_TITLE)
    if _NOISE_AROUND.search(title) or any(map(_is_emoji, title)):
        shorter = _without_noise_around(title)
        fix = manifest.setting(TILE_TITLE, shorter, N_("Use {name}"), name=shorter) if shorter else None
        yield manifest.finding(TILE_TITLE, message=_noise_in(title), fix=fix)


def _noise_in(title: str) -> str:
    """The message about a version or an emoji; "" (the check's own message) for a word such as "integration"."""
    match = _NOISE_AROUND.search(title)
    if match is None:
        return N_("The tile title contains an emoji. Remove it.")
    has_version = any(character.isdigit() for character in match[0])
    return N_("The tile title contains a version number. Remove it.") if has_version else ""


def is_title_of(title: str, name: str) -> bool:
    """Whether a title is the name once MF-009 and MF-011 are fixed. True for a title that is too long."""
    variants = [spelling.split() for spelling in (title, tidy_title(title), _title_without_noise(title))]
    return len(title) > _MAX_TITLE or name.split() in variants


def tidy_title(title: str) -> str:
    """The title without emoji, control characters and extra spaces, which MF-009 and MF-011 report."""
    return _without_controls("".join(character for character in title if not _is_emoji(character)))


def _without_noise_around(title: str) -> str:
    """The title without words such as "integration" at its start and end."""
    shorter, before = tidy_title(title), ""
    while shorter != before:
        before, shorter = shorter, " ".join(_NOISE_AROUND.sub(" ", shorter).split()).strip(" -:,()")
    return shorter


def _title_without_noise(title: str) -> str:
    return " ".join(_NOISE.sub(" ", tidy_title(title)).split()).strip(" -:,")


def _without_controls(title: str) -> str:
    """The title with spaces instead of line breaks and the like, and without other characters that names can't have."""
    spaced = "".join(" " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character for character in title)
    shown = without_misplaced(spaced) if len(spaced) <= _MAX_CLEANED else spaced
    return " ".join(shown.split())


def _is_emoji(character: str) -> bool:
    return ord(character) > 0xFF and unicodedata.category(character) == "So" and character not in "™℠"


@manifest_check(
    "MF-012",
    Severity.BLOCKER,
    N_("Write a one-line description."),
    name=N_("No short description"),
    applies_to="/tile/description",
    expected=N_("Not empty, and not just spaces"),
    bad="a blank description",
    good="Monitor queue depth and consumers",
)
def has_description(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    if not manifest.text(TILE_DESCRIPTION).strip():
        yield manifest.finding(TILE_DESCRIPTION)


@manifest_check(
    "MF-013",
    Severity.WARNING,
    N_("The short description has {n} characters; the limit is 80. Shorten it."),
    name=N_("Short description too long"),
    applies_to="/tile/description",
    expected=N_("At most 80 characters"),
    bad="a description of 120 characters",
    good="Monitor queue depth and consumers",
)
def has_short_description(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    n = len(manifest.text(TILE_DESCRIPTION))
    if n > _MAX_DESCRIPTION:
        yield manifest.finding(TILE_DESCRIPTION, n=n)


@manifest_check(
    "MF-014",
    Severity.WARNING,
    N_("The short description has {n} characters; paid listings show only the first 70. Shorten it."),
    name=N_("Short description of a paid listing too long"),
    applies_to=N_("/tile/description, paid listing"),
    expected=N_("At most 70 characters for a paid listing"),
    bad="a paid listing with a description of 78 characters",
    good="a description of 66 characters",
)
def fits_paid_listing(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    """A paid listing's short description is short enough to be shown completely. MF-013 reports more than 80
    characters.
    """
    n = len(manifest.text(TILE_DESCRIPTION))
    if on_marketplace(bundle.kind) and _MAX_SHOWN_PAID < n <= _MAX_DESCRIPTION:
        yield manifest.finding(TILE_DESCRIPTION, n=n)


@manifest_check(
    "MF-015",
    Severity.ADVICE,
    N_("The short description must start with a capital letter."),
    name=N_("Short description without a capital letter"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/description",
    expected=N_("Starts with a capital letter"),
    bad="monitor queue depth",
    good="Monitor queue depth",
)
def starts_with_capital(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """The short description starts with a capital. A name such as iOS, kubectl or k6 keeps its spelling."""
    text = manifest.text(TILE_DESCRIPTION)
    first = text.partition(" ")[0].rstrip(",:;.!?")
    is_word = first in _FIRST_WORDS or not line_set("ordinary_words.txt").isdisjoint((first, first.removesuffix("s")))
    if is_word and first.isalpha() and first.islower() and not _is_name(first, manifest):
        fix = manifest.setting(TILE_DESCRIPTION, text[0].upper() + text[1:], N_("Use a capital letter"))
        yield manifest.finding(TILE_DESCRIPTION, fix=fix)


def _is_name(word: str, manifest: Manifest) -> bool:
    """Whether the listing uses this word for the product, the company or the data source."""
    pointers = (TILE_TITLE, "/author/name", "/assets/integration/source_type_name")
    written = {part for pointer in pointers for part in re.split(r"[^\w]+", manifest.text(pointer))}
    return word in written or word in re.split(r"[^a-z0-9]+", manifest.text("/app_id").lower())


@manifest_check(
    "MF-016",
    Severity.ADVICE,
    N_("The short description ends with a full stop. Remove it."),
    name=N_("Short description with a full stop"),
    fix=FixClass.SUGGESTED,
    applies_to="/tile/description",
    expected=N_("No full stop at the end"),
    bad="Monitor queue depth.",
    good="Monitor queue depth",
)
def ends_without_full_stop(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    text = manifest.text(TILE_DESCRIPTION).rstrip()
    if text.endswith(".") and not text.endswith("...") and not _ABBREVIATED.search(text):
        fix = manifest.setting(TILE_DESCRIPTION, text[:-1].rstrip(), N_("Remove the full stop"))
        yield manifest.finding(TILE_DESCRIPTION, fix=fix)


# Words that say nothing about one integration.
_EMPTY_WORDS = frozenset((
    "", "a", "an", "and", "app", "datadog", "description", "for", "in", "integrate", "integrates", "integration",
    "into", "monitor", "monitoring", "of", "official", "the", "this", "to", "with", "your",
))  # fmt: skip


@manifest_check(
    "MF-017",
    Severity.ADVICE,
    N_(
        "The short description only names the product. Say what customers can do. Example: “Monitor queue depth "
        "and consumers”."
    ),
    name=N_("Short description that only names the product"),
    applies_to="/tile/description",
    expected=N_("More than the tile title and words such as “integration for Datadog”"),
    bad="Acme Queue integration",
    good="Monitor queue depth and consumers",
)
def adds_to_title(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    """The short description says more than names of the listing and empty words.

    Reviewers check that it starts with a verb.
    """
    description, title = manifest.text(TILE_DESCRIPTION), title_key(manifest.text(TILE_TITLE))
    words = [key for key in map(title_key, description.split()) if key not in _EMPTY_WORDS]
    repeats = "".join(words) == title or _own_words(manifest, bundle).issuperset(words)
    if description.strip() and title and repeats:
        yield manifest.finding(TILE_DESCRIPTION)


def _own_words(manifest: Manifest, bundle: Bundle) -> frozenset[str]:
    """The words of the listing's names, the names in one word, and their initials: OPA, snmpwalk."""
    names = [manifest.text(pointer) for pointer in (TILE_TITLE, "/app_id", "/assets/integration/source_type_name")]
    words = (word for name in names for word in (name, *re.split(r"[\s_-]+", name)))
    return frozenset(map(title_key, words)) | own_names_of(bundle).others
