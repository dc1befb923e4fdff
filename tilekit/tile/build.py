"""Makes the tile of a listing, even if the listing is incomplete."""

from collections.abc import Iterator
from urllib.parse import unquote

from tilekit import markdown, search_text
from tilekit.bundle import Bundle
from tilekit.core.fileref import FileRef
from tilekit.core.formats import web_address
from tilekit.core.kind import OFFERING_NAMES, OfferingType, has_agent_check, on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.core.versions import version_sort_key
from tilekit.platform_lists import rows
from tilekit.scaffold.change_lists import UNTYPED
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview
from tilekit.sections.release_notes import ReleaseNote, ReleaseNotes
from tilekit.tile.data import data_tab
from tilekit.tile.model import Changes, TileContent, TileRelease
from tilekit.tile.places import texts_of, values_of
from tilekit.tile.pricing import price_line, pricing_tab
from tilekit.tile.resources import resources
from tilekit.tile.tabs import AgentInstall, ConfigurationTab, DataTab, Link, Logo, Media, OAuth, OverviewTab, TilePart

_CHANGES = (UNTYPED, "added", "changed", "deprecated", "fixed", "removed", "security")
_SEARCHED_METRICS = 2_000


def tile_of(bundle: Bundle) -> TileContent:
    """The tile of a listing. Missing parts are left out; incomplete drafts never raise an error."""
    overview, data = bundle.section(Overview), data_tab(bundle)
    title = overview.title or bundle.basics.name
    return TileContent(
        integration_id=overview.integration_id,
        title=title,
        vendor=overview.vendor_name,
        vendor_url=overview.vendor_url,
        summary=overview.short_description,
        route=str(bundle.basics.route),
        offering_type=str(bundle.basics.offering_type),
        logo=Logo(light=bundle.file_of(overview.logo_light), dark=bundle.file_of(overview.logo_dark)),
        badges=tuple(_badges(bundle)),
        categories=tuple(overview.categories),
        supported_os=tuple(overview.supported_os),
        price=price_line(bundle),
        overview=OverviewTab(
            fields=values_of(bundle, "overview"),
            media=tuple(_media(bundle)),
            resources=tuple(_links(bundle.section(Overview))),
        ),
        configuration=_configuration(bundle),
        data=data,
        resources=tuple(resources(bundle, data.metrics)),
        pricing=pricing_tab(bundle),
        support=TilePart(fields=values_of(bundle, "support")),
        releases=tuple(_releases(bundle)),
        facets=_facets(bundle, data),
        search_text=_search_text(overview, title, data),
        pictures=_pictures(bundle),
        about=TilePart(fields=values_of(bundle, "about")),
    )


def _facets(bundle: Bundle, data: DataTab) -> dict[str, tuple[str, ...]]:
    overview = bundle.section(Overview)
    return {
        "category": tuple(overview.categories),
        "os": tuple(overview.supported_os),
        "submitted": data.submitted,
        "queried": data.queried,
        "offering": (str(bundle.basics.offering_type),),
        "route": (str(bundle.basics.route),),
        "vendor": (overview.vendor_name,) if overview.vendor_name else (),
    }


def _search_text(overview: Overview, title: str, data: DataTab) -> str:
    """Title, vendor, description, categories, overview and the names of the first metrics, normalised."""
    names = [metric.name for metric in data.metrics[:_SEARCHED_METRICS]]
    words = [title, overview.vendor_name, overview.short_description, *overview.categories]
    return search_text.search_tokens("\n".join([*words, markdown.plain(overview.overview_md), *names]))


def _badges(bundle: Bundle) -> Iterator[Message]:
    if on_marketplace(bundle.kind):
        yield Message(N_("Marketplace"))
    if bundle.basics.offering_type != OfferingType.INTEGRATION and bundle.basics.offering_type in OFFERING_NAMES:
        yield Message(OFFERING_NAMES[bundle.basics.offering_type])


def _media(bundle: Bundle) -> Iterator[Media]:
    for item in bundle.section(Overview).media:
        path = bundle.file_of(item.image)
        vimeo_id = str(item.vimeo_id or "") if item.is_video else ""
        if path or vimeo_id:
            yield Media(
                path=path,
                caption=item.caption,
                alternative_text=item.alternative_text.strip(),
                is_video=item.is_video,
                vimeo_id=vimeo_id,
            )


def _links(overview: Overview) -> Iterator[Link]:
    for resource in overview.resources:
        if web_address(resource.url):
            yield Link(kind=resource.resource_type or "other", url=resource.url)


def _configuration(bundle: Bundle) -> ConfigurationTab:
    configuration = bundle.section(Configuration)
    return ConfigurationTab(
        fields=values_of(bundle, "configuration"),
        oauth=_oauth(configuration),
        agent=_agent(bundle, configuration) if has_agent_check(bundle.kind) else None,
    )


def _oauth(configuration: Configuration) -> OAuth | None:
    if not configuration.oauth_name and not configuration.oauth_onboarding_url:
        return None
    grants = {row["scope"]: row["grants"] for row in rows("oauth_scopes.csv")}
    scopes = [row.scope for row in configuration.oauth_scopes if row.scope]
    return OAuth(
        name=configuration.oauth_name,
        description=configuration.oauth_description,
        onboarding_url=configuration.oauth_onboarding_url,
        scopes=tuple((scope, grants.get(scope, "")) for scope in scopes),
    )


def _agent(bundle: Bundle, configuration: Configuration) -> AgentInstall | None:
    """The commands that install the Agent check; None without a package or a version.

    The default is the version of the newest release note.
    """
    check = bundle.section(Overview).integration_id.replace("-", "_")
    package = configuration.package_name or (f"datadog-{check}" if check else "")
    newest = bundle.section(ReleaseNotes).newest
    version = configuration.package_version or (newest.version if newest else "")
    if not package or not version:
        return None
    return AgentInstall(
        host=f"datadog-agent integration install -t {package}=={version}",
        container=f"agent integration install -r -t {package}=={version}",
        min_agent_version=configuration.min_agent_version,
    )


def _releases(bundle: Bundle) -> Iterator[TileRelease]:
    """The releases, newest first, in whatever order the file has them."""
    for entry in sorted(
        bundle.section(ReleaseNotes).entries, key=lambda entry: version_sort_key(entry.version), reverse=True
    ):
        if entry.version:
            yield TileRelease(version=entry.version, date=entry.date, changes=tuple(_changes_of(entry)))


def _changes_of(entry: ReleaseNote) -> Iterator[Changes]:
    for name in _CHANGES:
        lines = tuple(line for line in getattr(entry, name) if line.strip())
        if lines:
            yield Changes(kind="" if name == UNTYPED else ReleaseNote.fields[name].label, lines=lines)


def _pictures(bundle: Bundle) -> dict[str, str]:
    """{path: sha256} of the logos, the carousel and the images that texts name."""
    overview = bundle.section(Overview)
    references: list[FileRef | None] = [
        overview.logo_light,
        overview.logo_dark,
        *(item.image for item in overview.media),
    ]
    digests = {reference.name: reference.sha256 for reference in references if bundle.file_of(reference) and reference}
    # Markdown names a path as it is, or percent-encoded.
    named = unquote("\n".join(texts_of(bundle)))
    for path in bundle.files:
        if path.startswith("images/") and path in named and path not in digests:
            digests[path] = bundle.files.digest(path)
    return digests
