"""Verify a round of participatory budgeting from the public record, without trusting the server that serves it.

No Django, no database: the record's own verifier reads and checks the log; then every rule that makes a vote a vote is held
against the facts of the round, and every pot is counted again (``rules/``). ``folkmoot budgeting verify URL|DIRECTORY ROUND``;
exit codes 0 everything holds, 1 something is false, 2 it cannot be told.
"""
