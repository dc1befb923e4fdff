"""Title and short description."""

import re
import unicodedata
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need, title_key
from tilekit.checks.finding import FixClass, Severity, Spot, Stage
from tilekit.checks.manifest.reader import Manifest, manifest_of
from tilekit.checks.registry import check
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.lists import members

TITLE, DESCRIPTION = "/tile/title", "/tile/description"
_MAX_TITLE, _MAX_DESCRIPTION, _MAX_SHOWN_PAID = 50, 80, 70
_WORDS = r"\bintegration\b|\bfor datadog\b|\bv?\d+(?:\.\d+)+\b|\bv\d+\b"
_NOISE = re.compile(_WORDS, re.IGNORECASE)
# In the middle such a word may be a part of the product's name.
_NOISE_AROUND = re.compile(rf"^\W*(?:{_WORDS})|(?:{_WORDS})\W*$|\bfor datadog\b", re.IGNORECASE)
# What descriptions start with that is surely no name, besides the ordinary words of titles.
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


@check(
    code="MF-009",
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("Give the listing a name of at most 50 characters."),
)
def bad_title(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The title is set, short, and has no surrounding spaces or control characters."""
    manifest = manifest_of(bundle)
    title = manifest.text(TITLE)
    clean = _without_controls(title)
    has_control = any(unicodedata.category(sign) == "Cc" for sign in title)
    if not clean or len(title) > _MAX_TITLE or title != title.strip() or has_control:
        offers = clean != title and 0 < len(clean) <= _MAX_TITLE
        text = N_("The name starts or ends with a space, or contains a control character. Remove it.") if offers else ""
        fix = manifest.setting(TITLE, clean, N_("Clean up the name")) if offers else None
        yield manifest.spot(TITLE, message=text, fix=fix)


@check(
    code="MF-010",
    severity=Severity.WARNING,
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
    message=N_("Another listing is already called {title}. Choose a different name."),
)
def taken_title(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """No other listing has the same title."""
    manifest = manifest_of(bundle)
    title = manifest.text(TITLE)
    if title and context.taken and context.taken.owner("title", title_key(title)):
        yield manifest.spot(TITLE, title=title)


@check(
    code="MF-011",
    severity=Severity.ADVICE,
    fix=FixClass.SUGGESTED,
    message=N_("Use only the product name. The page already says that it is an integration."),
)
def wordy_title(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The title is the product's name: no "integration", no version, no emoji; a sign such as ™ is part of it."""
    manifest = manifest_of(bundle)
    title = manifest.text(TITLE)
    if _NOISE_AROUND.search(title) or any(map(_is_emoji, title)):
        shorter = _without_noise_around(title)
        fix = manifest.setting(TITLE, shorter, N_("Use {name}"), name=shorter) if shorter else None
        yield manifest.spot(TITLE, message=_noise_in(title), fix=fix)


def _noise_in(title: str) -> str:
    """What to say instead where the title holds a version or an emoji and no such word."""
    found = _NOISE_AROUND.search(title)
    if found is None:
        return N_("The name contains an emoji. Remove it.")
    return N_("The name contains a version number. Remove it.") if any(sign.isdigit() for sign in found[0]) else ""


def is_meant_by(title: str, name: str) -> bool:
    """Whether a title is the name, once MF-009 and MF-011 are followed; one that is too long is not known."""
    meant = [each.split() for each in (title, tidy_title(title), _bare(title))]
    return len(title) > _MAX_TITLE or name.split() in meant


def tidy_title(title: str) -> str:
    """The title without emoji, control characters and spare spaces: MF-009 and MF-011 speak of those."""
    return _without_controls("".join(sign for sign in title if not _is_emoji(sign)))


def _without_noise_around(title: str) -> str:
    """The title without such words at its ends, one after the other."""
    shorter, before = tidy_title(title), ""
    while shorter != before:
        before, shorter = shorter, " ".join(_NOISE_AROUND.sub(" ", shorter).split()).strip(" -:,()")
    return shorter


def _bare(title: str) -> str:
    return " ".join(_NOISE.sub(" ", tidy_title(title)).split()).strip(" -:,")


def _without_controls(title: str) -> str:
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in title).split())


