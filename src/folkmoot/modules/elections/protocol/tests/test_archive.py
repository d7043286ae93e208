"""Archives have one form, byte for byte; and the command says what is wrong with one."""

import argparse
import functools
import http.server
import subprocess
import sys
import threading

import pytest

from folkmoot.modules.elections import alone
from folkmoot.modules.elections.protocol.archive import Reader, Writer, extract, member
from folkmoot.modules.elections.protocol.errors import Invalid
from folkmoot.modules.elections.protocol.group import BELENIOS_2048
from folkmoot.modules.elections.protocol.tests import kit
from folkmoot.modules.elections.protocol.verify import verify


@pytest.fixture
def path(tmp_path):
    return kit.weighted().write(tmp_path)


def checks(path, **more):
    return [one.check for one in verify(path, groups=kit.TESTED, workers=1, **more).faults]


def ran(*words):
    """The exit code of ``folkmoot election WORDS``."""
    parser = argparse.ArgumentParser()
    alone.register(parser.add_subparsers())
    options = parser.parse_args(["election", *words])
    return options.run(options)


def test_an_archive_that_is_read_and_written_again_is_the_same(path, tmp_path):
    again = tmp_path / "again.bel"
    with again.open("wb") as file:
        writer = Writer(file, kit.TIME)
        for step in Reader(path).steps():
            writer.append(step.event.type, *extract(path, step.data))
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda one: one + bytes(1024), "structure"),
        (lambda one: one[:-1], "structure"),
        (lambda one: one[:700], "structure"),
        (lambda one: one[512:], "structure"),
        (lambda _: b"", "structure"),
        (lambda one: one[:1023] + b"x" + one[1024:], "encoding"),
        (lambda one: one[:257] + b"ustar" + one[262:], "encoding"),
        (lambda one: one.replace(b'"1795417393"', b'"1795417394"'), "encoding"),
        (lambda one: one + member("x" * 64 + ".data.json", b"{}", kit.TIME), "hash"),
        (lambda one: one + member("readme", b"{}", kit.TIME), "structure"),
        (lambda one: one.replace(b'"question":"One?"', b'"question":"Two?"'), "hash"),
    ],
)
def test_other_bytes_are_refused(path, change, check):
    path.write_bytes(change(path.read_bytes()))
    assert checks(path) == [check]


def test_data_that_no_event_uses_is_refused(path):
    payload = b'{"stray":1}'
    name = f"{kit.sha256_hex(payload)}.data.json"
    path.write_bytes(path.read_bytes() + member(name, payload, kit.TIME))
    assert checks(path) == ["structure"]


def test_every_prefix_of_events_is_a_good_snapshot_and_continues_the_ones_before(path, tmp_path):
    whole, ends = path.read_bytes(), list(event_ends(Reader(path)))
    older = tmp_path / "older.bel"
    for end in ends:
        older.write_bytes(whole[:end])
        assert checks(older) == []
        assert checks(path, since=older) == []
    older.write_bytes(whole[: ends[2]])
    path.write_bytes(whole[: ends[1]])
    assert checks(path, since=older) == ["history"]


def event_ends(reader):
    with reader.path.open("rb") as file:
        for name, place, _ in reader.members(file):
            if name.endswith(".event.json"):
                yield place.offset + place.size + -place.size % 512


def test_height_and_parent(path, tmp_path):
    for old, new in ((b'"height":3', b'"height":4'), (None, None)):
        events = list(Reader(path).steps())
        rebuilt = [member("BELENIOS", b'{"version":1,"timestamp":"1795417393"}', kit.TIME)]
        parent = None
        for step in events:
            rebuilt += [
                member(f"{name}.data.json", one, kit.TIME)
                for (name, _), one in zip(step.data, extract(path, step.data), strict=True)
            ]
            wrong_parent = old is None and step.number == 3
            event = kit.Event(
                step.event.type, step.number, "0" * 64 if wrong_parent else parent, step.event.payload
            ).write()
            if old:
                event = event.replace(old, new)
            parent = kit.sha256_hex(event)
            rebuilt.append(member(f"{parent}.event.json", event, kit.TIME))
        bad = tmp_path / "bad.bel"
        bad.write_bytes(b"".join(rebuilt))
        report = verify(bad, groups=kit.TESTED, workers=1)
        assert [(one.check, one.event) for one in report.faults] == [("chain", 3)]


def test_the_writer_refuses_what_is_out_of_order(tmp_path):
    with (tmp_path / "a.bel").open("wb") as file:
        writer = Writer(file, kit.TIME)
        size = file.tell()
        for kind, data in (("Ballot", [b"{}"]), ("Setup", [b"{}"]), ("Nothing", [])):
            with pytest.raises(Invalid):
                writer.append(kind, *data)
        assert file.tell() == size


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    made = kit.make(BELENIOS_2048, kit.PLAIN_QUESTIONS[:1], [1, 1], members=0)
    made.open()
    made.vote(0, [[1, 0, 0]])
    assert made.tally(1) == [[1, 0, 0]]
    return made.write(tmp_path_factory.mktemp("real"))


def test_the_command(real, tmp_path, capsys):
    assert ran("verify", str(real)) == 0
    said = capsys.readouterr().out
    assert "OK: every check passed" in said
    assert "[1, 0, 0]" in said
    bad = tmp_path / "bad.bel"
    bad.write_bytes(real.read_bytes()[:-512])
    assert ran("verify", str(bad), "--since", str(real)) == 1
    assert "FAULT archive: history" in capsys.readouterr().out
    assert ran("verify", str(tmp_path / "none.bel")) == 2
    assert "cannot read" in capsys.readouterr().err
    assert ran("verify", str(real), "--workers", "0") == 2


def test_the_command_fetches_an_address(real, capsys):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(real.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        assert ran("verify", f"{base}/{real.name}") == 0
        assert ran("verify", f"{base}/nothing.bel") == 2
        server.shutdown()


def test_the_command_needs_no_django(real):
    script = (
        "import sys; sys.modules['django'] = None\n"
        "from folkmoot.site.cli.entry import main\n"
        f"sys.exit(main(['election', 'verify', {str(real)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "OK" in done.stdout


def test_two_processes_find_the_same_as_one(tmp_path, monkeypatch):
    from folkmoot.modules.elections.protocol import verify as module

    draft = kit.Draft(kit.weighted(), tmp_path)
    ballot = draft.data("Ballot", 1)[0]
    ballot["answers"][0]["individual_proofs"].reverse()
    draft.sign(ballot, 1)
    path = draft.write()
    monkeypatch.setattr(module, "SMALL", 0)
    one, two = (verify(path, groups=kit.TESTED, workers=workers) for workers in (1, 2))
    assert one == two
    assert one.faults[0].check == "individual proof"
