"""Which of our text files a text is: tables of metrics, Markdown, and code."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from csv import DictWriter
from functools import partial
from io import StringIO
from itertools import islice

from tilekit.core.field import Json
from tilekit.core.formats import is_email
from tilekit.parse.html_tables import has_html_table
from tilekit.parse.json_values import objects, text
from tilekit.parse.metrics_table import MetricsTable, read_table, standard_columns
from tilekit.parse.openmetrics import families_in, is_openmetrics
from tilekit.parse.pasted_records import records_in
from tilekit.parse.pasted_table import header_separator
from tilekit.parse.positions import readable
from tilekit.recognition.code import code_facts, is_python
from tilekit.recognition.content import FileContent
from tilekit.recognition.file_values import Says, common_prefix
from tilekit.scaffold.changelog import read_changelog
from tilekit.scaffold.readme import read_readme
from tilekit.suggest.date_formats import begins_with_date, date_at
from tilekit.suggest.metric_cells import TYPES, MetricDefaults, usual_cells
from tilekit.suggest.metric_columns import NAME_COLUMN, columns_of_header, is_header
from tilekit.suggest.metric_tables import read_metrics
from tilekit.suggest.pasted_metrics import PastedMetrics, SourceKind, metric_rows

NO_DEFAULTS = MetricDefaults()
_NAME_COLUMNS = {"metric_name", "metric_type"}
_LOOKED_AT_LINES, _LOOKED_AT_CHARACTERS, _DATE_WITHIN = 20, 20_000, 120
_LEAST_LINES, _LEAST_WORDS = 2, 2
_LEVEL = re.compile(
    r"(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE)\b[\s:]|(?:trce|dbug|info|warn|fail|crit): "
)
_ALWAYS_SENT = re.compile(r"[._](?:up|health|uptime|can_connect)$")
_NOT_OF_NAME = re.compile(r"^agent (?:check|integration)\s*[:–—-]\s*|\s+(?:agent check|integration)$", re.IGNORECASE)
_TITLE = re.compile(r"^#[ \t]+(\S[^\n]*)$", re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HEADING = re.compile(r"^#{1,3}[ \t]+\S", re.MULTILINE)
_CHANGELOG_TITLE = re.compile(r"change[ -]?log|release notes|history", re.IGNORECASE)


def is_metrics_file(content: FileContent) -> bool:
    """Whether its header has the columns of metadata.csv."""
    first = content.text.partition("\n")[0]
    if not {cell.strip(' "\r') for cell in first.split(",")} >= _NAME_COLUMNS:
        return False
    table = readable(read_table, content.data)
    return table is None or table.has_columns()


def is_metrics_table(content: FileContent) -> bool:
    """Whether it is a table of metrics with other separators or names of columns, or a list of metrics.

    It has columns for names and types, and the types of most rows are known; or it is a list of described names.
    """
    pasted = readable(read_metrics, content.text) if _has_header(content) else None
    if pasted is None or not {"metric_name", "metric_type"}.issubset(pasted.columns):
        return _is_described_list(content.text)
    types = [row[pasted.columns.index("metric_type")].lower() in TYPES for row in pasted.rows]
    return 2 * sum(types) > len(types)


def _is_described_list(text: str) -> bool:
    """Whether all lines are a name and its description, and the names differ but begin with the same word.

    The names of other lists, such as settings or loggers, come again, begin with several words, or have short values.
    """
    head = text[:_LOOKED_AT_CHARACTERS].splitlines()[:_LOOKED_AT_LINES]
    return all(_are_described(readable(read_metrics, part)) for part in ("\n".join(head), text))


def _are_described(pasted: PastedMetrics | None) -> bool:
    if not pasted or pasted.kind is not SourceKind.LINES or pasted.skipped_lines or len(pasted.rows) < _LEAST_LINES:
        return False
    names = [row[0] for row in pasted.rows]
    described = [len(row[-1].split()) >= _LEAST_WORDS and not begins_with_date(row[-1]) for row in pasted.rows]
    is_list = len(set(names)) == len(names) and all("." in name for name in names)
    return is_list and bool(common_prefix(names)) and 10 * sum(described) >= 9 * len(names)


def _has_header(content: FileContent) -> bool:
    if not content.text or has_html_table(content.text):
        return bool(content.text)
    is_any_header = partial(is_header, columns=standard_columns())
    records = readable(partial(records_in, name_key=NAME_COLUMN), content.text, is_any_header)
    return bool(records or readable(header_separator, content.text, _is_header))


def _is_header(cells: Sequence[str]) -> bool:
    return {"metric_name", "metric_type"}.issubset(columns_of_header(cells, standard_columns()))


def left_out_columns(content: FileContent) -> tuple[str, ...]:
    """The names of the columns of a table that its metrics file does not contain."""
    return read_metrics(content.text).left_out


def metrics_table_says(content: FileContent) -> Says:
    """What the metrics file says that is made from it."""
    return metrics_file_says(FileContent(content.path, metrics_file_of(content)))


def metrics_file_says(content: FileContent) -> Says:
    """The prefix of the metrics, that they are sent, and one of them that shows it; nothing if the file has no rows."""
    table = readable(read_table, content.data)
    if table is None or not table.names:
        return {}
    return {**_says_metrics(common_prefix(table.names)), "data.metric_check": [_steady_metric(table)]}


def _steady_metric(table: MetricsTable) -> str:
    """The metric that is most likely sent on every run: one of the check itself, or else a gauge."""
    gauges = [name for name, kind in zip(table.names, table.column("metric_type"), strict=False) if kind == "gauge"]
    return next((name for name in table.names if _ALWAYS_SENT.search(name)), [*gauges, *table.names][0])


def is_metrics_text(content: FileContent) -> bool:
    """Whether it is an OpenMetrics text with at least one metric."""
    return is_openmetrics(content.text) and bool(families_in(content.text))


def openmetrics_says(_content: FileContent) -> Says:
    """An OpenMetrics check. The names in the text have no prefix of the platform."""
    check: Says = {"configuration.code_type": "agent", "configuration.agent_check_kind": "openmetrics"}
    return {**check, **_says_metrics("")}


def metrics_file_of(content: FileContent, defaults: MetricDefaults = NO_DEFAULTS) -> bytes:
    """The metrics of an OpenMetrics text or of a table as a metrics file.

    The names of an OpenMetrics text get the prefix, and empty cells the usual values.
    """
    pasted = read_metrics(content.text)
    prefix = defaults.prefix if pasted.kind is SourceKind.OPENMETRICS else ""
    return written_metrics(
        {**usual_cells(defaults.integration, name=row.get("metric_name", "")), **row}
        for row in metric_rows(pasted, prefix=prefix)
    )


def written_metrics(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A metrics file of rows with values by column."""
    target = StringIO()
    writer = DictWriter(target, fieldnames=standard_columns(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def _says_metrics(prefix: str) -> Says:
    says: dict[str, Json] = {"data.submitted_data_types": ["Metrics"]}
    return {**says, "data.metric_prefix": prefix} if prefix else says


def is_changelog(content: FileContent) -> bool:
    """Whether its title or its headings are those of a changelog, and it is not a README with a list of versions."""
    if not _HEADING.search(content.text):
        return False
    if _CHANGELOG_TITLE.search(markdown_title(content)):
        return True
    return bool(read_changelog(content.data)) and not read_readme(content.data)


def changelog_says(content: FileContent) -> Says:
    """The newest version."""
    entries = objects(read_changelog(content.data).get("release_notes", {}).get("entries"))
    version = next((entry.get("version") for _, entry in entries), None)
    return {"configuration.package_version": version} if version else {}


def is_readme(content: FileContent) -> bool:
    """Whether it is Markdown with one of the headings that our README has."""
    return bool(_HEADING.search(content.text)) and bool(read_readme(content.data))


def readme_says(content: FileContent) -> Says:
    """The name in the title, and the address of support if the sections about help contain exactly one."""
    title, readme = _NOT_OF_NAME.sub("", markdown_title(content)), read_readme(content.data)
    help_texts = (readme.get("support", {}).get("support_md"), readme.get("setup", {}).get("troubleshooting_md"))
    support = "\n".join(map(text, help_texts))
    addresses = {match[0] for match in _ADDRESS.finditer(support) if is_email(match[0])}
    says: dict[str, Json] = {"overview.title": title} if title else {}
    return {**says, "support.support_email": addresses.pop()} if len(addresses) == 1 else says


def markdown_title(content: FileContent) -> str:
    """The text of the first heading of level one; "" if there is none."""
    match = _TITLE.search(content.text)
    return match[1].strip(" #") if match else ""


def is_log_file(content: FileContent) -> bool:
    """Whether most of its first lines are logs: they have a date near the beginning, or are objects.

    If not, it may have logs with stack traces.
    """
    lines = list(islice((line for line in content.text.splitlines() if line.strip()), _LOOKED_AT_LINES))
    return _are_mostly(_is_log, lines) or _has_long_logs(content.text[:_LOOKED_AT_CHARACTERS])


def _has_long_logs(text: str) -> bool:
    """Whether most of its first logs begin with a date or a level, and some have several lines."""
    from tilekit.suggest.raw_logs import logs_in  # slow import

    logs = logs_in(text)[:_LOOKED_AT_LINES]
    return any("\n" in log for log in logs) and _are_mostly(_begins_as_log, logs)


def _begins_as_log(log: str) -> bool:
    return _LEVEL.match(log) is not None or begins_with_date(log)


def _are_mostly(is_log: Callable[[str], bool], lines: Sequence[str]) -> bool:
    return len(lines) > 1 and 2 * sum(map(is_log, lines)) > len(lines)


def _is_log(line: str) -> bool:
    from tilekit.pipeline.json_text import object_in  # slow import

    return begins_with_date(line) or _has_date(line[:_DATE_WITHIN]) or bool(object_in(line))


def _has_date(text: str) -> bool:
    """Whether there is a date in the text. Numbers don't count, because they may be others than seconds."""
    dates = (date_at(text, at) for at in range(len(text)))
    return any(date is not None and date.matcher != "number" for date in dates)


def is_code(content: FileContent) -> bool:
    """Whether it looks like a Python module, or is a text with the name of one."""
    return is_python(content.text) or (bool(content.text) and content.path.endswith(".py"))


def code_says(content: FileContent) -> Says:
    """The version in the code and, if the module defines an Agent check, its type and the data that it sends."""
    return code_facts([content.text])
