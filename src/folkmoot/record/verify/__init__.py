"""Verify a Folkmoot record, or prove one entry, without trusting the server that serves it.

This folder stands alone on purpose: standard library plus ``cryptography`` for Ed25519, no Django, no database,
nothing else of Folkmoot. The server computes its tree with other code (merkle.py, tiles.py); two programs must
agree. Run it as ``folkmoot record verify URL|DIRECTORY``, or copy the folder and ``python -m verify verify …``.

Exit codes: 0 everything holds, 1 something is false, 2 it cannot be told (network, missing file).
Formats: docs/record.md; C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-proof; RFC 6962; RFC 8785.
"""
