"""Every kind of bad file is refused with the line, the reason and what would be right; nothing else is."""

import pytest

from folkmoot.modules.budgeting.pabulib.problems import BadFile
from folkmoot.modules.budgeting.pabulib.reading import read

GOOD = """META
key;value
description;A town decides
country;Poland
unit;Anywhere
instance;2026
num_projects;2
num_votes;3
budget;1000
vote_type;approval
rule;greedy
date_begin;01.03.2026
date_end;15.03.2026
min_length;1
max_length;2
currency;PLN
PROJECTS
project_id;cost;votes;name;selected
a;600;2;Playground;1
b;500.50;2;"Trees; many";0
VOTES
voter_id;vote;age;sex;voting_method
1;a,b;30;F;internet
2;a;18-25;M;paper
3;b;;;internet
"""
POINTS = GOOD.replace("approval", "cumulative").replace("max_length;2", "max_length;2\nmax_sum_points;5")
POINTS = POINTS.replace("cost;votes;name", "cost;votes;score;name").replace("600;2;", "600;2;8;")
POINTS = POINTS.replace("500.50;2;", "500.50;2;4;").replace("vote;age", "vote;points;age")
POINTS = POINTS.replace("1;a,b;30", "1;a,b;3,2;30").replace("2;a;18", "2;a;5;18").replace("3;b;;", "3;b;2;;")

