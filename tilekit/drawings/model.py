"""What pages show of a dashboard, a monitor, a detection rule or a saved view."""

from msgspec import Struct

from tilekit.core.messages import Message


class WidgetBox(Struct, frozen=True, kw_only=True):
    """A widget of a drawn dashboard. x and width are in columns of a grid of 12 columns, y and height in its rows.

    kind is a shape of `tilekit.drawings.widget_shapes`; in tiles that were stored earlier, also `graph`, `number` or
    `picture`. type is the widget's type on the platform. level is 1 inside a group. text is the beginning of a note.
    """

    kind: str
    x: float
    y: float
    width: float
    height: float
    title: str = ""
    type: str = ""
    level: int = 0
    text: str = ""
    metrics: tuple[str, ...] = ()


class TemplateVariable(Struct, frozen=True, kw_only=True):
    """A template variable of a dashboard: its tag or attribute, and the values with which the dashboard opens."""

    name: str
    tag: str = ""
    values: tuple[str, ...] = ()


class Threshold(Struct, frozen=True, kw_only=True):
    """A threshold of a monitor: a label (message ID) and its value with the unit."""

    label: str
    value: Message


class NamedQuery(Struct, frozen=True, kw_only=True):
    """A query that a formula or a condition names."""

    name: str = ""
    query: str = ""
    source: str = ""


class MonitorSummary(Struct, frozen=True, kw_only=True):
    """A monitor in words.

    sentence is when it alerts, notes are whole sentences that complete it. title and message are templates, which
    `tilekit.drawings.monitor_message` fills in with the value and the thresholds.
    """

    sentence: Message
    notes: tuple[Message, ...] = ()
    query: str = ""
    queries: tuple[NamedQuery, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    title: str = ""
    message: str = ""
    comparator: str = ""


class RuleQuery(Struct, frozen=True, kw_only=True):
    """A query of a detection rule. aggregation is what is counted or compared; groups are its tags and attributes."""

    name: str = ""
    query: str = ""
    aggregation: Message = Message("")
    groups: tuple[str, ...] = ()


class RuleCase(Struct, frozen=True, kw_only=True):
    """A case of a detection rule: its severity, and the condition and recipients as written."""

    name: str = ""
    severity: str = ""
    condition: str = ""
    recipients: tuple[str, ...] = ()


class PreviousStep(Struct, frozen=True, kw_only=True):
    """A step after which another one must follow, and the time for it."""

    name: str = ""
    window: Message = Message("")


class RuleStep(Struct, frozen=True, kw_only=True):
    """A step of a rule that detects sequences: its condition as written, its window, and the steps before it."""

    name: str = ""
    condition: str = ""
    window: Message = Message("")
    previous: tuple[PreviousStep, ...] = ()


class RuleSummary(Struct, frozen=True, kw_only=True):
    """A detection rule. method, window and message are empty if the rule does not set them.

    filters are whole sentences about the logs that all queries ignore or read. Only rules that detect sequences have
    steps.
    """

    method: Message = Message("")
    window: Message = Message("")
    filters: tuple[Message, ...] = ()
    queries: tuple[RuleQuery, ...] = ()
    steps: tuple[RuleStep, ...] = ()
    cases: tuple[RuleCase, ...] = ()
    message: str = ""
    more: int = 0


class ViewSummary(Struct, frozen=True, kw_only=True):
    """A saved view: its page (message ID), search, time range, columns in order, and the facets that it shows."""

    page: str = ""
    query: str = ""
    range: Message = Message("")
    columns: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    more_columns: int = 0
    more_facets: int = 0
