"""What happens around the computing: leases, the gate, time limits, what is kept, forks."""

import fcntl
import os
import threading
import time

import pytest

from folkmoot.modules.catalogue.engine.query.tree import Compare, Facets, HasText, Key, Measure, Query, Sort
from folkmoot.modules.catalogue.engine.running.admission import Busy, Gate, TooLong
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Engine
from folkmoot.modules.catalogue.engine.running.generations import Gone, Lease, retire
from folkmoot.modules.catalogue.engine.running.kept import Kept, weight
from folkmoot.modules.catalogue.engine.tests.making import make_from, make_generation
from folkmoot.record.refusal import Refused

COLUMNS = [("city", "text"), ("n", "int")]
SLOW = "select sum(a._id * b._id * c._id) from rows a, rows b, rows c"


@pytest.fixture
def root(tmp_path):
    return tmp_path


def made(root, seed="", number=3):
    return make_generation(root, COLUMNS, [(f"Ulm {n}", n) for n in range(number)], parquet=False, seed=seed)


def test_a_generation_stays_while_it_is_leased(root):
    old, new = made(root, "old"), made(root, "new")
    with Lease(root, old) as lease:
        assert retire(root, {new}) == []
        assert lease.folder.is_dir()
    assert retire(root, {new}) == [old]
    assert [one.name for one in root.iterdir()] == [new]
    with pytest.raises(Gone):
        Lease(root, old)
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Lease(root, "../etc")


def test_a_generation_stays_while_another_process_reads_it(root):
    old = made(root)
    ready, go = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        lease = Lease(root, old)
        os.write(ready[1], b"x")
        os.read(go[0], 1)
        os._exit(lease is None)
    os.read(ready[0], 1)
    assert retire(root, ()) == []
    os.write(go[1], b"x")
    os.waitpid(child, 0)
    # The lease went with the process, without anybody giving it back.
    assert retire(root, ()) == [old]


def test_what_is_open_is_leased_and_is_given_back(root):
    names = [made(root, str(number)) for number in range(4)]
    duck = Duck(root, most_open=2, memory=64)
    for name in names:
        assert duck.run(name, "select count(*) from rows", 60) == [(3,)]
    assert set(retire(root, ())) == set(names[:2])
    duck.close()
    assert set(retire(root, ())) == set(names[2:])
    with pytest.raises(Gone):
        duck.run(names[0], "select 1", 60)


def test_a_half_written_generation_is_left_alone(root):
    (root / ("e" * 64)).mkdir()
    assert retire(root, ()) == []


def test_nothing_else_can_be_read_or_changed(root):
    duck = Duck(root, memory=64)
    name = made(root)
    for sql in (
        "select * from read_text('/etc/passwd')",
        "insert into rows values (9, 'x', 1)",
        "set threads = 9",
        "copy rows to '/tmp/x.csv'",
    ):
        with pytest.raises(Exception, match=r"disabled|read-only|locked"):
            duck.run(name, sql, 60)


def test_time_is_limited_and_the_connection_lives_on(root):
    name = "f" * 64
    make_from(root, COLUMNS, "select i as _id, 'x' as city, i as n from range(1, 100001) t(i)", name)
    duck = Duck(root, memory=256)
    began = time.monotonic()
    with pytest.raises(TooLong, match="longer than 0.3 seconds"):
        duck.run(name, SLOW, 0.3)
    assert time.monotonic() - began < 20
    assert duck.run(name, "select count(*) from rows", 60) == [(100_000,)]
    # Somebody who stops taking gives everything back.
    stream = duck.stream(name, "select * from rows", 60, rows=10)
    assert next(stream)[0] == (1, "x", 1)
    stream.close()
    duck.close()
    assert retire(root, ()) == [name]


