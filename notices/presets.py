"""Presets of the settings page: which kinds of notice people get by e-mail, and when."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from notices.kind_registry import NoticeKind, Purpose
from notices.models import Channel, NoticeTiming
from notices.queries import Choices, delivery_of
from page_parts.total_maps import total_map


class Preset(TextChoices):
    EVERYTHING = "everything", _("Everything immediately")
    ACT_AND_DIGEST = "act-and-digest", _("What I must act on immediately, the rest in a daily digest")
    DIGEST = "digest", _("Everything in a daily digest")
    ACT = "act", _("Only what I must act on")
    DECISIONS = "decisions", _("Only decisions")
    NOTHING = "nothing", _("Nothing by e-mail")


# The delivery of the kinds with one of these purposes, and of all other kinds.
_DELIVERIES = total_map(
    Preset,
    {
        Preset.EVERYTHING: (Purpose.UPDATE, NoticeTiming.OFF, NoticeTiming.IMMEDIATE),
        Preset.ACT_AND_DIGEST: (Purpose.ACT, NoticeTiming.IMMEDIATE, NoticeTiming.DAILY),
        Preset.DIGEST: (Purpose.UPDATE, NoticeTiming.OFF, NoticeTiming.DAILY),
        Preset.ACT: (Purpose.ACT, NoticeTiming.IMMEDIATE, NoticeTiming.OFF),
        Preset.DECISIONS: (Purpose.DECISION, NoticeTiming.IMMEDIATE, NoticeTiming.OFF),
        Preset.NOTHING: (Purpose.UPDATE, NoticeTiming.OFF, NoticeTiming.OFF),
    },
)


def choices_of_preset(preset: Preset, kinds: Iterable[NoticeKind]) -> Choices:
    """The deliveries of these kinds by e-mail that the preset selects."""
    return {(kind.name, Channel.EMAIL.value): _delivery(preset, kind) for kind in kinds}


def current_preset(kinds: Iterable[NoticeKind], choices: Choices) -> Preset | None:
    """The preset that matches these choices, if any. Mandatory kinds don't count."""
    rows = [kind for kind in kinds if not kind.mandatory]
    matches = (
        preset
        for preset in Preset
        if all(delivery_of(kind, Channel.EMAIL, choices) == _delivery(preset, kind) for kind in rows)
    )
    return next(matches, None)


def _delivery(preset: Preset, kind: NoticeKind) -> NoticeTiming:
    """Kinds that are only shown in the portal by default are never sent by a preset."""
    if Channel.EMAIL not in kind.channels:
        return NoticeTiming.OFF
    purpose, delivery, otherwise = _DELIVERIES[preset]
    return delivery if kind.purpose & purpose else otherwise
