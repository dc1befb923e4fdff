"""AC-038: options of the example configuration that neither spec.yaml nor its templates define.

Sources of the options that templates add: the public guide to collecting OpenMetrics from a host, and the public pages
of the Agent's base package about HTTP, TLS, JMX and databases. Templates may gain options, so a name of one of their
families is never reported.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.agent.example_file import ExampleConfig, example_config
from tilekit.checks.agent.source import AgentSource, RawSourceFinding, agent_source_check
from tilekit.checks.agent.spec_file import EXAMPLE_SECTIONS, Option, Spec, spec_of
from tilekit.checks.finding import Severity
from tilekit.core.messages import N_

# Templates whose options every check has.
STANDARD_TEMPLATES = frozenset(("init_config/default", "instances/default"))
COMMON_OPTIONS = frozenset((
    "tags", "service", "min_collection_interval", "empty_default_hostname", "metric_patterns", "disable_generic_tags",
    "enable_legacy_tags_normalization",
))  # fmt: skip
_LISTED_TEMPLATES = frozenset((
    "all_integrations", "default", "global", "http", "openmetrics", "service", "tags", "tls",
))  # fmt: skip
_TEMPLATE_OPTIONS = COMMON_OPTIONS | frozenset((
    # HTTP and TLS
    "allow_redirects", "connect_timeout", "extra_headers", "headers", "log_requests", "password", "persist_connections",
    "proxy", "read_timeout", "request_size", "skip_proxy", "timeout", "use_legacy_auth_encoding", "username",
    # OpenMetrics
    "cache_metric_wildcards", "cache_shared_labels", "collect_counters_with_distributions", "collect_histogram_buckets",
    "enable_health_service_check", "exclude_labels", "exclude_metrics", "exclude_metrics_by_labels", "extra_metrics",
    "histogram_buckets_as_distributions", "hostname_format", "hostname_label", "ignore_connection_errors",
    "ignore_tags", "include_labels", "metrics", "namespace", "non_cumulative_histogram_buckets",
    "openmetrics_endpoint", "raw_line_filters", "raw_metric_prefix", "rename_labels", "share_labels", "tag_by_endpoint",
    "target_info", "telemetry", "use_latest_spec", "use_process_start_time",
    # the older OpenMetrics
    "bearer_token_auth", "bearer_token_path", "health_service_check", "ignore_metrics", "ignore_metrics_by_labels",
    "label_joins", "label_to_hostname", "labels_mapper", "max_returned_metrics", "metadata_label_map",
    "metadata_metric_name", "prometheus_metrics_prefix", "prometheus_url", "type_overrides",
    # JMX, databases and performance counters
    "conf", "custom_jar_paths", "custom_queries", "global_custom_queries", "host", "initial_refresh_beans_period",
    "is_jmx", "java_bin_path", "java_options", "name", "new_gc_metrics", "only_custom_queries", "port",
    "process_name_regex", "refresh_beans", "refresh_beans_initial", "server", "service_check_prefix", "server_tag",
    "tools_jar_path", "use_global_custom_queries", "use_localized_counters", "user",
))  # fmt: skip
_FAMILIES = re.compile(r"(?:auth|aws|collect_default|jmx|kerberos|key_store|ntlm|rmi|send|tls|trust_store)_")


@agent_source_check(
    "AC-038",
    Severity.WARNING,
    N_("The example configuration has {value}, but spec.yaml has no such option. Add it to spec.yaml, or remove it."),
    name=N_("Example option that the spec does not define"),
    applies_to="conf.yaml.example, spec.yaml",
    starts_observed=True,
    expected=N_("Each option of the example configuration is defined in spec.yaml or added by one of its templates"),
    bad="cluster_filter in conf.yaml.example, but not in spec.yaml",
    good="cluster_filter in both",
)
def has_options_of_spec(source: AgentSource, bundle: Bundle) -> Iterator[RawSourceFinding]:
    """The example is generated from the spec. XC-036 reports sections that use no other templates than the default."""
    spec, example = spec_of(bundle), example_config(source)
    for section in EXAMPLE_SECTIONS if spec and example else ():
        if spec and example and _is_written_from(spec, section):
            for name, line in _undefined(spec, _documented(example, section), section).items():
                yield source.hit(example.path, line, value=name)


def _is_written_from(spec: Spec, section: str) -> bool:
    """Whether the section of the spec says which options there are, and XC-036 doesn't compare them."""
    templates = spec.templates(section)
    return bool(templates) and not (STANDARD_TEMPLATES.issuperset(templates) and spec.own_options(section))


def _documented(example: ExampleConfig, section: str) -> dict[str, int]:
    """The lines of the options that stand at the top level of a section, in their order."""
    params = [param for param in example.params if param.section == section and param.name]
    top = min((param.indent for param in params), default=0)
    documented = {param.name: param.line for param in params if param.indent == top}
    return {**{name: example.line_of(name, section) for name in example.options(section)}, **documented}


def _undefined(spec: Spec, documented: Mapping[str, int], section: str) -> dict[str, int]:
    defined = {option.name for option in spec.own_options(section)}
    is_listed = _LISTED_TEMPLATES.issuperset(one.removeprefix(f"{section}/") for one in spec.templates(section))
    names = sorted(documented, key=documented.__getitem__)
    return {
        name: documented[name]
        for name in names
        if name not in defined | _TEMPLATE_OPTIONS and not _FAMILIES.match(name)
        and (is_listed or _stands_between_own(_entries(spec, section), names, name))
    }  # fmt: skip


def _entries(spec: Spec, section: str) -> list[Option]:
    """The options and templates of a section, in the order in which the generator writes them."""
    options = spec.section_options(section)
    depth = min((option.pointer.count("/") for option in options), default=0)
    return [option for option in options if option.pointer.count("/") == depth]


def _stands_between_own(entries: Sequence[Option], names: Sequence[str], name: str) -> bool:
    """Whether the name is between two options of the spec that have no template between them, so that none adds it."""
    places = {option.name: at for at, option in enumerate(entries) if option.name and not option.template}
    if any("display_priority" in option.value for option in entries):
        return False
    at = names.index(name)
    before = next((places[one] for one in reversed(names[:at]) if one in places), None)
    after = next((places[one] for one in names[at + 1 :] if one in places), None)
    between = entries[before:after] if before is not None and after is not None else []
    return bool(between) and not any(option.template for option in between)
