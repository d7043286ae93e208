"""Tiles: the tree cut into files that never change (C2SP tlog-tiles, tile height 8). Pure functions."""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from folkmoot.record.merkle import HASH, fold, node_hash, peaks

WIDTH = 256
MAX_ENTRY = 65_535
MAX_LEVEL = 63

ReadTile = Callable[[int, int], bytes]
"""(level, n) → the hashes of a tile as far as they exist, concatenated; ``b""`` when it has not begun."""

_NUMBER = r"(?:x\d{3}/){0,6}\d{3}"
_PATH = re.compile(rf"tile/(0|[1-9]\d?|entries)/({_NUMBER})(?:\.p/([1-9]\d{{0,2}}))?\Z", re.ASCII)


class TileError(ValueError):
    """A tile, bundle or path that is not well formed; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class TilePath:
    """Which tile a path means. ``level`` is None for a bundle of entries; ``width`` is 256 when full."""

    level: int | None
    n: int
    width: int = WIDTH


def format_number(n: int) -> str:
    """1234067 → ``x001/x234/067``."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))


def format_path(tile: TilePath) -> str:
    """The path of a tile below the log's prefix."""
    level = "entries" if tile.level is None else str(tile.level)
    partial = "" if tile.width == WIDTH else f".p/{tile.width}"
    return f"tile/{level}/{format_number(tile.n)}{partial}"


def parse_path(path: str) -> TilePath:
    """What a path means; TileError unless it is written in the one right way."""
    match = _PATH.match(path)
    if match is None:
        raise TileError(f"{path[:80]!r} is not tile/<level>/<number>[.p/<width>]")
    level = None if match[1] == "entries" else int(match[1])
    tile = TilePath(level, int(match[2].replace("x", "").replace("/", "")), int(match[3] or WIDTH))
    if format_path(tile) != path or tile.width > WIDTH or tile.n >= 1 << 63 or (level or 0) > MAX_LEVEL:
        raise TileError(f"{path[:80]!r} is not written canonically")
    return tile


def width_at(level: int, n: int, size: int) -> int:
    """How many hashes tile ``n`` of a level has in a tree of ``size``, 0 to 256."""
    return max(0, min(WIDTH, (size >> (8 * level)) - n * WIDTH))


def tiles_of(size: int) -> Iterator[TilePath]:
    """Every tile and bundle of a tree of ``size``, partial ones at its edge."""
    level = 0
    while hashes := size >> (8 * level):
        for n in range((hashes + WIDTH - 1) // WIDTH):
            yield TilePath(level, n, width_at(level, n, size))
            if level == 0:
                yield TilePath(None, n, width_at(0, n, size))
        level += 1


def _hashes(data: bytes) -> list[bytes]:
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def hash_from_tiles(level: int, n: int, read: ReadTile) -> bytes:
    """The root of a perfect subtree (see merkle.ReadHash), computed inside the one tile that holds it."""
    tile_level, height = divmod(level, 8)
    first = n << height
    tile = read(tile_level, first // WIDTH)
    at = first % WIDTH * HASH
    part = tile[at : at + (HASH << height)]
    if len(part) != HASH << height:
        raise TileError(f"tile {first // WIDTH} of level {tile_level} is too short")
    return perfect_root(_hashes(part))


def root_from_tiles(size: int, read: ReadTile) -> bytes:
    """The root of a tree of ``size`` whose tiles ``read`` gives."""
    return fold([hash_from_tiles(level, n, read) for level, n in peaks(0, size)])


def extend(size: int, leaves: Sequence[bytes], read: ReadTile) -> tuple[dict[tuple[int, int], bytes], bytes]:
    """Append leaf hashes to a tree of ``size``. Returns every changed tile row and the new root.

    A row holds up to 256 hashes; a level above 0 gets the root of each lower tile that has become full.
    TileError when ``read`` gives less than the tree of ``size`` needs.
    """
    changed: dict[tuple[int, int], bytearray] = {}

    def row(level: int, n: int) -> bytearray:
        if (level, n) not in changed:
            width = width_at(level, n, size)
            # The row may hold more than this tree if an earlier run was undone; the tree's size decides.
            known = read(level, n)[: width * HASH] if width else b""
            if len(known) != width * HASH:
                raise TileError(
                    f"tile {n} of level {level} has {len(known)} bytes; {width * HASH} are needed"
                )
            changed[level, n] = bytearray(known)
        return changed[level, n]

    level, start, hashes = 0, size, list(leaves)
    while hashes:
        full = []
        for offset, one in enumerate(hashes, start=start):
            tile = row(level, offset // WIDTH)
            tile += one
            if len(tile) == WIDTH * HASH:
                full.append(perfect_root(_hashes(bytes(tile))))
        level, start, hashes = level + 1, size >> (8 * (level + 1)), full

    def read_new(level: int, n: int) -> bytes:
        return bytes(changed[level, n]) if (level, n) in changed else read(level, n)

    return {key: bytes(data) for key, data in changed.items()}, root_from_tiles(size + len(leaves), read_new)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries with their big-endian uint16 lengths; TileError for one over 65,535 bytes."""
    if len(entries) > WIDTH:
        raise TileError(f"a bundle of {len(entries)} entries; at most {WIDTH} fit")
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise TileError(f"an entry has {len(entry):,} bytes; at most {MAX_ENTRY:,} fit")
        parts += [struct.pack(">H", len(entry)), entry]
    return b"".join(parts)


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle, at most 256; TileError when it ends inside one or holds more."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise TileError("the bundle ends inside a length")
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            raise TileError(f"the bundle ends inside entry {len(entries)}")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) > WIDTH:
        raise TileError(f"the bundle holds {len(entries)} entries; at most {WIDTH} fit")
    return entries
