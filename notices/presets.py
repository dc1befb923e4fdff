"""Presets of the settings page: which kinds of notice people get by e-mail, and when.

A chosen preset is stored, so that it also applies to kinds that are added later.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from notices.kind_registry import NoticeKind, Purpose
from notices.models import Channel, NoticeTiming
from page_parts.total_maps import total_map

_PREFIX = "preset:"


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
_WITHOUT_DIGEST = {Preset.ACT_AND_DIGEST: Preset.ACT, Preset.DIGEST: Preset.NOTHING}


def preset_kind(preset: Preset) -> str:
    """The kind in the row of `Preference` that says that a person chose the preset."""
    return f"{_PREFIX}{preset}"


PRESET_KINDS: Mapping[str, Preset] = {preset_kind(preset): preset for preset in Preset}


def delivery_by_preset(preset: Preset, kind: NoticeKind) -> NoticeTiming:
    """When the preset sends e-mails of the kind. Kinds that are only in the portal by default are never sent."""
    if Channel.EMAIL not in kind.channels:
        return NoticeTiming.OFF
    purpose, delivery, otherwise = _DELIVERIES[preset]
    return delivery if kind.purpose & purpose else otherwise


def without_digest(preset: Preset) -> Preset:
    """The preset that sends the same without a digest."""
    return _WITHOUT_DIGEST.get(preset, preset)
