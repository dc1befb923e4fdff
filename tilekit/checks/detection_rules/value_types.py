"""SR-026: the types and values of options of detection methods."""

from tilekit.checks.detection_rules.rule_files import detection_rule_check
from tilekit.checks.finding import Severity
from tilekit.checks.json_types import FLAG, OBJECT, one_of, whole_number
from tilekit.checks.shapes import HasTypes, ShapeTable
from tilekit.core.messages import N_

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
    starts_observed=True,
    applies_to="/options",
    expected=N_("Options of detection methods have the types and values that the platform accepts"),
    bad='"forgetAfter": 90',
    good='"forgetAfter": 28',
)