def _is_emoji(sign: str) -> bool:
    return ord(sign) > 0xFF and unicodedata.category(sign) == "So" and sign not in "™℠"


@check(code="MF-012", severity=Severity.BLOCKER, message=N_("Write a one-line description."))
def no_description(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """There is a short description."""
    manifest = manifest_of(bundle)
    if not manifest.text(DESCRIPTION).strip():
        yield manifest.spot(DESCRIPTION)


@check(
    code="MF-013",
    severity=Severity.WARNING,
    message=N_("The short description is {n} characters; the limit is 80. Shorten it."),
)
def long_description(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The short description has at most 80 characters."""
    manifest = manifest_of(bundle)
    n = len(manifest.text(DESCRIPTION))
    if n > _MAX_DESCRIPTION:
        yield manifest.spot(DESCRIPTION, n=n)


@check(
    code="MF-014",
    severity=Severity.WARNING,
    message=N_("The short description is {n} characters. Paid listings show only the first 70."),
)
def long_paid_description(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """A paid listing's short description is shown completely. MF-013 reports more than 80 characters."""
    manifest = manifest_of(bundle)
    n = len(manifest.text(DESCRIPTION))
    if on_marketplace(bundle.kind) and _MAX_SHOWN_PAID < n <= _MAX_DESCRIPTION:
        yield manifest.spot(DESCRIPTION, n=n)


@check(
    code="MF-015",
    severity=Severity.ADVICE,
    fix=FixClass.SUGGESTED,
    message=N_("The short description must start with a capital letter."),
)
def small_first_letter(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The short description starts with a capital; a name like iOS, kubectl or k6 keeps its own."""
    manifest = manifest_of(bundle)
    text = manifest.text(DESCRIPTION)
    first = text.partition(" ")[0].rstrip(",:;.!?")
    known = first in _FIRST_WORDS or not members("ordinary_words.txt").isdisjoint((first, first.removesuffix("s")))
    if known and first.isalpha() and first.islower() and not _is_name(first, manifest):
        fix = manifest.setting(DESCRIPTION, text[0].upper() + text[1:], N_("Use a capital letter"))
        yield manifest.spot(DESCRIPTION, fix=fix)


def _is_name(word: str, manifest: Manifest) -> bool:
    """Whether the listing writes the product, the company or the data source with this word."""
    pointers = (TITLE, "/author/name", "/assets/integration/source_type_name")
    written = {each for pointer in pointers for each in re.split(r"[^\w]+", manifest.text(pointer))}
    return word in written or word in re.split(r"[^a-z0-9]+", manifest.text("/app_id").lower())


@check(
    code="MF-016",
    severity=Severity.ADVICE,
    fix=FixClass.SUGGESTED,
    message=N_("The short description ends with a full stop. Remove it."),
)
def full_stop(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The short description ends without a full stop."""
    manifest = manifest_of(bundle)
    text = manifest.text(DESCRIPTION).rstrip()
    if text.endswith(".") and not text.endswith("...") and not _ABBREVIATED.search(text):
        fix = manifest.setting(DESCRIPTION, text[:-1].rstrip(), N_("Remove the full stop"))
        yield manifest.spot(DESCRIPTION, fix=fix)


@check(
    code="MF-017",
    severity=Severity.ADVICE,
    message=N_("The short description must say what customers can do. Example: “Monitor queue depth and consumers”."),
)
def empty_description(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """The short description does not repeat the title. Reviewers check that it starts with a verb."""
    manifest = manifest_of(bundle)
    description = title_key(manifest.text(DESCRIPTION))
    if description and description == title_key(manifest.text(TITLE)):
        yield manifest.spot(DESCRIPTION)
