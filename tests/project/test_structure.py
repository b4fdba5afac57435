"""The shape of the code: rooms that can be taken in at a glance, short functions, and one meaning for each name."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.support.program import ROOT

FRONT_DOORS = {"check", "diff"}


@pytest.fixture(scope="module")
def sources():
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "hsroute").rglob("*.py"))}


def repeated(names):
    return {name for name, count in Counter(names).items() if count > 1}


def test_a_room_has_nine_files_at_the_most(sources):
    rooms = Counter(path.parent for path in sources if not path.name.startswith("__"))
    assert {room.name: count for room, count in rooms.items() if count > 9} == {}


def test_a_function_has_forty_lines_at_the_most_beside_its_docstring(sources):
    def lines(function):
        first = function.body[0]
        told = first if ast.get_docstring(function) else None
        return function.end_lineno - function.lineno + 1 - (told.end_lineno - told.lineno + 1 if told else 0)

    functions = [node for tree in sources.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert {function.name: lines(function) for function in functions if lines(function) > 40} == {}


def test_no_two_classes_and_no_two_functions_of_modules_share_a_name(sources):
    public = [node for tree in sources.values() for node in tree.body if not getattr(node, "name", "_").startswith("_")]
    assert repeated(node.name for node in public if isinstance(node, ast.ClassDef)) == set()
    assert repeated(node.name for node in public if isinstance(node, ast.FunctionDef)) - FRONT_DOORS == set()


def test_a_function_that_no_other_file_uses_has_an_underscore_before_its_name(sources):
    files = (*sources, *(ROOT / "tests").rglob("*.py"))
    words = {path: set(re.findall(r"\w+", path.read_text("utf-8"))) for path in files}
    functions = [(path, node.name) for path, tree in sources.items() for node in tree.body if is_public(node)]
    used = {(path, name) for path, name in functions for other in files if other != path and name in words[other]}
    assert set(functions) == used


def is_public(node):
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
