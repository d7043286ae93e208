"""Finding what rules refuse, so that tests can demand its translation."""

import ast

SENTENCE_AT = {"Refusal": 1, "rules.Refusal": 1, "NotFound": 0}
"""Which argument of each call says what is wrong."""


def sentences(source):
    """The sentences of every Refusal and NotFound in a source: those that stand ready, and what is put together there."""
    tree = ast.parse(source)
    named = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    ready, made = [], []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        at = SENTENCE_AT.get(ast.unparse(node.func).removesuffix(".of"), len(node.args))
        if at >= len(node.args):
            continue
        one = node.args[at]
        if isinstance(one, ast.Constant):
            ready.append(one.value)
        elif isinstance(one, ast.Name) and isinstance(named.get(one.id), str):
            ready.append(named[one.id])
        else:
            made.append(ast.unparse(one))
    return ready, made


def patterns(source):
    """What a source without translation refuses, however it hands it on: its sentences, and what is put together there.

    Beside Refusal and NotFound every function counts that takes a ``pattern`` for a refusal, there or elsewhere
    (PASSING). A sentence may come by a name that was given one or several, or by a choice between two.
    """
    tree = ast.parse(source)
    named = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    named.setdefault(target.id, []).append(node.value)
    at = dict(PASSING)
    handed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "Refusal.of" in ast.unparse(node):
            names = [one.arg for one in node.args.posonlyargs + node.args.args]
            if "pattern" in names:
                at[node.name] = names.index("pattern") - (names[0] in {"self", "cls"})
                handed |= {id(one) for one in ast.walk(node)}
    ready, made = [], []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            where = at.get(ast.unparse(node.func), at.get(ast.unparse(node.func).rpartition(".")[2]))
            if where is not None and where < len(node.args):
                one = node.args[where]
                if not (id(node) in handed and ast.unparse(one) == "pattern"):
                    _gather(one, named, ready, made)
    return ready, made


PASSING = {"Refusal": 1, "Refusal.of": 1, "Refusal.at_all": 0, "NotFound": 0, "refuse": 1, "blame": 1}
"""Which argument is the sentence, of the functions that another file may have."""


def _gather(one, named, ready, made):
    if isinstance(one, ast.Constant):
        ready.append(one.value)
    elif isinstance(one, ast.IfExp):
        _gather(one.body, named, ready, made)
        _gather(one.orelse, named, ready, made)
    elif isinstance(one, ast.Name) and one.id in named:
        rest = {name: values for name, values in named.items() if name != one.id}
        for value in named[one.id]:
            _gather(value, rest, ready, made)
    else:
        made.append(ast.unparse(one))
