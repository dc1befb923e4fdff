"""Search queries: which logs they match, and which are invalid."""

import pytest

from tilekit.core.fields import Json
from tilekit.pipeline.limits import WorkMeter
from tilekit.pipeline.log import Log
from tilekit.pipeline.matching import matcher
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.query import parse_log_search

LOG: dict[str, Json] = {
    "http": {"status_code": 404, "method": "GET", "time": "0.5"},
    "evt": {"name": "failed_login", "tags": ["red", "Dark Blue"]},
    "user": "jo doe",
    "flag": True,
    "none": None,
    "ip": "10.1.2.3",
    "neg": -5,
    "url": "https://a.example/b",
    "a.b": "dotted",
    "Event": {"EventData": {"Data": [{"Name": "SubjectUserSid", "Value": 7}, {"Name": "ObjectServer"}, "x"]}},
}


def fits(query: str, text: str = "Build completed in 5 s") -> bool:
    log = Log(
        text=text, message=text, attributes=dict(LOG), source="acme", tags=["env:Prod", "Mine", "source:LOGS_SOURCE"]
    )
    log.official.update(service="web", status="error")
    return matcher(query)(log)


@pytest.mark.parametrize(
    "query",
    [
        "*",
        "*:*",
        "service:web",
        "service:w*",
        "status:(warn OR error)",
        "source:acme",
        "env:prod",
        "env:PROD",
        "env:p?od",
        "@http.method:GET",
        "@http.method:(POST OR GET)",
        "@http.status_code:404",
        "@http.status_code:4*",
        "@http.status_code:[400 TO 499]",
        "@http.status_code:{403 TO 405}",
        "@http.status_code:[404 TO *]",
        "@http.status_code:>=404",
        "@http.status_code:<405",
        "@http.time:[0.1 TO 1]",
        "@evt.name:failed_login",
        "@evt.name:failed*",
        "@evt.tags:red",
        '@evt.tags:"Dark Blue"',
        "@evt.tags:*Blue",
        "@user:jo*",
        '@user:"jo doe"',
        r"@user:jo\ doe",
        "@user:jo?doe",
        "@user:*",
        "@flag:true",
        "@neg:-5",
        "@Event.EventData.Data.Name:ObjectServer",
        "@Event.EventData.Data.Value:>=7",
        "@Event.EventData.Data.Name:*",
        "@neg:<0",
        "@a.b:dotted",
        "@http:*",
        "-@missing:*",
        "NOT @missing:x",
        "-@http.method:(POST OR PUT)",
        "service:web @http.method:GET",
        "service:web AND @http.method:GET",
        "service:db OR @http.method:GET",
        "service:web AND (status:ok OR status:error)",
        "service:db AND status:ok OR status:error",
        "completed",
        "BUILD",
        "compl*",
        '"build completed"',
        "completed -crashed",
        "message:completed",
        'message:"build completed"',
        "message:*",
        "message:(crashed OR compl*)",
        "@neg:>=\\-5",
        "@neg:[\\-6 TO \\-4]",
        "*:doe",
        "CIDR(@ip,10.0.0.0/8)",
        "CIDR(@ip,192.168.0.0/16,10.1.0.0/16)",
        "  service:web  ",
        "",
        "service:web && @http.method:GET",
        "service:db || @http.method:GET",
        "!service:db",
        "- service:db",
        "_exists_:@http.method",
        "_exists_:env",
        "_exists_:mine",
        "_exists_:service",
        "_missing_:team",
        "_missing_:@nowhere",
        "tags:mine",
        "tags:(yours OR env:prod)",
        "@url:https://a.example/b",
        "@url:https:*",
        "NOT @url:x:y",
    ],
)
def test_query_fits(query: str) -> None:
    assert fits(query)


@pytest.mark.parametrize(
    "query",
    [
        "service:Web",
        "service:db",
        "trace_id:x",
        "!service:web",
        "_exists_:@nowhere",
        "_exists_:http.method",
        "_missing_:@http.method",
        "_missing_:env",
        "source:other",
        "env:test",
        "http.method:GET",
        "@http.method:get",
        "@http.method:GE",
        "@http.status_code:[500 TO 599]",
        "@http.status_code:[100 TO 404}",
        "@http.status_code:{404 TO 500]",
        "@http.status_code:>404",
        "@user:[1 TO 2]",
        "@user:jo",
        "@none:*",
        "@Event.EventData.Data.Name:Other",
        "@Event.EventData.Data.Nowhere:*",
        "@Event.EventData.Name:*",
        "@missing:*",
        "@missing:[1 TO 2]",
        "-service:web",
        "service:web AND NOT status:error",
        "- @http.method:GET",
        "complete",
        '"completed build"',
        "completed crashed",
        "message:crashed",
        "*:nowhere",
        "CIDR(@ip,192.168.0.0/16)",
        "CIDR(@user,10.0.0.0/8)",
    ],
)
def test_query_does_not_fit(query: str) -> None:
    assert not fits(query)


@pytest.mark.parametrize(
    "query,reason",
    [
        ("(service:web", "an opening bracket is never closed"),
        ("service:web)", "a closing bracket was never opened"),
        ("service:", "a value is missing at the end"),
        ("a OR", "a value is missing at the end"),
        ("@a:(@b:c)", "a value is missing before “{part}”"),
        ("()", "a value is missing before “{part}”"),
        ('"open', "it has a syntax error at “{part}”"),
        ("CIDR(@ip)", "CIDR needs an attribute and a range of IP addresses"),
        ("CIDR(@ip,nonsense)", "{part} is not a valid range of IP addresses"),
        ("(" * 100 + "a" + ")" * 100, "brackets are nested more than {limit} levels deep"),
        ("a " * 20_000, "the query is longer than {limit} characters"),
    ],
)
def test_query_that_cannot_be_read_is_refused(query: str, reason: str) -> None:
    with pytest.raises(PipelineRefused) as refused:
        matcher(query)

    assert refused.value.reason.id == reason


def test_long_chains_of_minus_and_not_cost_no_stack() -> None:
    parse_log_search("NOT " * 4_000 + "a")
    parse_log_search("-" * 15_000 + "a")


def test_wildcards_run_in_linear_time() -> None:
    log = Log(text="", attributes={"a": "a" * 20_000}, source="", tags=[], work=WorkMeter())

    assert not matcher("@a:" + "a*" * 50 + "b")(log)
    assert log.work.spent < 20_000_000
