"""SVG images: facts about them, and a copy that is safe to show.

No part of the upload is passed on unchecked: the safe copy is written from the allow-lists.
"""

from tilekit.media.svg.clean import Dropped, sanitise
from tilekit.media.svg.facts import Risk, RiskKind, SvgFacts, inspect
from tilekit.media.svg.tree import TooComplex

__all__ = ["Dropped", "Risk", "RiskKind", "SvgFacts", "TooComplex", "inspect", "sanitise"]
