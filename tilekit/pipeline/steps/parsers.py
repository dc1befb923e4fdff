"""Processors that parse a text: grok, URL, user agent, IP address, decoder."""

from __future__ import annotations

import base64
import binascii
from codecs import getincrementaldecoder
from ipaddress import ip_address

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.pipeline.grok.longest_match import longest_match
from tilekit.pipeline.grok.parser import GrokParser, compile_grok
from tilekit.pipeline.limits import AGENT
from tilekit.pipeline.log import Log
from tilekit.pipeline.notes import CompileNoteKind, PipelineRefused, RuleRef
from tilekit.pipeline.steps.base import Compiler, ProcessorSettings, Step, first_of
from tilekit.pipeline.web import url_parts, user_agent


def grok_parser(settings: ProcessorSettings, compiler: Compiler) -> Step:
    """The step that sets the values extracted by the first rule that matches the source."""
    source, rules = settings.path("source", "message"), settings.inner("grok")
    pointer = settings.pointer
    grok = compile_grok(rules.text("matchRules"), rules.text("supportRules", ""), compiler.budget)
    _note(grok, f"{pointer}/grok/matchRules", compiler)

    def run(log: Log) -> None:
        value = log.get(source)
        if isinstance(value, str) and not grok.apply(log, value, pointer) and log.trace is not None:
            log.trace.longest_match = longest_match(grok, value, log.trace.work)

    return run


def _note(grok: GrokParser, pointer: str, compiler: Compiler) -> None:
    for broken in grok.broken:
        problem = broken.problem
        compiler.note(
            CompileNoteKind.REFUSED, pointer, value=broken.name, reason=problem.reason, is_unsafe=problem.is_unsafe
        )
    for rule in grok.rules:
        parser = pointer.removesuffix("/grok/matchRules")
        ref = RuleRef(pointer=parser, name=rule.name, line=rule.line, has_nested_repeats=rule.has_nested_repeats)
        compiler.rules.append(ref)
        for reason in rule.approximated:
            compiler.note(CompileNoteKind.APPROXIMATED, pointer, value=rule.name, reason=Message(reason))


def url_parser(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the parts of the URL in the first source that exists."""
    sources, target = settings.sources(default="http.url"), settings.path("target", "http.url_details")
    normalize = settings.flag("normalizeEndingSlashes")

    def run(log: Log) -> None:
        source = first_of(log, sources)
        if source and isinstance(source[1], str):
            log.put_flat(target, dict(url_parts(source[1], normalize=normalize)))

    return run


def user_agent_parser(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that sets the browser, device and system in the first source that exists."""
    sources, target = settings.sources(default="http.useragent"), settings.path("target", "http.useragent_details")
    is_encoded = settings.flag("encoded") or settings.flag("isEncoded")
    combined = settings.flag("combineVersionDetails")

    def run(log: Log) -> None:
        source = first_of(log, sources)
        if source and isinstance(source[1], str):
            log.work.spend(AGENT)
            log.put_flat(target, dict(user_agent(source[1], is_encoded=is_encoded, combined=combined)))

    return run


def geo_ip_parser(settings: ProcessorSettings, compiler: Compiler) -> Step:
    """The step that replaces the platform's location lookup: for an address, the target becomes empty, as in results of
    its tests.
    """
    sources, target = settings.sources(default="network.client.ip"), settings.path("target", "network.client.geoip")
    reason = Message(N_("our tests cannot look up the location of IP addresses, so the target stays empty"))
    compiler.note(
        CompileNoteKind.SIMULATED, settings.pointer, value="geo-ip-parser", reason=reason, target=".".join(target)
    )

    def run(log: Log) -> None:
        source = first_of(log, sources)
        if source and _is_address(source[1]):
            log.put(target, {})

    return run


def _is_address(value: Json) -> bool:
    try:
        return isinstance(value, str) and bool(ip_address(value))
    except ValueError:
        return False


def decoder_processor(settings: ProcessorSettings, _: Compiler) -> Step:
    """The step that decodes Base64 or hex. Other values change nothing. Raises PipelineRefused."""
    source, target = settings.path("source"), settings.path("target")
    encoding = settings.text("binaryToTextEncoding")
    if encoding not in ("base64", "base16"):
        raise PipelineRefused(N_("the encoding {name} is not supported"), name=encoding)
    as_integer = settings.text("inputRepresentation", "utf_8") == "integer"

    def run(log: Log) -> None:
        value = log.get(source)
        decoded = _decode(value, encoding, as_integer=as_integer) if isinstance(value, str) else None
        if decoded is not None:
            log.put(target, decoded)

    return run


def _decode(text: str, encoding: str, *, as_integer: bool) -> Json:
    """The decoded text. A truncated text is decoded as far as possible; one with other characters is not changed."""
    try:
        data = _from_base64(text) if encoding == "base64" else _from_hex(text, as_integer=as_integer)
        if not data:
            return None
        if as_integer:
            return int.from_bytes(data, "big") if len(data) <= 8 else None
        return getincrementaldecoder("utf-8")().decode(data)  # without the incomplete character at its end
    except (binascii.Error, ValueError):
        return None


def _from_base64(text: str) -> bytes:
    text = text.rstrip("=")
    text = text[:-1] if len(text) % 4 == 1 else text
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _from_hex(text: str, *, as_integer: bool) -> bytes:
    """The bytes. Of an odd number of digits, a number has them all, and a text lacks the last one."""
    text = text.removeprefix("0x")
    whole = f"0{text}" if as_integer else text[:-1]
    return bytes.fromhex(whole if len(text) % 2 else text)