ALWAYS = [
    ("", 1, "the file is empty", "begin with META"),
    ("\n \n", 1, "the file is empty", "begin with META"),
    ("hello\n", 1, "the file begins with 'hello'", "META"),
    (GOOD.partition("VOTES")[0], 0, "no section VOTES", "META, PROJECTS and VOTES"),
    (GOOD.replace("PROJECTS\n", "PROJECTS\nproject_id;cost\nc;5\nPROJECTS\n"), 20, "a second time", "once"),
    (GOOD.replace("META", "VOTES", 1), 1, "out of order", "META, PROJECTS, VOTES"),
    (GOOD.replace("key;value", "key;values"), 2, "no column value", "key, value"),
    (GOOD.replace("project_id;cost;", "project;cost;"), 18, "no column project_id", "project_id, cost"),
    (GOOD.replace("voter_id;vote;", "voter_id;ballot;"), 22, "no column vote", "voter_id, vote"),
    (GOOD.replace("cost;votes", "cost;cost"), 18, "a column of PROJECTS is there twice", "once"),
    (GOOD.replace("budget;1000\n", ""), 0, "META has no budget", "add a line budget"),
    (GOOD.replace("budget;1000", "budget;1000\nbudget;900"), 10, "budget a second time", "once"),
    (GOOD.replace("budget;1000", "budget;1,000"), 9, "the budget is '1,000'", "decimal point"),
    (GOOD.replace("budget;1000", "budget;0"), 9, "the budget is '0'", "above 0"),
    (GOOD.replace("budget;1000", "budget;-5"), 9, "the budget is '-5'", "above 0"),
    (GOOD.replace("budget;1000", "budget;nan"), 9, "the budget is 'nan'", "number"),
    (GOOD.replace("vote_type;approval\n", ""), 0, "META has no vote_type", "add a line vote_type"),
    (GOOD.replace("approval", "veto"), 10, "the vote_type is 'veto'", "ordinal"),
    (GOOD.replace("description;A", "description;A;B"), 3, "the row has 3 cells", "2 columns"),
    (GOOD.replace("a;600;2;Playground;1", "a;600;2;Playground"), 19, "the row has 4 cells", "5 columns"),
    (GOOD.replace("a;600", "a;0"), 19, "project a costs '0'", "above 0"),
    (GOOD.replace("a;600", "a;6e2"), 19, "project a costs '6e2'", "number"),
    (GOOD.replace("a;600", 'a;"600,50"'), 19, "project a costs '600,50'", "decimal point"),
    (
        GOOD.replace("b;500.50", "a;500.50"),
        20,
        "project a is there a second time, first on line 19",
        "differ",
    ),
    (GOOD.replace("a;600", ";600"), 19, "the project_id is ''", "without a comma"),
    (GOOD.replace("1;a,b;30", "1;a,c;30"), 23, "the ballot marks 'c'", "ids of PROJECTS"),
    (GOOD.replace('"Trees; many"', '"Trees; many'), 25, "quotation marks do not match", '""'),
    (GOOD.replace('"Trees; many"', '"Trees" many'), 20, "quotation marks do not match", '""'),
    (GOOD.replace("approval", "choose-1"), 23, "the ballot marks 2 projects", "one"),
    (GOOD.replace("approval", "scoring"), 22, "no column points", "add it"),
    (POINTS.replace("a,b;3,2", "a,b;3"), 24, "2 projects with 1 points", "one for each"),
    (POINTS.replace("a,b;3,2", "a,b;3,x"), 24, "points are 'x'", "numbers"),
    (GOOD.replace("A town", "A \0town"), 3, "NUL", "plain text"),
]
STRICTLY = [
    (
        GOOD.replace("name;selected", "category;selected").replace("Playground", "a, b"),
        19,
        "blanks in the list category",
        "commas",
    ),
    ("\ufeff" + GOOD, 1, "byte order mark", "META"),
    (GOOD.replace("PROJECTS", "\nPROJECTS"), 17, "the line is empty", "take it out"),
    (GOOD.replace("unit;Anywhere", "unit; Anywhere"), 5, "blanks around 'Anywhere'", "take them out"),
    (GOOD.replace("cost;votes", "cost; votes"), 18, "blanks around a column's name", "take them out"),
    (GOOD.replace("a,b;30", "a, b;30"), 23, "blanks in the list of projects", "nothing else"),
    (GOOD.replace("a,b;30", "a,a,b;30"), 23, "marks a more than once", "once"),
    (GOOD.replace("num_votes;3", "num_votes;4"), 8, "num_votes is 4", "the file has 3"),
    (GOOD.replace("num_projects;2", "num_projects;two"), 7, "num_projects is 'two'", "whole number"),
    (GOOD.replace("a;600;2", "a;600;3"), 19, "votes of project a is '3'", "the ballots give 2"),
    (POINTS.replace("600;2;8", "600;2;9"), 20, "score of project a is '9'", "the ballots give 8"),
    (GOOD.replace("max_length;2", "max_length;1"), 23, "the ballot's length is 2", "max_length is 1"),
    (POINTS.replace("max_sum_points;5", "max_sum_points;4"), 24, "sum_points is 5", "max_sum_points is 4"),
    (
        GOOD.replace("max_length;2", "max_length;2\nmax_sum_cost;1000"),
        24,
        "sum_cost is",
        "max_sum_cost is 1000",
    ),
    (GOOD.replace("country;Poland\n", ""), 0, "META has no country", "add country"),
    (GOOD.replace("01.03.2026", "2026-03-01"), 12, "date_begin is '2026-03-01'", "DD.MM.YYYY"),
    (GOOD.replace("01.03.2026", "31.02.2026"), 12, "date_begin is '31.02.2026'", "DD.MM.YYYY"),
    (GOOD.replace("01.03.2026", "01.04.2026"), 13, "date_end is before date_begin", "exchange"),
    (GOOD.replace("rule;greedy", "rule;fair"), 11, "the rule is 'fair'", "equalshares/add1"),
    (GOOD.replace("currency;PLN", "currency;PLN\nmood;good"), 17, "'mood'", "comment"),
    (GOOD.replace("currency;PLN", "currency;PLN\ncomment;well"), 17, "not numbered", "#1:"),
    (GOOD.replace("currency;PLN", "currency;PLN\nfully_funded;0"), 17, "fully_funded is '0'", "1 or leave"),
    (GOOD.replace("name;selected", "target;selected"), 18, "a column target", "beneficiaries"),
    (GOOD.replace("name;selected", "colour;selected"), 18, "a column 'colour'", "the format knows"),
    (
        GOOD.replace("instance;2026\nnum_projects;2", "num_projects;2\ninstance;2026"),
        0,
        "out of order",
        "instance",
    ),
    (GOOD.replace("Playground;1", "Playground;7"), 19, "selected is '7'", "0, 1, 2 or 3"),
    (GOOD.replace("30;F", "30;X"), 23, "sex is 'X'", "M, F or O"),
    (GOOD.replace("30;F", "thirty;F"), 23, "age is 'thirty'", "40-59"),
    (GOOD.replace("M;paper", "M;pigeon"), 24, "voting_method is 'pigeon'", "internet or paper"),
    (GOOD.replace("\n2;a", "\n1;a"), 24, "voter_id 1 is there a second time, first on line 23", "differ"),
    (
        GOOD.replace("name;selected", "latitude;selected").replace("Playground", "95"),
        19,
        "latitude is '95'",
        "-90 to 90",
    ),
]


