"""The options of choices. Lists of the platform are read from tilekit/data on first use."""

from tilekit.core.field import Choice
from tilekit.core.messages import N_
from tilekit.platform_lists import lines, rows


def category_choices() -> tuple[Choice, ...]:
    """The categories in use; retired ones are not offered."""
    names = (row["name"] for row in rows("categories.csv") if row["status"] == "active")
    return tuple(Choice(name, name, is_name=True) for name in names)


def supported_os() -> tuple[Choice, ...]:
    """The operating systems that a tile can show."""
    return tuple(_choice_named(line) for line in lines("supported_os.txt"))


def submitted_data() -> tuple[Choice, ...]:
    """The data types that a tile can show as submitted."""
    return tuple(_choice_named(row["data_type"]) for row in rows("data_types.csv") if row["submitted"] == "yes")


def queried_data() -> tuple[Choice, ...]:
    """The data types that a tile can show as queried."""
    return tuple(_choice_named(row["data_type"]) for row in rows("data_types.csv") if row["queried"] == "yes")


def scopes() -> tuple[Choice, ...]:
    """OAuth scopes; the label describes what the scope grants."""
    return tuple(Choice(row["scope"], row["grants"]) for row in rows("oauth_scopes.csv"))


OTHER_DATA = (Choice("Service checks", N_("Service checks")), Choice("Security events", N_("Security events")))

CODE_TYPES = (
    Choice("agent", N_("Agent check: runs in the Agent, next to the customer's systems")),
    Choice("api_oauth", N_("API with OAuth: your service calls the public API")),
    Choice("api_exception", N_("API without OAuth, by exception")),
    Choice("tile_only", N_("Tile only: no code and no data")),
)
CHECK_KINDS = (
    Choice("openmetrics", N_("OpenMetrics")),
    Choice("python", N_("Python check")),
    Choice("dogstatsd", N_("DogStatsD")),
    Choice("jmx", N_("JMX")),
    Choice("logs_only", N_("Logs only")),
)
REPOSITORIES = (
    Choice("integrations-extras", N_("The public repository for free integrations")),
    Choice("marketplace", N_("The private Marketplace repository")),
)
MEDIA_TYPES = (Choice("image", N_("Image")), Choice("video", N_("Video")))
RESOURCE_TYPES = (
    Choice("documentation", N_("Documentation")),
    Choice("blog", N_("Blog article")),
    Choice("video", N_("Video")),
    Choice("other", N_("Other")),
)
BILLING_TYPES = (
    Choice("one_time", N_("One-time payment")),
    Choice("flat_fee", N_("Fixed monthly price")),
    Choice("tag_count", N_("Monthly price per unit, counted from a metric")),
)
RELEASE_CHOICES = (
    Choice("asap", N_("As soon as the listing is approved")),
    Choice("on_date", N_("On a specific date")),
    Choice("hold", N_("On hold until confirmed")),
)


def _choice_named(name: str) -> Choice:
    return Choice(name, name)
