"""Properties of the tree, its tiles and notes."""

import base64
import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.record.merkle import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from folkmoot.record.note import NoteError, Signer, checkpoint_text, open_note, parse_checkpoint, sign
from folkmoot.record.tiles import (
    TileError,
    TilePath,
    decode_bundle,
    encode_bundle,
    extend,
    format_path,
    hash_from_tiles,
    parse_path,
    root_from_tiles,
    tiles_of,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(1500)]


def grown(steps):
    """Tile rows of a tree grown in steps, with the root after each."""
    rows, size, roots = {}, 0, []
    for step in steps:
        changed, root = extend(size, LEAVES[size : size + step], lambda level, n: rows.get((level, n), b""))
        rows |= changed
        size += step
        roots.append((size, root))
    return rows, roots


@given(st.lists(st.integers(1, 400), min_size=1, max_size=4))
def test_tiles_grown_in_any_steps_give_the_roots_of_the_leaves(steps):
    steps = [step for at, step in enumerate(steps) if sum(steps[: at + 1]) <= len(LEAVES)] or [1]
    rows, roots = grown(steps)
    for size, root in roots:
        assert (
            root
            == root_of(LEAVES[:size])
            == root_from_tiles(size, lambda level, n: rows.get((level, n), b""))
        )


ROWS, _ = grown([1500])


def read_hash(level, n):
    return hash_from_tiles(level, n, lambda tile_level, tile: ROWS[tile_level, tile])


@given(st.integers(1, 1500), st.data())
def test_every_proof_from_tiles_verifies(size, data):
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    root = root_of(LEAVES[:size])
    path = inclusion_path(index, size, read_hash)
    verify_inclusion(index=index, size=size, leaf=LEAVES[index], proof=path, root=root)
    verify_consistency(
        old=old,
        new=size,
        old_root=root_of(LEAVES[:old]),
        new_root=root,
        proof=consistency_path(old, size, read_hash),
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (256, {(0, 0): 256, (1, 0): 1}),
        (70_000, {(0, 273): 112, (1, 0): 256, (1, 1): 17, (2, 0): 1}),
    ],
)
def test_widths_of_the_specification(size, expected):
    widths = {(tile.level, tile.n): tile.width for tile in tiles_of(size) if tile.level is not None}
    assert {key: widths[key] for key in expected} == expected


def test_paths_are_written_in_one_way():
    assert format_path(TilePath(0, 1234067)) == "tile/0/x001/x234/067"
    assert parse_path("tile/entries/x001/x234/067.p/7") == TilePath(None, 1234067, 7)
    for wrong in (
        "tile/0/67",
        "tile/00/067",
        "tile/0/x000/067",
        "tile/0/067.p/256",
        "tile/0/067.p/0",
        "tile/64/000",
    ):
        with pytest.raises(TileError):
            parse_path(wrong)


@given(st.text(max_size=60))
def test_a_path_never_fails_otherwise(text):
    with contextlib.suppress(TileError):
        assert format_path(parse_path(text)) == text


@given(st.binary(max_size=300))
def test_a_bundle_never_fails_otherwise(data):
    with contextlib.suppress(TileError):
        assert encode_bundle(decode_bundle(data)) == data


def test_bundle_limits():
    assert decode_bundle(encode_bundle([b"x" * 65_535])) == [b"x" * 65_535]
    with pytest.raises(TileError, match="65,536 bytes; at most 65,535"):
        encode_bundle([b"x" * 65_536])


SIGNER = Signer("town.example/record", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
OTHER = Signer("other.example", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
TEXT = checkpoint_text(SIGNER.name, 7, b"\x03" * 32)


def test_a_note_survives_unknown_keys_and_many_signatures():
    note = sign(TEXT, [OTHER] * 16 + [SIGNER])
    assert open_note(note.encode(), [SIGNER.verifier]).signed_by == (SIGNER.name,)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda note: note.replace("\n7\n", "\n8\n"), "false"),
        (lambda note: note.replace("\n\n", "\n"), "empty line"),
        (lambda note: note + "\n", "signature"),
        (lambda note: note[: note.rindex(" ")] + " " + base64.b64encode(b"abc").decode() + "\n", "too short"),
        (lambda note: note.replace("town.example/record ", "town+example "), "key name"),
        (lambda note: note.replace("7", "7\x00"), "control"),
    ],
)
def test_a_spoilt_note_is_refused(spoil, why):
    with pytest.raises(NoteError, match=why):
        open_note(spoil(sign(TEXT, [SIGNER])).encode(), [SIGNER.verifier])


@pytest.mark.parametrize("size", ["007", "-1", "+7", "٧", "", "7 ", str(1 << 63)])
def test_a_size_has_one_spelling(size):
    with pytest.raises(NoteError):
        parse_checkpoint(TEXT.replace("\n7\n", f"\n{size}\n"))


@given(st.binary(max_size=400))
def test_a_note_never_fails_otherwise(data):
    with pytest.raises(NoteError):
        open_note(data, [SIGNER.verifier])
