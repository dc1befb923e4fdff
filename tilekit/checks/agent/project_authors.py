"""AC-042: a project file that was copied from another listing."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.package_files import PROJECT, parsed_project
from tilekit.checks.context import Context
from tilekit.checks.domains import domain_of
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.oauth.foreign_domains import is_foreign_domain
from tilekit.checks.parsed_files import text_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import objects, text, value_at
from tilekit.platform_lists import lines

_PLATFORM = ("datadoghq.com", "github.com")
_OTHER_PRODUCT = N_("The description of the package is about {value}, another product. Describe your own check.")


@check(
    code="AC-042",
    name=N_("Project file of another listing"),
    severity=Severity.ADVICE,
    message=N_("{value} is an address of another company than the listing's. Use an address of your own."),
    starts_observed=True,
    applies_to="pyproject.toml",
    expected=N_("The description is about the listing's product, and authors have addresses on one of its domains"),
    bad='authors = [{ email = "dev@other.example" }]',
    good='authors = [{ email = "dev@acme.example" }]',
)
def describes_own_package(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Authors and maintainers are people of the vendor, and the description names no other well-known product."""
    if PROJECT not in bundle.files:
        return
    source, own_names = text_of(bundle, PROJECT), own_names_of(bundle)
    document, _fault = parsed_project(bundle)
    for key in ("authors", "maintainers"):
        for _, person in objects(value_at(document, f"/project/{key}")):
            email = text(person.get("email"))
            domain = domain_of(f"https://{email.rpartition('@')[2]}") if "@" in email else ""
            if domain and domain not in _PLATFORM and is_foreign_domain(bundle, domain):
                yield _at(source.text, email)
    words = set(text(value_at(document, "/project/description")).replace(",", " ").split())
    about = next((name for name in lines("known_products.txt") if name in words), "")
    if about and own_names.names and not own_names.has_product(about):
        yield _at(source.text, about, message=_OTHER_PRODUCT)


def _at(source: str, value: str, message: str = "") -> RawFinding:
    line = source.count("\n", 0, max(source.find(value), 0)) + 1
    return finding(file=PROJECT, line=line, column=1, value=value, message=message)
