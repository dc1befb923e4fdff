"""Grok rules: matchers, extractions, rules in rules, and rules that can't run."""

import pytest

from tests.tilekit.pipeline.running import parsed, reason_against
from tilekit.core.fields import Json
from tilekit.pipeline.grok.parser import compile_grok
from tilekit.pipeline.log import log_of


def test_a_rule_matches_the_whole_text() -> None:
    assert parsed("rule %{word:a}", "one two") is None
    assert parsed("rule %{word:a} two", "one two") == {"a": "one"}


def test_the_first_rule_that_matches_wins() -> None:
    rules = "first %{integer:number}\nsecond %{word:name}\nthird %{notSpace:any}"

    assert parsed(rules, "12") == {"number": 12}
    assert parsed(rules, "ab") == {"name": "ab"}
    assert parsed(rules, "a-b") == {"any": "a-b"}


def test_rules_use_helper_rules_and_rules_above_them() -> None:
    support = "_user %{word:usr.name}\n_greeting hello %{_user}"

    assert parsed("rule %{_greeting}!", "hello jo!", support) == {"usr": {"name": "jo"}}
    assert parsed("one %{word:a} x\ntwo %{one} %{word:b}", "k x y") == {"a": "k", "b": "y"}
    assert parsed("rule %{_greeting:all}", "hello jo", support) == {"all": "hello jo", "usr": {"name": "jo"}}


def test_a_helper_rule_may_be_used_twice() -> None:
    assert parsed("rule %{_n} %{_n}", "1 2", "_n %{integer:n}") == {"n": [1, 2]}


def test_comments_blank_lines_and_carriage_returns_are_no_rules() -> None:
    assert parsed("# comment\r\n\r\nrule %{word:a}\r\n", "x") == {"a": "x"}


def test_blanks_after_a_rule_count_only_in_helper_rules() -> None:
    assert parsed("rule %{word:a} \t\r\nother x", "one") == {"a": "one"}
    assert parsed("rule %{_a}%{word:b}", "one two", "_a %{word:a} ") == {"a": "one", "b": "two"}


def test_what_is_empty_is_not_extracted() -> None:
    assert parsed("rule %{word:a}(-%{word:b})?%{data:c}", "x") == {"a": "x"}
    assert parsed('rule %{regex("[^)]*"):}%{word:b}', "-b") == {"b": "b"}


@pytest.mark.parametrize(
    "token,text,value",
    [
        ('number:a:nullIf("0")', "0", None), ('number:a:nullIf("0")', "0.0", 0.0), ('number:a:nullIf("0.0")', "0", 0.0),
        ('integer:a:nullIf("0")', "0", None), ('integer:a:nullIf("0")', "00", 0),
        ('integer:a:nullIf("-1")', "-1", None), ('numberExt:a:nullIf("1e3")', "1e3", None),
        ('boolean:a:nullIf("FALSE")', "FALSE", None),
        ('boolean:a:nullIf("FALSE")', "false", False), ('notSpace:a:nullIf("-")', "-", None),
        ('date("yyyy"):a:nullIf("1970")', "1970", None), ('integer:a:nullIf("1")', "0", 0),
    ],
)  # fmt: skip
def test_null_is_tested_on_the_text_and_not_on_its_value(token: str, text: str, value: Json) -> None:
    assert repr(parsed(f"rule %{{{token}}}", text)) == repr({} if value is None else {"a": value})


def test_text_between_matchers_is_a_pattern() -> None:
    assert parsed(r"rule \[%{word:a}\]\s+(x|%{integer:b})\#", "[k]   7#") == {"a": "k", "b": 7}


def test_blanks_in_a_matcher_say_nothing() -> None:
    assert parsed('rule %{ date( "yyyy" , "UTC" ) : a } %{ word : b : uppercase }', "1970 x") == {"a": 0, "b": "X"}


def test_data_takes_as_little_and_others_as_much_as_they_can() -> None:
    assert parsed("rule %{data:a} %{data:b}", "x y z") == {"a": "x", "b": "y z"}
    assert parsed("rule %{greedyData:a} %{greedyData:b}", "x y z") == {"a": "x y", "b": "z"}
    assert parsed("rule %{notSpace:a}%{data:b}", "ab c") == {"a": "ab", "b": " c"}


def test_a_rule_may_say_that_data_ends_with_the_line() -> None:
    assert parsed("rule (?-s)%{data:a}", "x\ny") is None
    assert parsed("rule (?-s)%{greedyData:a} (?s)%{data:a}", "x y\nz") == {"a": ["x", "y\nz"]}


@pytest.mark.parametrize(
    "rule,text,attributes",
    [
        ("rule %{word:db.name} %{data::keyvalue}", "n db.x=1 db.y=2", {"db": {"name": "n", "x": 1, "y": 2}}),
        ("rule %{word:a.b.c} %{data::json}", 'x {"a": {"b": {"c": "y", "d": {"e": 1}}}}',
         {"a": {"b": {"c": "y", "d": {"e": 1}}}}),
        ("rule %{word:a} %{data::json}", 'x {"a": {"b": 1}}', {"a": {"b": 1}}),
    ],
)  # fmt: skip
def test_an_object_at_the_root_joins_what_is_there(rule: str, text: str, attributes: Json) -> None:
    assert parsed(rule, text) == attributes


