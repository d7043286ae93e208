"""Maps drawn on the server: SVG in the design's colours, and a way to choose a place without JavaScript.

``draw`` gives a picture, ``movable`` one that ``web/islands/map.ts`` makes movable where it can, ``chooser`` a part of a form.
"""

from folkmoot.web.maps.chooser import Choice, chooser, read_choice
from folkmoot.web.maps.draw import Cell, Pin, draw, standalone
from folkmoot.web.maps.frame import Frame, MapView, point_of_click
from folkmoot.web.maps.movable import geojson, movable
from folkmoot.web.maps.outlines import Outline
from folkmoot.web.maps.shaded import Shaded, shaded

__all__ = [
    "Cell",
    "Choice",
    "Frame",
    "MapView",
    "Outline",
    "Pin",
    "Shaded",
    "chooser",
    "draw",
    "geojson",
    "movable",
    "point_of_click",
    "read_choice",
    "shaded",
    "standalone",
]
