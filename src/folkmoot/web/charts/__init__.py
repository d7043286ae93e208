"""Charts drawn on the server as SVG: pure functions, numbers in, a drawing out.

Every drawing has ``role="img"`` and a label that says the finding, uses ``--fm-*`` variables only (one drawing serves
light and dark) and escapes all text. The page puts the same data in a table or a file beside it.
"""

from folkmoot.web.charts.bars import Bar, bars
from folkmoot.web.charts.dial import dial
from folkmoot.web.charts.lines import Event, Line, lines
from folkmoot.web.charts.promise import promise_bar
from folkmoot.web.charts.ring import RingAct, ring
from folkmoot.web.charts.spark import sparkline
from folkmoot.web.charts.threshold import Step, threshold_bar

__all__ = [
    "Bar",
    "Event",
    "Line",
    "RingAct",
    "Step",
    "bars",
    "dial",
    "lines",
    "promise_bar",
    "ring",
    "sparkline",
    "threshold_bar",
]