def test_a_named_group_extracts_what_it_matches() -> None:
    assert parsed(r'rule %{word:a} (?<b>\w)%{regex("(?<c>x+)y"):d} (e)', "q wxxy e") == {
        "a": "q", "b": "w", "c": "xx", "d": "xxy",
    }  # fmt: skip


CONNECTED = 'r (%{integer:user.id}|%{word:user.firstname}) connected on %{date("MM/dd/yyyy"):connect_date}'
HELPERS = """user %{word:user.name} id:%{integer:user.id}
connection connected on %{date("MM/dd/yyyy"):connect_date}
server on server %{notSpace:server.name} in %{notSpace:server.env}"""
GLOG = (
    r'r %{regex("\\w"):level}%{date("MMdd HH:mm:ss.SSSSSS"):timestamp}\s+%{number:logger.thread_id} '
    r"%{notSpace:logger.name}:%{number:logger.lineno}\] %{data:msg}"
)


@pytest.mark.parametrize(
    "rule,support,text,attributes",
    [
        (CONNECTED, "", "12345 connected on 11/08/2017", {"user": {"id": 12345}, "connect_date": 1510099200000}),
        (CONNECTED, "", "john connected on 11/08/2017",
         {"user": {"firstname": "john"}, "connect_date": 1510099200000}),
        ("r %{word:user.firstname} (%{integer:user.id} )?connected", "", "john connected",
         {"user": {"firstname": "john"}}),
        ("r %{user} %{connection} %{server}", HELPERS,
         "john id:12345 connected on 11/08/2017 on server XYZ in production",
         {"user": {"name": "john", "id": 12345}, "connect_date": 1510099200000,
          "server": {"name": "XYZ", "env": "production"}}),
        ('r %{regex("[a-z]*"):user.firstname}_%{regex("[a-zA-Z0-9]*"):user.id} .*', "", "john_1a2b3c4 connected",
         {"user": {"firstname": "john", "id": "1a2b3c4"}}),
        (r"r Usage\:\s+%{number:usage}%{data:ignore}", "", "Usage: 24.3%", {"usage": 24.3, "ignore": "%"}),
        (GLOG, "", "W0424 11:47:41.605188       1 authorization.go:47] Authorization is disabled",
         {"level": "W", "timestamp": 41341661605, "msg": "Authorization is disabled",
          "logger": {"thread_id": 1.0, "name": "authorization.go", "lineno": 47.0}}),
    ],
)  # fmt: skip
def test_rules_of_the_documentation(rule: str, support: str, text: str, attributes: Json) -> None:
    assert parsed(rule, text, support) == attributes


def test_an_escaped_matcher_is_text() -> None:
    assert parsed(r"rule \%{word} %{word:b}", "%{word} b") == {"b": "b"}
    assert reason_against("rule %{nothing:b}") == "no matcher or rule has the name {name}"


