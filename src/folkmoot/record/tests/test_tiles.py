"""Tiles and bundles: one path each, partial ones begin the full ones, and damage is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.record.merkle import leaf_hash, root_of
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
    width_at,
)

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(66_000)]


def nothing(_level, _n):
    return b""


LARGE, LARGE_ROOT = extend(0, LEAVES, nothing)


def read_large(level, n):
    return LARGE.get((level, n), b"")


tile_paths = st.builds(
    TilePath,
    level=st.none() | st.integers(0, 63),
    n=st.integers(0, 2**63 - 1),
    width=st.integers(1, 256),
)


@given(tile_paths)
def test_every_tile_has_a_path_that_reads_back(tile):
    assert parse_path(format_path(tile)) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000.p/257",
        "tile/0/000.p/999",
        "tile/0/000.p/01",
        "tile/0/x1/000",
        "tile/0/1/000",
        "tile/0/x001/x234/67",
        "tile/-1/000",
        "tile/0/000/",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/8/0/000",
        "tile/entries/٠٠٠",
        "tile/entries/" + "x999/" * 2000 + "999",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
    ],
)
def test_other_spellings_are_refused(path):
    with pytest.raises(TileError):
        parse_path(path)


def test_a_tree_of_66_000_has_three_levels():
    assert root_of(LEAVES) == LARGE_ROOT == root_from_tiles(66_000, read_large)
    assert {level: sum(1 for at, _ in LARGE if at == level) for level in range(3)} == {0: 258, 1: 2, 2: 1}
    for tile in tiles_of(66_000):
        if tile.level is not None:
            assert len(LARGE[tile.level, tile.n]) == 32 * tile.width


@given(st.integers(0, 66_000))
def test_a_smaller_tree_is_a_prefix_of_the_same_tiles(size):
    for level in range(3):
        assert sum(t.width for t in tiles_of(size) if t.level == level) == size >> (8 * level)
    smaller, root = extend(0, LEAVES[: min(size, 2000)], nothing)
    assert root == root_from_tiles(min(size, 2000), read_large)
    for (level, n), row in smaller.items():
        assert LARGE[level, n].startswith(row)


@given(st.integers(0, 65_000), st.integers(0, 1000))
def test_extending_rewrites_the_edge_and_nothing_else(size, more):
    def read(level, n):
        return LARGE[level, n][: 32 * width_at(level, n, size)] if width_at(level, n, size) else b""

    changed, root = extend(size, LEAVES[size : size + more], read)
    assert root == root_from_tiles(size + more, read_large)
    for (level, n), row in changed.items():
        assert width_at(level, n, size + more) > width_at(level, n, size)
        assert row == LARGE[level, n][: 32 * width_at(level, n, size + more)]


def test_leftovers_of_a_larger_tree_are_cut_off():
    changed, root = extend(300, LEAVES[300:310], read_large)
    assert changed == {(0, 1): LARGE[0, 1][: 54 * 32]}
    assert root == root_of(LEAVES[:310])


@given(st.integers(0, 9), st.integers(0, 127))
def test_a_perfect_subtree_comes_from_one_tile(level, n):
    assert hash_from_tiles(level, n, read_large) == root_of(LEAVES[n << level : (n + 1) << level])


def test_a_tile_one_byte_short_is_refused():
    def short(level, n):
        return read_large(level, n)[:-1]

    with pytest.raises(TileError, match="too short"):
        hash_from_tiles(0, 255, short)
    with pytest.raises(TileError, match="63 bytes; 64 are needed"):
        extend(2, LEAVES[2:3], lambda _level, _n: LARGE[0, 0][:63])


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_a_bundle_reads_back_and_every_cut_is_noticed(entries):
    data = encode_bundle(entries)
    assert decode_bundle(data) == entries
    if entries:
        with pytest.raises(TileError, match="the bundle ends inside"):
            decode_bundle(data[:-1])


def test_a_bundle_holds_at_most_256_entries():
    with pytest.raises(TileError, match="at most 256"):
        encode_bundle([b""] * 257)
    with pytest.raises(TileError, match="at most 256"):
        decode_bundle(b"\x00\x00" * 257)
