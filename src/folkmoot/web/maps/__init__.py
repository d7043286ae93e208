"""Maps drawn on the server: SVG in the design's colours, and a way to choose a place without JavaScript.

``draw`` gives a picture, ``chooser`` a part of a form; ``web/islands/map.ts`` makes both movable where it can.
"""

from folkmoot.web.maps.chooser import Choice, chooser, read_choice
from folkmoot.web.maps.draw import Pin, draw, standalone
from folkmoot.web.maps.frame import Frame, MapView, point_of_click

__all__ = [
    "Choice",
    "Frame",
    "MapView",
    "Pin",
    "chooser",
    "draw",
    "point_of_click",
    "read_choice",
    "standalone",
]
