"""Signed notes and checkpoints: the traps of the specification, one by one."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.record.note import (
    CheckpointText,
    NoteError,
    Signer,
    Verifier,
    check_name,
    checkpoint_text,
    open_note,
    parse_checkpoint,
    sign,
)


def signer(name, seed):
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


LOG, NAMESAKE, STRANGER = signer("a.example/log", 1), signer("a.example/log", 2), signer("b.example", 3)
TEXT = checkpoint_text(LOG.name, 7, b"\x03" * 32)


def lines_of(*signers):
    return sign(TEXT, signers).removeprefix(TEXT + "\n")


def false_line(one):
    return f"— {one.name} {base64.b64encode(one.key_id + bytes(64)).decode()}\n"


def opened(signatures, *known, text=TEXT):
    return open_note(f"{text}\n{signatures}".encode(), [one.verifier for one in known])


def test_the_text_may_hold_empty_lines_because_the_last_one_divides():
    text = "first\n\nsecond\n\n"
    assert open_note(sign(text, [LOG]).encode(), [LOG.verifier]).text == text


def test_seventeen_signatures_are_read():
    others = [signer(f"witness{number}.example", number) for number in range(10, 26)]
    assert opened(lines_of(*others, LOG), LOG).signed_by == (LOG.name,)


def test_a_hundred_and_one_are_not():
    with pytest.raises(NoteError, match="1 to 100 signatures, not 101"):
        opened(lines_of(LOG) * 101, LOG)


def test_a_false_signature_of_an_unknown_key_is_passed_over():
    assert opened(false_line(STRANGER) + lines_of(LOG), LOG).signed_by == (LOG.name,)


@pytest.mark.parametrize("false_first", [True, False])
def test_a_false_signature_of_a_known_key_refuses_the_whole_note(false_first):
    lines = [false_line(STRANGER), lines_of(LOG)] if false_first else [lines_of(LOG), false_line(STRANGER)]
    with pytest.raises(NoteError, match="signature of b.example is false"):
        opened("".join(lines), LOG, STRANGER)


def test_a_false_second_signature_of_the_same_key_refuses_the_whole_note():
    with pytest.raises(NoteError, match="false"):
        opened(lines_of(LOG) + false_line(LOG), LOG)


def test_name_and_id_together_choose_the_key():
    assert opened(lines_of(LOG, NAMESAKE), LOG, NAMESAKE).signed_by == (LOG.name, LOG.name)
    with pytest.raises(NoteError, match="false"):
        opened(lines_of(LOG) + false_line(NAMESAKE), LOG, NAMESAKE)
    with pytest.raises(NoteError, match="no known key"):
        opened(lines_of(NAMESAKE), LOG)


@pytest.mark.parametrize(
    ("signatures", "why"),
    [
        ("", "1 to 100 signatures"),
        ("\n" + lines_of(LOG) + "\n", "1 to 100 signatures"),
        (lines_of(LOG)[:-1], "line break"),
        (lines_of(LOG).replace("— ", "- "), "em dash"),
        ("— a.example/log AAAA\n", "too short"),
        ("— a.example/log \n", "too short"),
        ("— a.example/log !\n", "not base64"),
        ("— a.example/log é\n", "not base64"),
        ("— a+b AAAAAAAAAAAA\n", "key name"),
        ("—  AAAAAAAAAAAA\n", "key name"),
        (lines_of(LOG).replace("\n", "\r\n"), "control"),
        (lines_of(LOG).replace("— a", "—\u2028a"), "em dash"),
        ("— a\u2028— b.example AAAAAAAAAAAA\n", "key name"),
    ],
)
def test_malformed_signature_lines_are_refused(signatures, why):
    with pytest.raises(NoteError, match=why):
        opened(signatures, LOG)


def test_size_and_encoding_are_limited():
    with pytest.raises(NoteError, match="1,000,001 bytes; at most 1,000,000"):
        open_note(b"x" * 1_000_001, [LOG.verifier])
    with pytest.raises(NoteError, match="UTF-8"):
        open_note(b"\xff", [LOG.verifier])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u3000b", "a\x00b", "a\nb", "a\ud800"])
def test_some_names_are_none(name):
    with pytest.raises(NoteError, match="no key name"):
        check_name(name)


def test_what_nobody_could_open_is_not_signed():
    for text in ("no end", "bell\x07\n", "half \ud800\n"):
        with pytest.raises(NoteError):
            sign(text, [LOG])
    with pytest.raises(NoteError, match="at least one signer"):
        sign(TEXT, [])


def test_a_verifier_key_reads_back():
    assert Verifier.parse(LOG.verifier.vkey + "\n").key_id == LOG.key_id
    name, identifier, key = LOG.verifier.vkey.split("+", 2)
    for wrong in (
        name,
        f"{name}+{identifier}",
        f"{name}+00000000+{key}",
        f"{name}+{identifier}+é",
        f"{name}+{identifier}+{key[:-2]}",
        f"{name}+{identifier}+{base64.b64encode(bytes([4]) + bytes(32)).decode()}",
        f"other+{identifier}+{key}",
    ):
        with pytest.raises(NoteError):
            Verifier.parse(wrong)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(size, root):
    text = checkpoint_text("town.example/record", size, root, ["extension 1", "2"])
    assert parse_checkpoint(text) == CheckpointText("town.example/record", size, root, ("extension 1", "2"))


@pytest.mark.parametrize("size", ["007", "00", "-0", "9" * 5000, "１２"])
def test_a_size_is_plain_decimal(size):
    with pytest.raises(NoteError, match="plain decimal digits"):
        parse_checkpoint(TEXT.replace("\n7\n", f"\n{size}\n"))


def test_a_root_has_one_spelling():
    spelt = base64.b64encode(b"\x03" * 32).decode()
    for wrong in (spelt[:-2] + "N=", spelt[:-4], spelt + "\n", spelt.replace("A", "-")):
        with pytest.raises(NoteError):
            parse_checkpoint(TEXT.replace(spelt, wrong))


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 1, bytes(32), ()),
        ("a\nb", 1, bytes(32), ()),
        ("a", -1, bytes(32), ()),
        ("a", 1, b"", ()),
        ("a", 1, bytes(32), [""]),
        ("a", 1, bytes(32), ["b\nc"]),
    ],
)
def test_no_checkpoint_is_written_that_could_not_be_read(origin, size, root, extensions):
    with pytest.raises(NoteError):
        checkpoint_text(origin, size, root, extensions)


@given(st.text(max_size=200) | st.from_regex(r"\A[a-z]+\n[0-9]{1,30}\n[A-Za-z0-9+/]{43}=\n(x\n)?\Z"))
def test_reading_never_fails_otherwise(text):
    for read in (parse_checkpoint, Verifier.parse):
        try:
            read(text)
        except NoteError:
            pass


@given(st.binary(max_size=200))
def test_opening_never_fails_otherwise(signatures):
    with pytest.raises(NoteError):
        open_note(TEXT.encode() + b"\n" + signatures, [LOG.verifier])