def test_a_process_opens_its_own(root):
    """DuckDB's threads do not come along into a fork: the child must not use the parent's connection."""
    name = made(root)
    duck = Duck(root, memory=64)
    assert duck.run(name, "select max(n) from rows", 60) == [(2,)]
    child = os.fork()
    if not child:
        fine = False
        try:
            fine = duck.run(name, "select count(*) from rows group by city limit 1", 60) == [(1,)]
        finally:
            os._exit(0 if fine else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert duck.run(name, "select min(n) from rows", 60) == [(0,)]


def test_no_more_compute_than_there_are_places():
    gate, inside, most = Gate(2, 60), [], []

    def work():
        with gate.inside():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(most) == 8
    assert max(most) <= 2


def test_who_waits_too_long_is_told():
    gate = Gate(1, 0.05)
    with gate.inside(), pytest.raises(Busy, match="ask again"), gate.inside():
        pass
    with gate.inside():
        pass


def test_what_is_kept_is_bounded_and_the_oldest_goes():
    kept, made_ = Kept(8 * 300), []

    def get(key, size=300):
        return kept.get(key, lambda: made_.append(key) or key, lambda _: size)

    for key in range(8):
        get(key)
    get(0)
    get(8)
    assert made_ == list(range(9))
    assert get(0) == 0
    assert made_ == list(range(9))
    get(1)
    assert made_ == [*range(9), 1]
    get("large", 400)
    get("large", 400)
    assert made_[-2:] == ["large", "large"]


def test_two_who_ask_the_same_compute_it_once():
    kept, made_, start = Kept(10**6), [], threading.Barrier(5)

    def make():
        made_.append(1)
        time.sleep(0.05)
        return "answer"

    def ask():
        start.wait()
        assert kept.get("key", make, weight) == "answer"

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made_ == [1]


def test_a_failed_computation_is_not_kept():
    kept = Kept(10**6)

    def fail():
        raise TooLong("no")

    with pytest.raises(TooLong):
        kept.get("key", fail, weight)
    assert kept.get("key", lambda: "answer", weight) == "answer"


class Counting(Duck):
    """Counts what reaches the engine."""

    asked = 0

    def run(self, generation, sql, seconds):
        Counting.asked += 1
        return super().run(generation, sql, seconds)


def test_the_same_question_is_computed_once(root):
    name, Counting.asked = made(root), 0
    engine = Engine(Counting(root, memory=64))
    query = Query(Compare("n", "ge", "1"), sort=(Sort("n", descending=True),))
    for _ in range(3):
        assert engine.ask(name, query).objects() == [
            {"_id": 3, "city": "Ulm 2", "n": 2},
            {"_id": 2, "city": "Ulm 1", "n": 1},
        ]
        assert engine.count(name, query) == 2
        assert engine.facets(name, Facets((Key("city"),), query.where)).rows == 2
    assert Counting.asked == 3
    # The same question in other words is the same question.
    engine.ask(
        name,
        Query(Compare("n", "ge", 1, at="where"), ("_id", "city", "n"), sort=(Sort("n", descending=True),)),
    )
    assert Counting.asked == 3


def test_a_whole_table_is_skipped_by_its_numbers(root):
    name = made(root, number=30)
    engine = Engine(Duck(root, memory=64))
    assert [row[0] for row in engine.ask(name, Query(offset=10, limit=3)).rows] == [11, 12, 13]
    assert engine.ask(name, Query(offset=10**9)).rows == ()


def test_limits_of_an_answer(root):
    name = made(root)
    engine = Engine(Duck(root, memory=64))
    assert engine.ask(name, Query(limit=0)).rows == ()
    assert engine.ask(name, Query(measures=(Measure("count"),))).rows == ((3,),)
    assert engine.ask(
        name, Query(HasText("city", "contains", "xyz"), measures=(Measure("sum", "n"),))
    ).rows == ((None,),)
    with pytest.raises(Refused):
        engine.ask(name, Query(after="AAAA"))
    with pytest.raises(Gone):
        engine.ask("0" * 64, Query())


def test_a_replaced_table_refuses_old_cursors(root):
    old, new = made(root, "old"), made(root, "new")
    engine = Engine(Duck(root, memory=64), key=b"secret")
    after = engine.ask(old, Query(limit=1)).next
    assert engine.ask(old, Query(limit=1, after=after)).rows[0][0] == 2
    with pytest.raises(Refused, match="the table was replaced"):
        engine.ask(new, Query(limit=1, after=after))
    with pytest.raises(Refused, match="not a cursor"):
        Engine(Duck(root, memory=64), key=b"another").ask(old, Query(limit=1, after=after))


def test_locks_are_those_of_the_kernel(root):
    """A lease is a shared flock on table.json: another tool can see it."""
    name = made(root)
    with Lease(root, name), (root / name / "table.json").open("rb") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
