"""SR-026 and SR-027: the types and values of options, queries and cases of a rule."""

from tilekit.checks.detection_rules.cases import LEVELS
from tilekit.checks.detection_rules.rule_files import detection_rule_check
from tilekit.checks.detection_rules.settings import STEPS_S
from tilekit.checks.finding import Severity
from tilekit.checks.json_types import FLAG, NUMBER, OBJECT, OBJECTS, TEXT, TEXTS, allowed, one_of, only, whole_number
from tilekit.checks.shapes import HasNoMisspelledKey, HasTypes, ShapeTable
from tilekit.core.messages import N_

_STEPS = STEPS_S["evaluationWindow"]
_WINDOW = {"evaluationWindow": allowed(lambda length: NUMBER.fits(length) and length in _STEPS, *map(str, _STEPS))}
_QUERY_KEYS = (
    *("aggregation", "customQueryExtension", "dataSource", "distinctFields", "groupByFields"),
    *("hasOptionalGroupByFields", "index", "indexes", "metric", "metrics", "name", "query"),
)
_METHOD_OPTIONS = ("anomalyDetectionOptions", "impossibleTravelOptions", "newValueOptions")

row = ShapeTable(detection_rule_check)
row(
    "SR-026",
    Severity.WARNING,
    FLAG.message,
    HasTypes(
        types={  # as documented: datadoghq.dev/datadog-api-client-ruby/DatadogAPIClient/V2, SecurityMonitoringRule...
            "": {"hasExtendedTitle": FLAG, "options": OBJECT},
            "/options": dict.fromkeys(_METHOD_OPTIONS, OBJECT),
            "/options/anomalyDetectionOptions": {
                "bucketDuration": whole_number(300),
                "detectionTolerance": whole_number(1, 5),
                "instantaneousBaseline": FLAG,
                "learningDuration": whole_number(1),
            },
            "/options/impossibleTravelOptions": {"baselineUserLocations": FLAG},
            "/options/newValueOptions": {
                "forgetAfter": whole_number(1, 30),
                "instantaneousBaseline": FLAG,
                "learningDuration": whole_number(0, 30),
                "learningMethod": one_of("duration", "threshold"),
                "learningThreshold": whole_number(0),
            },
        }
    ),
    name=N_("Option of a detection rule that is not allowed"),
    applies_to="/options",
    expected=N_("Options of detection methods have the types and values that the platform accepts"),
    bad='"forgetAfter": 90',
    good='"forgetAfter": 28',
)
row(
    "SR-027",
    Severity.WARNING,
    TEXT.message,
    HasTypes(
        types={  # as documented there; other checks report the keys that are left out
            "": {"filters": OBJECTS},
            "/cases/*": {"condition": TEXT},
            "/filters/*": {"action": only("require", "suppress"), "query": TEXT},
            "/queries/*": {
                "dataSource": only("logs", "audit", "app_sec_spans", "spans", "security_runtime", "network", "events"),
                "hasOptionalGroupByFields": FLAG,
                **dict.fromkeys(("index", "metric", "name"), TEXT),
                **dict.fromkeys(("distinctFields", "indexes", "metrics"), TEXTS),
            },
            "/options": {
                "decreaseCriticalityBasedOnEnv": FLAG,
                "hardcodedEvaluatorType": TEXT,
                **dict.fromkeys(("sequenceDetectionOptions", "thirdPartyRuleOptions"), OBJECT),
            },
            "/options/sequenceDetectionOptions": dict.fromkeys(("steps", "stepTransitions"), OBJECTS),
            "/options/sequenceDetectionOptions/steps/*": {"condition": TEXT, "name": TEXT, **_WINDOW},
            "/options/sequenceDetectionOptions/stepTransitions/*": {"child": TEXT, "parent": TEXT, **_WINDOW},
            "/options/thirdPartyRuleOptions": {
                "defaultNotifications": TEXTS,
                "defaultStatus": only(*LEVELS),
                "rootQueries": OBJECTS,
                "signalTitleTemplate": TEXT,
            },
            "/options/thirdPartyRuleOptions/rootQueries/*": {"groupByFields": TEXTS, "query": TEXT},
        }
    ),
    HasNoMisspelledKey(at="/queries/*", keys=_QUERY_KEYS),
    name=N_("Detection rule value of the wrong type"),
    applies_to="/queries, /cases, /filters, /options",
    expected=N_("Values have the type that the platform expects"),
    bad='"hasOptionalGroupByFields": "no"',
    good='"hasOptionalGroupByFields": false',
)
