"""Where the rows of a table lie that has a column of points or geometries: an index beside its generation.

It holds nothing that is not in the table, so it may go at any time and is made again.
"""

from folkmoot.modules.catalogue.placing.index import (
    AREA,
    LINE,
    POINT,
    Index,
    column_of,
    made,
    make_missing,
    ready,
)

__all__ = ["AREA", "LINE", "POINT", "Index", "column_of", "made", "make_missing", "ready"]
