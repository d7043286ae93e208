"""Types for columns of text: the whole file decides, and nothing that was written is changed."""

from folkmoot.modules.catalogue.engine.typing.deciding import Decided, decide, rejected_rows
from folkmoot.modules.catalogue.engine.typing.dictionary import Dictionary, Entry, entry_for
from folkmoot.modules.catalogue.engine.typing.formats import TYPES

__all__ = ["TYPES", "Decided", "Dictionary", "Entry", "decide", "entry_for", "rejected_rows"]
