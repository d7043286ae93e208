"""Verifying a whole log against its signature, its tiles and everything seen before."""

import base64
import concurrent.futures
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .checkpoint import Head, Key, open_checkpoint, origin_of
from .entry import check_entry
from .policy import Policy, agreement, load, log_key, missing
from .source import Source, entries_of, number_path
from .tree import Peaks, perfect, sha
from .verdict import CannotTell, Wrong

LONGEST_UNSEEN = 600
"""Seconds that newer entries may wait for witnesses before a policy counts as not met."""


@dataclass
class Report:
    """What a verification found."""

    source: str
    verdict: str = "ok"
    origin: str = ""
    size: int = 0
    root: str = ""
    key: str = ""
    witnesses: list[str] = field(default_factory=list)
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    problem: str = ""


def _state_file(state: Path, key: Key) -> Path:
    return state / f"{sha(key.name.encode() + key.id).hex()[:32]}.json"


def _save(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("w") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def find_key(source: Source, given: str, state: Path, report: Report) -> Key:
    """The key given, else the one remembered for this place, else the one the log shows (said so)."""
    known = state / "keys.json"
    remembered = json.loads(known.read_text()) if known.exists() else {}
    if given:
        key = Path(given).read_text() if Path(given).is_file() else given
    elif source.where in remembered:
        key = remembered[source.where]
    else:
        key = source.need("key").decode()
        report.notes.append(
            "first contact: the key was taken from the log itself; compare it with one you trust"
        )
    parsed = Key.parse(key)
    if not given and source.where not in remembered:
        _save(known, remembered | {source.where: key.strip()})
    report.key = key.strip()
    return parsed


def _bundles(
    source: Source, size: int, jobs: int, progress: Callable[[int], None]
) -> Iterator[tuple[int, list[bytes], bytes]]:
    """(n, the entries of bundle n, tile n of level 0), in order."""

    def fetch(n: int) -> tuple[bytes, bytes]:
        width = min(256, size - n * 256)
        return source.tile("entries", n, width, unit=0), source.tile("0", n, width)

    total = (size + 255) // 256
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        # A window keeps memory bounded: bundles are fetched ahead, but not all at once.
        for start in range(0, total, 64):
            part = range(start, min(start + 64, total))
            for n, (bundle, tile) in zip(part, pool.map(fetch, part), strict=True):
                yield n, entries_of(bundle, len(tile) // 32, f"tile/entries/{number_path(n)}"), tile
                progress(n * 256 + len(tile) // 32)


def _check_leaves(n: int, leaves: list[bytes], tile: bytes) -> None:
    """The hashes of a bundle's entries must be those of the tile served for it."""
    for offset, leaf in enumerate(leaves):
        if tile[offset * 32 : offset * 32 + 32] != leaf:
            raise Wrong(f"entry {n * 256 + offset} and tile/0/{number_path(n)} disagree about its hash")


def _compare_tiles(source: Source, levels: list[list[bytes]], size: int) -> None:
    """The tiles served must hold the hashes that the entries give."""
    for level, hashes in enumerate(levels, start=1):
        if len(hashes) != size >> (8 * level):
            raise Wrong(f"level {level} should have {size >> (8 * level)} hashes")
        for n in range((len(hashes) + 255) // 256):
            part = hashes[n * 256 : n * 256 + 256]
            if source.tile(str(level), n, len(part)) != b"".join(part):
                raise Wrong(f"tile/{level}/{number_path(n)} does not hold the hashes of the entries")


def verify_log(
    where: str,
    *,
    key: str = "",
    state: Path,
    policy: Path | None = None,
    any_format: bool = False,
    jobs: int = 4,
    progress: Any = None,
    reader: Callable[[int, bytes], None] | None = None,
) -> Report:
    """Verify everything; the report's verdict is ok, wrong or unknown.

    ``reader`` hears every entry with its index, in order, before the whole is known to be right: what it made of them counts
    only with the verdict ok.
    """
    report, began = Report(where), time.monotonic()
    try:
        _verify(
            Source(where),
            key,
            state,
            report,
            policy=load(policy),
            any_format=any_format,
            jobs=jobs,
            progress=progress or (lambda _: 0),
            reader=reader or (lambda _index, _entry: None),
        )
    except Wrong as problem:
        report.verdict, report.problem = "wrong", str(problem)
    except (CannotTell, OSError, ValueError) as problem:
        report.verdict, report.problem = "unknown", str(problem)
    report.seconds = round(time.monotonic() - began, 3)
    return report


def _verify(
    source: Source,
    given: str,
    state: Path,
    report: Report,
    *,
    policy: Policy | None,
    any_format: bool,
    jobs: int,
    progress: Any,
    reader: Callable[[int, bytes], None],
) -> None:
    note = source.need("checkpoint")
    key = (None if given else log_key(policy, origin_of(note))) or find_key(source, given, state, report)
    head = open_checkpoint(note, key)
    confirmed = _confirmed(source, head, key, policy, report) if policy else head
    # The log may have grown, and been cosigned, between the two answers.
    head = max(head, confirmed, key=lambda one: one.size)
    report.key = report.key or key.vkey
    report.origin, report.size, report.root = head.origin, head.size, base64.b64encode(head.root).decode()
    seen, pending = _expected(_state_file(state, key), head, confirmed)
    tree, levels, ids = Peaks(), [[]], {}  # type: Peaks, list[list[bytes]], dict[str, int]
    due = sorted(pending, reverse=True)

    def compare() -> None:
        while due and due[-1] == tree.size:
            size = due.pop()
            if tree.root() != pending[size]:
                witnessed = policy is not None and size == confirmed.size != head.size
                seen_before = "what the witnesses saw" if witnessed else "a checkpoint seen before"
                what = "the signed root" if size == head.size else seen_before
                raise Wrong(f"the first {size} entries do not give {what}")

    compare()
    for n, entries, tile in _bundles(source, head.size, jobs, progress):
        leaves = [sha(b"\x00" + entry) for entry in entries]
        for index, entry in enumerate(() if any_format else entries, start=n * 256):
            try:
                fact = check_entry(entry)
            except Wrong as problem:
                raise Wrong(f"entry {index}: {problem}") from problem
            if fact in ids:
                raise Wrong(f"entry {index} repeats the fact of entry {ids[fact]}")
            ids[fact] = index
            reader(index, entry)
        _check_leaves(n, leaves, tile)
        if len(leaves) == 256:  # noqa: PLR2004 - only full tiles reach the next level.
            levels[0].append(perfect(leaves))
        if len(leaves) == 256 and due[-1] >= tree.size + 256:  # noqa: PLR2004
            tree.add(levels[0][-1], 256)
            compare()
        else:
            for leaf in leaves:
                tree.add(leaf)
                compare()
    while len(levels[-1]) >= 256:  # noqa: PLR2004 - only full tiles reach the next level.
        lower = levels[-1]
        levels.append([perfect(lower[at : at + 256]) for at in range(0, len(lower) - 255, 256)])
    _compare_tiles(source, [one for one in levels if one], head.size)
    if len(seen) > (str(head.size) in seen):
        report.notes.append(f"it continues {len(seen)} checkpoints seen before")


def _expected(
    memory: Path, head: Head, confirmed: Head
) -> tuple[dict[str, dict[str, str]], dict[int, bytes]]:
    """What was seen before, and every root that the entries must give, by size; remembers the new one.

    Wrong when the log shrank or signed two trees of one size.
    """
    seen: dict[str, dict[str, str]] = json.loads(memory.read_text()) if memory.exists() else {}
    if seen and head.size < max(map(int, seen)):
        _keep_evidence(memory, head)
        raise Wrong(
            f"the log shrank from {max(map(int, seen))} to {head.size} entries; both checkpoints are kept"
        )
    pending = {int(size): base64.b64decode(one["root"]) for size, one in seen.items()}
    pending.setdefault(head.size, head.root)
    if pending[head.size] != head.root:
        _keep_evidence(memory, head)
        raise Wrong(f"the log signed two different trees of {head.size} entries; both checkpoints are kept")
    if pending.setdefault(confirmed.size, confirmed.root) != confirmed.root:
        _keep_evidence(memory, confirmed)
        raise Wrong(
            f"the log showed witnesses another tree of {confirmed.size} entries; both checkpoints are kept"
        )
    # What the log signed is remembered at once: should the rest fail, it cannot sign something else later.
    _save(memory, seen | {str(head.size): {"root": base64.b64encode(head.root).decode(), "note": head.note}})
    return seen, pending


def _confirmed(source: Source, head: Head, key: Key, policy: Policy, report: Report) -> Head:
    """The checkpoint that meets the policy: the newest, or one a little older that the log shows beside it.

    Wrong when there is none, or when newer entries have waited for witnesses longer than LONGEST_UNSEEN.
    """
    found = agreement(head, policy)
    seen = head
    if not policy.met(found.names) and (note := source.get("witnessed")):
        seen = open_checkpoint(note, key)
        found = agreement(seen, policy)
    if not policy.met(found.names):
        raise Wrong(missing(seen, policy, found))
    report.witnesses = sorted(policy.witnesses[name].name for name in found.names)
    if seen.size < head.size:
        late = time.time() - max(found.at.values(), default=0)
        if late > LONGEST_UNSEEN:
            raise Wrong(
                f"the witnesses have signed {seen.size} of {head.size} entries and nothing for {late / 60:.0f} minutes"
            )
        report.notes.append(f"{head.size - seen.size} newest entries have not been shown to witnesses yet")
    return seen


def _keep_evidence(memory: Path, head: Head) -> None:
    _save(
        memory.with_suffix(f".fork-{head.size}.json"),
        asdict(head) | {"root": base64.b64encode(head.root).decode()},
    )