def problems(text, *, strict):
    with pytest.raises(BadFile) as refused:
        read(text.encode(), strict=strict)
    return refused.value.problems


@pytest.mark.parametrize(("text", "line", "reason", "right"), ALWAYS, ids=lambda one: str(one)[-40:])
def test_what_leaves_the_election_in_doubt_is_refused(text, line, reason, right):
    for strict in (False, True):
        found = [one for one in problems(text, strict=strict) if one.line == line and reason in one.reason]
        assert found, problems(text, strict=strict)
        assert right in found[0].right
        assert str(found[0]) == (f"line {line}: " if line else "") + f"{found[0].reason}; {found[0].right}"


@pytest.mark.parametrize(("text", "line", "reason", "right"), STRICTLY, ids=lambda one: str(one)[-40:])
def test_departures_from_the_format_are_refused_when_strict_and_told_else(text, line, reason, right):
    for there in (problems(text, strict=True), read(text.encode()).warnings):
        found = [one for one in there if one.line == line and reason in one.reason]
        assert found, there
        assert right in found[0].right


@pytest.mark.parametrize("text", [GOOD, POINTS, GOOD.replace("\n", "\r\n"), GOOD + "\n"])
def test_good_files_are_good(text):
    assert read(text.encode(), strict=True).warnings == ()


def test_other_encodings_are_refused_with_the_line():
    with pytest.raises(BadFile, match=r"line 5: byte \d+ is not UTF-8; save the file as UTF-8"):
        read(GOOD.replace("Anywhere", "Łódź").encode("cp1250"))


def test_all_problems_are_told_at_once_and_not_thousands():
    text = GOOD.replace("1;a,b;30", "1;x;30").replace("2;a;18", "2;y;18")
    assert [one.line for one in problems(text, strict=False)] == [23, 24]
    many = GOOD + "".join(f"v{n};nothing;;;paper\n" for n in range(1000))
    found = problems(many, strict=False)
    assert len(found) == 201
    assert any("800 more problems" in one.reason for one in found)


def test_a_double_mark_counts_once_with_its_first_points():
    text = POINTS.replace("1;a,b;3,2", "1;a,a,b;3,1,2")
    file = read(text.encode())
    assert file.ballots[0] == (0, 1)
    assert [int(one) for one in file.points[0]] == [3, 2]


@pytest.mark.parametrize("cut", range(0, len(GOOD), 7))
def test_a_file_cut_anywhere_is_read_or_refused_and_nothing_else(cut):
    try:
        file = read(GOOD[:cut].encode())
    except BadFile as refused:
        found = refused.problems
    else:
        found = file.warnings
    # Whatever is cut off, something is missing: at least the number of ballots, said in words.
    assert found
    assert all(one.reason and one.right for one in found)
