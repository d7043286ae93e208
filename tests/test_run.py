"""`./run`: what it offers, what it pins, and that it does things once."""

import importlib.machinery
import importlib.util
import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from tools import environment, machine, steps, suite

from tests.fixtures import order

ROOT = Path(__file__).resolve().parents[1]
PINS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9.-]+)(?:\[[a-z0-9,-]+\])?==([^ ;\\]+)", re.MULTILINE)


def started(*words):
    return subprocess.run([sys.executable, ROOT / "run", *words], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def run():
    loader = importlib.machinery.SourceFileLoader("folkmoot_run", str(ROOT / "run"))
    # Otherwise a compiled copy of it would be written beside it.
    loader.set_data = lambda *_, **__: None
    found = importlib.util.module_from_spec(importlib.util.spec_from_loader("folkmoot_run", loader))
    loader.exec_module(found)
    return found


@pytest.fixture
def stamps(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    return tmp_path / "stamps"


def test_alone_it_lists_its_verbs(run):
    done = started()
    assert done.returncode == 0
    listed = re.findall(r"^ {2}(\w+) +(\S.*)$", done.stdout, re.MULTILINE)
    assert [name for name, _ in listed] == list(run.VERBS)
    assert all(len(about) < 100 for _, about in listed)


def test_an_unknown_verb_says_which_there_are():
    done = started("dmeo")
    assert done.returncode == 2
    assert "'dmeo'" in done.stderr
    assert "demo" in done.stderr


def test_an_unknown_benchmark_is_a_sentence():
    done = started("bench", "no-such-thing")
    assert done.returncode == 1
    assert "there is no benchmark 'no-such-thing'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_readme_names_no_verb_that_is_not_there(run):
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        if path.exists():
            named = set(re.findall(r"\./run ([a-z]+)", path.read_text(encoding="utf-8")))
            assert named <= set(run.VERBS), path.name


def test_it_uses_the_standard_library_only():
    for path in [ROOT / "run", *(ROOT / "tools").glob("*.py")]:
        named = re.findall(r"^(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= sys.stdlib_module_names | {"tools"}, path.name


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_pins_have_hashes_and_name_no_index(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=", ""), re.MULTILINE)
    assert len(PIN.findall(text)) <= text.count("--hash=sha256:")


def test_what_runs_is_what_was_tested():
    tested = dict(PIN.findall((ROOT / "requirements/dev.txt").read_text(encoding="utf-8")))
    for name in environment.SETS["run"]:
        pins = dict(PIN.findall((ROOT / "requirements" / name).read_text(encoding="utf-8")))
        assert pins
        assert pins.items() <= tested.items(), name


def test_the_npm_lock_names_no_registry():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved": "http' not in text
    packages = json.loads(text)["packages"]
    missing = [name for name, about in packages.items() if name and not about.get("integrity")]
    # Some packages are bundled inside another one, whose hash covers them.
    assert [name for name in missing if not packages[name].get("inBundle")] == []


def test_npm_packages_are_exact():
    about = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = about["dependencies"] | about["devDependencies"]
    assert about["private"] is True
    assert {name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == set()


def test_work_is_done_once(stamps):
    done = []
    for fingerprint in ("a", "a", "b", "b", "a"):
        steps.once("work", fingerprint, lambda fingerprint=fingerprint: done.append(fingerprint))
    assert done == ["a", "b", "a"]
    assert (stamps / "work").read_text() == "a"


def test_work_is_done_again_when_its_result_was_deleted(stamps, tmp_path):
    made = tmp_path / "made"
    steps.once("work", "a", made.mkdir, [made])
    made.rmdir()
    steps.once("work", "a", made.mkdir, [made])
    assert made.is_dir()


def test_failed_work_leaves_no_stamp(stamps):
    steps.once("work", "a", lambda: None)

    def fail():
        raise steps.Stop("no")

    with pytest.raises(steps.Stop):
        steps.once("work", "b", fail)
    assert not steps.stamped("work", "a")
    assert not steps.stamped("work", "b")


def test_two_at_once_do_it_once(stamps, capsys):
    done = []
    inside, go_on = threading.Event(), threading.Event()

    def work():
        done.append(1)
        inside.set()
        go_on.wait(10)

    threads = [threading.Thread(target=steps.once, args=("work", "a", work)) for _ in range(2)]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert done == [1]


def test_a_fingerprint_knows_places_and_contents(stamps, tmp_path):
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("1")
    one, other = steps.digest(tmp_path / "a"), steps.digest(tmp_path / "b")
    (tmp_path / "a").write_text("2")
    assert len({one, other, steps.digest(tmp_path / "a"), steps.digest(tmp_path / "a", also="x")}) == 4


def test_a_failed_step_says_what_it_was_and_what_it_said():
    with pytest.raises(steps.Stop) as problem:
        steps.must(sys.executable, "-c", "print('why'); raise SystemExit(3)")
    assert "ended with 3" in str(problem.value)
    assert "why" in str(problem.value)


def test_a_copied_environment_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "VENV", tmp_path)
    (tmp_path / "pyvenv.cfg").write_text(
        "home = /usr/bin\ncommand = /usr/bin/python3 -m venv /elsewhere/.venv\n"
    )
    assert environment._made_elsewhere()
    (tmp_path / "pyvenv.cfg").write_text(f"home = /usr/bin\ncommand = /usr/bin/python3 -m venv {tmp_path}\n")
    assert not environment._made_elsewhere()


def test_missing_parts_are_named_and_fail_under_ci(monkeypatch, capsys):
    nothing = machine.Part("Nothing", ("nothing",), lambda: False, "nothing at all")
    monkeypatch.setattr(machine, "PARTS", (nothing,))
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine, "CI", False)
    machine.parts()
    said = capsys.readouterr().out
    assert "missing: Nothing" in said
    assert "nothing at all" in said
    monkeypatch.setattr(machine, "CI", True)
    with pytest.raises(steps.Stop):
        machine.parts()
    assert machine.settings()["FOLKMOOT_REQUIRE_ALL"] == "1"


def test_a_postgres_named_by_hand_is_kept(monkeypatch):
    monkeypatch.setenv("FOLKMOOT_TEST_POSTGRES", "postgres://elsewhere/")
    assert "FOLKMOOT_TEST_POSTGRES" not in machine.settings()


@pytest.mark.parametrize(
    ("lines", "closing"),
    [
        (
            ["812 passed, 2 skipped in 60.00s (0:01:00)", "30 passed in 9.1s"],
            "842 passed, 2 skipped in 70.00s",
        ),
        (["1 failed, 3 passed, 1 error in 1.0s", "2 errors in 1s"], "1 failed, 3 passed, 3 errors in 70.00s"),
        (["5 passed in 1.0s", "no tests ran in 0.1s"], "5 passed in 70.00s"),
        (["no tests ran in 0.1s", ""], "no tests ran in 70.00s"),
    ],
)
def test_the_closing_line_adds_up(lines, closing):
    assert suite.closing(lines, 70) == closing


def test_tests_run_again_on_postgres_where_one_answers(monkeypatch):
    monkeypatch.delenv("FOLKMOOT_TEST_POSTGRES", raising=False)
    assert suite.postgres_address({}) == ""
    found = suite.postgres_address({"FOLKMOOT_TEST_POSTGRES": "postgres://postgres@127.0.0.1:5432/"})
    assert re.fullmatch(r"postgres://postgres@127\.0\.0\.1:5432/folkmoot_[0-9a-f]{8}", found)
    ran = []
    monkeypatch.setattr(suite, "_pytest", lambda *words, **_how: ran.append(words) or (0, "1 passed"))
    monkeypatch.setattr(suite, "_checked", lambda _at_once: (0, []))
    assert suite.test([], {}) == 0
    assert sorted(one[0] for one in ran) == ["browser", "not browser"]
    ran.clear()
    assert suite.test([], {"FOLKMOOT_TEST_POSTGRES": "postgres://postgres@127.0.0.1:5432/"}) == 0
    assert sorted(one[0] for one in ran) == ["browser", "not browser", "not browser and not slow"]
    assert [one[1]["DATABASE_URL"] for one in ran if "DATABASE_URL" in one[1]] == [found]
    assert all((ROOT / one).is_dir() for one in suite.DATABASE_PARTS)


@pytest.mark.parametrize("wrong", ["checks", "not browser", "browser", "not browser and not slow"])
def test_each_part_can_fail_the_whole_and_is_heard(monkeypatch, capsys, wrong):
    def part(marks, _env, *_more, show=None, **_how):
        if show:
            show(b"said on PostgreSQL")
        return int(marks == wrong), f"1 {'failed' if marks == wrong else 'passed'} in 1s"

    monkeypatch.setattr(suite, "_pytest", part)
    monkeypatch.setattr(suite, "_checked", lambda _at_once: (int(wrong == "checks"), ["  types: so and so"]))
    assert suite.test([], {"FOLKMOOT_TEST_POSTGRES": "postgres://postgres@127.0.0.1:5432/"}) == 1
    told = capsys.readouterr().out
    assert "types: so and so" in told
    assert "said on PostgreSQL" in told
    assert ("A check failed" in told) == (wrong == "checks")
    assert ("3 passed" if wrong == "checks" else "1 failed, 2 passed") in told.splitlines()[-1]


def test_a_worker_begins_with_the_files_that_take_long():
    def item(path, *, slow=False):
        return SimpleNamespace(path=path, get_closest_marker=lambda name: slow and name == "slow")

    items = [item("a"), item("b"), item("c"), item("c", slow=True), item("d"), item("e", slow=True)]
    order.by_length(items)
    assert [one.path for one in items] == ["c", "c", "e", "a", "b", "d"]


def test_the_second_run_takes_what_uses_a_database():
    words = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--only-database"]
    done = subprocess.run(
        [*words, "src/folkmoot/record/tests/test_api.py", "src/folkmoot/record/tests/test_merkle.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "test_api.py::" in done.stdout
    assert "test_merkle.py::" not in done.stdout
