"""Checks whether the listing is shown on the public site."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.manifest.manifest_file import manifest_of, parse_boolean, published_manifest
from tilekit.checks.registry import check
from tilekit.core.messages import N_

PUBLIC = "/display_on_public_website"
_LASTING = N_(
    "This integration is already listed on the public documentation site, which you can't undo. Turn on “Display on "
    "public website” again."
)


@check(
    code="MF-037",
    name=N_("Documentation site not chosen, or turned off later"),
    severity=Severity.BLOCKER,
    optional_needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    message=N_(
        "Choose whether to list this integration on the public documentation site. You can't undo this once it is "
        "published there."
    ),
    applies_to="/display_on_public_website",
    expected=N_("true or false, and not changed to false once it was published as true"),
    bad='"display_on_public_website": "yes"',
    good='"display_on_public_website": true',
)
def keeps_visibility(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """display_on_public_website is true or false, and stays true once published.

    Only a value such as "yes" or "no" has a fix.
    """
    manifest, before = manifest_of(bundle), published_manifest(context)
    value = manifest.at(PUBLIC)
    is_turned_off = value is False and before is not None and before.at(PUBLIC) is True
    if not isinstance(value, bool) or is_turned_off:
        is_shown = is_turned_off or parse_boolean(value)
        title = N_("List the integration publicly") if is_shown else N_("Do not list the integration publicly")
        fix = manifest.setting(PUBLIC, is_shown, title) if is_shown is not None else None
        message = _LASTING if is_turned_off else ""
        yield manifest.finding(PUBLIC, message=message, fix=fix)


@check(
    code="MF-038",
    name=N_("Not on the public documentation site"),
    severity=Severity.ADVICE,
    message=N_(
        "This integration will not be listed on the public documentation site. To list it there, answer “Display on "
        "public website” with Yes."
    ),
    applies_to="/display_on_public_website",
    expected=N_("Is true"),
    bad='"display_on_public_website": false',
    good='"display_on_public_website": true',
)
def is_listed_publicly(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """display_on_public_website is true. MF-037 reports a listing that was turned off after publication."""
    manifest, before = manifest_of(bundle), published_manifest(context)
    is_turned_off = before is not None and before.at(PUBLIC) is True
    if manifest.at(PUBLIC) is False and not is_turned_off:
        yield manifest.finding(PUBLIC)
