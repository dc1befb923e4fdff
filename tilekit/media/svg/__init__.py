"""SVG pictures: what is in one, and a copy that is safe to show.

Nothing of the upload is ever passed on: the safe copy is written anew from what the allow-lists name.
"""

from tilekit.media.svg.clean import Dropped, sanitise
from tilekit.media.svg.facts import Risk, RiskKind, SvgFacts, inspect
from tilekit.media.svg.tree import TooComplex

__all__ = ["Dropped", "Risk", "RiskKind", "SvgFacts", "TooComplex", "inspect", "sanitise"]
