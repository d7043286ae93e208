"""A person's own page: what waits for them, what has changed, what is theirs and what they follow."""
