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