@pytest.mark.parametrize(
    "rule,reason",
    [
        ("rule", "it needs a name and a pattern"),
        ("%{word:x}", "it needs a name and a pattern"),
        ("rule %{word:x", "%{{{matcher} has no closing brace"),
        ('rule %{regex("a:x}', "a bracket or quotation mark is unmatched"),
        ("rule %{nope:x}", "no matcher or rule has the name {name}"),
        ("rule %{word:x:nope}", "the filter {name} does not exist"),
        ("rule %{regex:x}", "{name} needs a string in quotation marks"),
        ("rule %{date(1):x}", "{name} needs a string in quotation marks"),
        ('rule %{date("bb"):x}', "the date format contains the unknown letter {letter}"),
        ('rule %{date("HH mm HH"):x}', "the date format contains the {part} twice"),
        ('rule %{date("HH","Mars/Here"):x}', "the time zone {name} does not exist"),
        ('rule %{date("MMM","UTC","xx"):x}', "the names of months and days are not available for {locale}"),
        ('rule %{date("HH\'"):x}', "a quotation mark in the date format is not closed"),
        ("rule (a", "an opening parenthesis is never closed"),
        ("rule a)", "a closing parenthesis was never opened"),
        ("rule [a", "a character class is never closed: {part}"),
        ("rule [z-a]", "a range in a character class is in the wrong order"),
        ("rule *a", "a quantifier has nothing to repeat"),
        (r"rule \y", "a backslash is followed by a character that it cannot escape"),
        ("rule (?=%{word:x})%{data:y}", "a look-around cannot extract a value"),
        ("rule [%{notSpace:x}]", "a matcher that extracts a value cannot be inside literal text"),
        (r"rule \Q%{word:x}\E", "a matcher that extracts a value cannot be inside literal text"),
        (r"rule [\P{Alpha}]", "\\{part} cannot be used in a character class"),
        ("rule [a-z&&[^b]]", "intersections of character classes are not supported"),
        ("rule %{word:x:scale}", "scale needs a number as its argument"),
        (r"rule (a)\1", "it uses the back-reference \\{part}, which cannot run safely"),
        (r"rule (?<n>a)\k<n>", "\\{part} cannot run safely"),
        ("rule (?:(?:a{500}){500}){500}", "it repeats a part more than 1,000 times"),
        ("rule (?:ab){2000}", "it repeats a part more than 1,000 times"),
        (
            'rule %{data:x:csv("a","::")}',
            "csv needs exactly one character as its separator and one as its quotation mark",
        ),
        *(
            (rule, "an argument cannot contain look-arounds, atomic groups or possessive quantifiers")
            for rule in (r'r %{data:x:array("[]",",",regex("(?!a)\\w"))}', r'r %{data::keyvalue("\\s(?=x)")}')
        ),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_a_reason(rule: str, reason: str) -> None:
    assert reason_against(rule) == reason


@pytest.mark.parametrize(
    "rule,reason",
    [
        ("rule (?(1)a|b)", "the group ({part} is not supported because it cannot run safely"),
        ("rule " + "(?:ab|cd){900}" * 60, "it is too large to run safely"),
        ("rule " + "x" * 60_000, "it is longer than {limit} characters once it is expanded"),
    ],
)
def test_a_rule_that_could_run_away_is_refused_as_unsafe(rule: str, reason: str) -> None:
    (broken,) = compile_grok(rule, "").broken

    assert (broken.problem.reason.id, broken.problem.is_unsafe) == (reason, True)


def test_rules_that_stand_in_themselves_are_refused() -> None:
    assert "refers to itself" in reason_against("rule %{_a}", "_a %{_b}\n_b %{_a}")


def test_rules_in_rules_are_not_written_out_without_end() -> None:
    lines = ["_r0 %{data:x} %{data:y}", *(f"_r{n} %{{_r{n - 1}}} %{{_r{n - 1}}}" for n in range(1, 19))]

    assert (
        reason_against("rule %{_r18}", "\n".join(lines)) == "it is longer than {limit} characters once it is expanded"
    )
    deep = "\n".join(["_d0 a", *(f"_d{n} %{{_d{n - 1}}}" for n in range(1, 40))])
    assert "too many rules" in reason_against("rule %{_d39}", deep)


def test_what_re2_cannot_do_is_said_not_done_silently() -> None:
    (rule,) = compile_grok("rule (?=x)(?>a|b)c++(?<!y)%{word:w}", "").rules

    assert rule.approximated == (
        "look-arounds are ignored",
        "atomic groups are treated as ordinary groups",
        "possessive quantifiers are treated as ordinary ones",
    )


@pytest.mark.parametrize("pattern", ["(a+)+", "(a*|b+)*c", "((?:a+)?)*", "(a+){2,}"])
def test_a_repeat_of_repeats_is_noticed(pattern: str) -> None:
    assert compile_grok(f"rule {pattern}", "").rules[0].has_nested_repeats


@pytest.mark.parametrize("pattern", ["(,a+)*", "(a+,)+", "(?:ab)+c*", "(a+)?", "(a+){3}", "%{word:x}( %{word:y})*"])
def test_a_repeat_that_holds_something_fixed_is_none(pattern: str) -> None:
    assert not compile_grok(f"rule {pattern}", "").rules[0].has_nested_repeats


@pytest.mark.parametrize(
    "pattern,text",
    [
        (r"\Qa.b\E\h\w", "a.b\tc"),
        (r"\p{Alpha}\p{Punct}[\p{Digit}x]\P{Alpha}", "a!7-"),
        (r"\u0041[\u0042]", "AB"),
        (r"[]a]+[[b]", "]a["),
        (r"(?i)AbC", "aBc"),
        (r"a\Rb\Z", "a\r\nb"),
        (r"a\→b\“", "a→b“"),
        (r"\p{IsAlphabetic}+[\p{IsUppercase}]", "éÉ"),
    ],
)
def test_patterns_of_java_run(pattern: str, text: str) -> None:
    assert parsed(f"rule {pattern}", text) == {}


@pytest.mark.parametrize(
    "pattern,fitting,other",
    [
        ("x{1500}", "x" * 1500, "x" * 1499),
        ("x{2,2500}", "x" * 2500, "x" * 2501),
        ("x{1500,}?", "x" * 3000, "x" * 1499),
        ("[xy]{0,2000}?", "", "x" * 2001),
    ],
)
def test_counts_above_a_thousand_run(pattern: str, fitting: str, other: str) -> None:
    assert parsed(f"rule {pattern}", fitting) == {}
    assert parsed(f"rule {pattern}", other) is None


@pytest.mark.parametrize("count", ["20001", "9" * 30, "9" * 5000])
def test_count_that_is_too_high_is_refused(count: str) -> None:
    for pattern in (f"x{{{count}}}", f"(?:xy){{1,{count}}}"):
        assert [rule.name for rule in compile_grok(f"rule {pattern}", "").broken] == ["rule"]


def test_matched_rules_are_remembered() -> None:
    log = log_of("")
    compile_grok("one %{integer}\ntwo %{word:x}", "").apply(log, "ab", "/pipeline/processors/0")

    assert log.reached == {("/pipeline/processors/0", "two")}
