"""Where a comment stands, and the few words with fixed meanings."""

VISIBLE, HELD, HIDDEN, WITHDRAWN = "visible", "held", "hidden", "withdrawn"
"""Everybody reads it; its author and moderators do; a moderator took it off; its author took it back."""
PUBLIC = (VISIBLE, HIDDEN, WITHDRAWN)
"""States in which a thread shows the comment or says in its place what became of it. Nothing that was public vanishes."""
READABLE = (VISIBLE, HELD)
"""States in which the words have not been taken off."""
STANCES = ("for", "against")
"""Sides of a discussion, where a module wants them."""
DIRECTIONS = ("up", "down")
