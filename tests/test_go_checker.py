"""Go's own log packages, which nobody here wrote, accept our log and refuse a spoilt one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from folkmoot.record.api import about
from folkmoot.record.export import export
from folkmoot.record.merkle import EMPTY_ROOT
from folkmoot.record.seal import seal
from folkmoot.record.tests.small_log import SIGNER, entry, write_checkpoint, write_log
from tests.ledger.events import Counted

SOURCE = Path(__file__).parent / "go" / "logcheck"
TESSERA = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"


@pytest.fixture(scope="module")
def logcheck(go, tmp_path_factory):
    folder = tmp_path_factory.mktemp("logcheck")
    program = folder / "logcheck"
    surroundings = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
    }
    built = subprocess.run(
        [go, "build", "-o", program, "."],
        cwd=SOURCE,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr

    def run(directory, vkey=SIGNER.verifier.vkey):
        done = subprocess.run([program, directory, vkey], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    directory = tmp_path_factory.mktemp("large")
    write_log(directory, [entry(number) for number in range(66_000)])
    return directory


@pytest.fixture
def small(tmp_path):
    write_log(tmp_path, [entry(number) for number in range(300)])
    return tmp_path


def spoil(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_it_accepts_a_log_from_elsewhere(logcheck, real_data):
    code, words = logcheck(real_data / "record/tessera-log", TESSERA)
    assert (code, words) == (
        0,
        "OK: example.com/log/testdata, size 15: 15 inclusions, 15 consistency proofs\n",
    )


def test_it_accepts_ours_with_three_levels(logcheck, large):
    code, words = logcheck(large)
    assert (code, words) == (0, "OK: town.example/record, size 66000: 50 inclusions, 15 consistency proofs\n")


@pytest.fixture
def exported(tmp_path):
    """A log that went the whole way: appended as facts, sealed in several steps, exported from the database."""
    for turn in range(4):
        with about(f"ledger/{turn}", actor="office:counting") as fact:
            for amount in range(100):
                fact(Counted(amount=amount))
        seal()
    assert export(tmp_path) == 400
    return tmp_path


@pytest.mark.django_db
def test_it_accepts_what_the_database_exports_and_refuses_it_spoilt(logcheck, exported):
    vkey = (exported / "key").read_text().strip()
    code, words = logcheck(exported, vkey)
    assert code == 0, words
    assert "size 400: 50 inclusions, 15 consistency proofs" in words
    spoil(exported / "tile/entries/000", 40)
    assert logcheck(exported, vkey)[0] == 1


def test_it_accepts_full_tiles_where_partial_ones_are_gone(logcheck, small):
    code, words = logcheck(small)
    assert code == 0, words
    larger = small / "larger"
    write_log(larger, [entry(number) for number in range(512)])
    for kind in ("0", "entries"):
        shutil.rmtree(small / f"tile/{kind}/001.p")
        shutil.copy(larger / f"tile/{kind}/001", small / f"tile/{kind}/001")
    shutil.copy(larger / "tile/1/000.p/2", small / "tile/1/000.p/2")
    code, words = logcheck(small)
    assert code == 0, words


def test_it_accepts_an_empty_log(logcheck, tmp_path):
    write_checkpoint(tmp_path, 0, EMPTY_ROOT)
    assert logcheck(tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("path", "at", "why"),
    [
        ("tile/entries/000", 20, "entry 0"),
        ("tile/entries/001.p/44", -1, "entry 299"),
        ("tile/0/000", 5, "entry 0: its tile holds another hash"),
        ("tile/0/001.p/44", 5, "inconsistent"),
        ("tile/1/000.p/1", 5, "inconsistent"),
        ("checkpoint", 30, ""),
        ("checkpoint", -10, ""),
    ],
)
def test_it_refuses_a_spoilt_log(logcheck, small, path, at, why):
    spoil(small / path, at)
    code, words = logcheck(small)
    assert code == 1
    assert words.startswith("FAILED: ")
    assert why in words


def test_it_refuses_another_key_and_another_root(logcheck, small):
    assert "no verifiable signatures" in logcheck(small, TESSERA)[1]
    write_checkpoint(small, 300, bytes(32))
    assert logcheck(small)[0] == 1
