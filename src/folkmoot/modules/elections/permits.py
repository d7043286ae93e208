ASK = "elections.ask"
"""Open and close polls, and say what became of them, for an office."""
