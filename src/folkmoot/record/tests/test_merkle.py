"""The tree against the definition in RFC 6962, written here as plainly as the RFC writes it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.record.merkle import (
    EMPTY_ROOT,
    CompactRange,
    ProofError,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(bytes([number])) for number in range(70)]
ROOTS = [root_of(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
hashes = st.binary(min_size=32, max_size=32)


def tree_head(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\x01" + tree_head(leaves[:left]) + tree_head(leaves[left:])).digest()


def read_hash(level, index):
    return tree_head(LEAVES[index << level : (index + 1) << level])


def check_inclusion(index, size, proof, **changes):
    verify_inclusion(
        **{"index": index, "size": size, "leaf": LEAVES[index], "proof": proof, "root": ROOTS[size]} | changes
    )


def check_consistency(old, new, proof):
    verify_consistency(old=old, new=new, old_root=ROOTS[old], new_root=ROOTS[new], proof=proof)


def test_constants_of_the_rfc():
    assert leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == hashlib.sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT == root_of([]) == CompactRange().root()


@given(st.lists(hashes, max_size=200))
def test_the_compact_range_gives_the_root_of_the_definition(leaves):
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    assert (tree.size, tree.root()) == (len(leaves), tree_head(leaves))


def test_every_inclusion_proof_up_to_seventy():
    for size in range(1, len(LEAVES) + 1):
        for index in range(size):
            check_inclusion(index, size, inclusion_path(index, size, read_hash))


def test_every_consistency_proof_up_to_seventy():
    for new in range(1, len(LEAVES) + 1):
        for old in range(1, new + 1):
            check_consistency(old, new, consistency_path(old, new, read_hash))


@given(st.integers(1, 70), st.data())
def test_a_changed_inclusion_proof_is_refused(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_path(index, size, read_hash)
    garbage = data.draw(hashes)
    for wrong in ([garbage, *proof], [*proof, garbage], proof[1:] if proof else [garbage]):
        with pytest.raises(ProofError):
            check_inclusion(index, size, wrong)
    with pytest.raises(ProofError, match="another root"):
        check_inclusion(index, size, proof, leaf=garbage)
    with pytest.raises(ProofError, match="32 bytes"):
        check_inclusion(index, size, proof, leaf=LEAVES[index][:31])


@given(st.integers(1, 69), st.data())
def test_a_changed_consistency_proof_is_refused(old, data):
    new = data.draw(st.integers(old + 1, 70))
    proof = consistency_path(old, new, read_hash)
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    changed = [*proof[:place], flipped, *proof[place + 1 :]]
    for wrong in (changed, [ROOTS[old], *proof], [*proof, ROOTS[new]], proof[:-1], []):
        with pytest.raises(ProofError):
            check_consistency(old, new, wrong)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_no_consistency_proof_starts_at_nothing_or_shrinks(old, new):
    with pytest.raises(ProofError, match="no proof leads"):
        verify_consistency(old=old, new=new, old_root=EMPTY_ROOT, new_root=ROOTS[5], proof=[])
    with pytest.raises(ValueError, match="no proof leads"):
        consistency_path(old, new, read_hash)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_inclusion_proof_lies_outside_the_tree(index, size):
    with pytest.raises(ProofError, match="no entry"):
        verify_inclusion(index=index, size=size, leaf=LEAVES[0], proof=[], root=ROOTS[size])
    with pytest.raises(ValueError, match="no entry"):
        inclusion_path(index, size, read_hash)


def test_equal_sizes_need_equal_roots_and_no_proof():
    check_consistency(9, 9, [])
    with pytest.raises(ProofError):
        check_consistency(9, 9, [ROOTS[9]])
    with pytest.raises(ProofError):
        verify_consistency(old=9, new=9, old_root=ROOTS[9], new_root=ROOTS[8], proof=[])


@given(st.integers(-2, 2**70), st.integers(-2, 2**70), st.lists(st.binary(max_size=33), max_size=8))
def test_checks_never_fail_otherwise(first, second, proof):
    with pytest.raises(ProofError):
        verify_inclusion(index=first, size=second, leaf=LEAVES[0], proof=proof, root=b"")
    with pytest.raises(ProofError):
        verify_consistency(old=first, new=second, old_root=b"a", new_root=b"b", proof=proof)
