"""A log on disk, made with the record's pure modules alone: no database, no server."""

import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from folkmoot.record.merkle import leaf_hash
from folkmoot.record.note import Signer, checkpoint_text, sign
from folkmoot.record.tiles import WIDTH, encode_bundle, extend, format_path, tiles_of

SIGNER = Signer("town.example/record", Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))


def entry(number, **changes):
    """A canonical envelope; ``changes`` replace fields, None leaves one out."""
    fields = {
        "accepted": f"2026-03-01T09:{number // 60 % 60:02d}:{number % 60:02d}.000001Z",
        "actor": "office:clerk",
        "id": f"{number:032x}",
        "kind": "petitions.signed",
        "payload": {"number": number, "place": "Łódź 🏛"},
        "subject": f"petitions/{number % 7}",
        "version": 1,
    } | changes
    kept = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def write_log(directory, entries, signer=SIGNER):
    """Write every tile, bundle, the key and the checkpoint of a log with these entries."""
    rows, root = extend(0, [leaf_hash(one) for one in entries], lambda _level, _n: b"")
    for tile in tiles_of(len(entries)):
        path = directory / format_path(tile)
        path.parent.mkdir(parents=True, exist_ok=True)
        if tile.level is None:
            start = tile.n * WIDTH
            path.write_bytes(encode_bundle(entries[start : start + tile.width]))
        else:
            path.write_bytes(rows[tile.level, tile.n])
    (directory / "key").write_text(signer.verifier.vkey + "\n")
    write_checkpoint(directory, len(entries), root, signer)
    return root


def write_checkpoint(directory, size, root, signer=SIGNER):
    (directory / "checkpoint").write_text(sign(checkpoint_text(signer.name, size, root), [signer]))
