"""Learning what looks like spam from moderators' decisions, and saying how good it is."""
