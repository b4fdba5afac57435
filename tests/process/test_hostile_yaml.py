"""Rules files made to do harm: each is refused at its place, by every command, in bounded time and memory."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from hsroute.routing.load import load
from hsroute.rulesfile import yaml_parser as sources
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.problems import MAX_BYTES, RulesError
from hsroute.rulesfile.yaml_parser import read
from hsroute.streams.records import parse_answers
from tests.support.hostile import is_decent, run, run_all
from tests.support.program import DATA, ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are forks of this process")

HOSTILE = DATA / "hostile"
ATTACKS = sorted((HOSTILE / "yaml").glob("*.yaml"))
GOOD = ROOT / "rules" / "hubspot.yaml"
SMALL = DATA / "problems" / "wrong-type.ok.yaml"
EVERY = "HSROUTE_EVERY_ATTACK"
"""Set, every attack is tried on every command; else each on one of them, and one of every kind on all."""

READING = {
    "ask": 3,
    "ask --rules @": 3,
    "ask --rules @ -a category=billing": 3,
    "explain --rules @": 3,
    "explain --rules @ -a category=billing --format text": 3,
    "explain --rules @ --why-not billing": 3,
    "check @": 1,
    "check @ --format concise --strict": 1,
    "check @ --format json": 1,
    "check @ --format github": 1,
    "test @": 3,
    "test @ --format junit": 3,
    "test @ --generate": 3,
    f"diff @ {GOOD}": 3,
    f"diff {GOOD} @ --format json": 3,
    "diff @ @ --format markdown": 3,
    "show --rules @": 3,
    "show --rules @ billing": 3,
    "show --rules @ --format tree": 3,
    "show --rules @ --format markdown": 3,
    "show --rules @ --format mermaid": 3,
    "show --rules @ --format sql": 3,
    "show --rules @ --format yaml": 3,
}
"""What reads a rules file, and the exit code where the file cannot be used; `schema` reads none."""

FROM_STDIN = {"check -": 1, "check - --format json": 1, f"diff - {GOOD}": 3, f"diff {GOOD} -": 3}

ONE_OF_A_KIND = ("alias-bomb", "tag-python-apply", "two-documents", "nul", "surrogate-high", "utf-16-le-bom", "empty")


def problems_of(data):
    """Every mistake that stops the rules from being used."""
    try:
        compile_rules(read(data, "f.yaml"))
    except RulesError as error:
        return error.problems
    return ()


def told(data):
    return [(problem.span.line, problem.span.column, problem.code) for problem in problems_of(data)]


def on(command, path, **more):
    """A run of a command on a file; `ask` alone finds it in the environment."""
    env = {} if "@" in command else {"HSROUTE_RULES": str(path)}
    return run(*words_on(command, path), given=b"{}", env=env, **more)


def on_all(command, paths, **bounds):
    """The same on several files: in one fork, where the command is told the path among its words."""
    if "@" in command:
        return run_all([words_on(command, path) for path in paths], given=[b"{}"] * len(paths), **bounds)
    return [on(command, path, **bounds) for path in paths]


def words_on(command, path):
    return [path if word == "@" else word for word in command.split()]


def in_one_line(path):
    places = [f"{line}:{column} {code}" for line, column, code in told(path.read_bytes())]
    more = [f"{len(places) - 8} more"] if len(places) > 8 else []
    return f"{path.stem}: {', '.join(places[:8] + more) or 'can be used'}\n"


@pytest.fixture(scope="module")
def router():
    return load()


# The small ones.


def test_every_attack_is_told_where_it_stands_or_does_no_harm(golden):
    assert len(ATTACKS) > 200
    golden(HOSTILE / "yaml.out", "".join(map(in_one_line, ATTACKS)))


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")
@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_means_the_same_without_libyaml(path, monkeypatch):
    with_it = problems_of(path.read_bytes())
    monkeypatch.setitem(sources._parse.__kwdefaults__, "fast", False)
    assert problems_of(path.read_bytes()) == with_it


def tried(number):
    """The attacks that a command is tried on."""
    for place, path in enumerate(ATTACKS):
        if path.stem in ONE_OF_A_KIND or EVERY in os.environ or place % len(READING) == number:
            yield path


@pytest.mark.parametrize(("number", "command"), [*enumerate(READING)])
def test_an_attack_ends_with_the_code_for_it(number, command):
    paths = [*tried(number)]
    for path, ended in zip(paths, on_all(command, paths), strict=True):
        is_the_end_of_an_attack(path, command, ended)


def is_the_end_of_an_attack(path, command, ended):
    shown = ended
    if command.endswith("--format yaml"):
        assert ended.out in {b"", path.read_bytes()}
        shown = ended._replace(out=b"")
    elif command.endswith("json") and ended.out:
        assert json.loads(ended.out)
        assert not any(character < 32 for character in ended.out[:-1])
        shown = ended._replace(out=b"")
    assert is_decent(shown), (path, ended.text)
    if problems_of(path.read_bytes()):
        assert ended.code == READING[command], (path, ended.text)
        assert ended.out == b"" or command.startswith("check")
    else:
        assert ended.code in {0, 1, 2, 4, 74}, (path, ended.text)


@pytest.mark.parametrize("format", ["text", "concise", "json", "github"])
def test_all_attacks_at_once_are_checked_alike_with_libyaml_and_without(format):
    ended = run("check", "--format", format, *ATTACKS)
    assert (ended.code, ended.err) == (1, b"")
    assert is_decent(ended) or format == "json"
    assert run("check", "--format", format, *ATTACKS, libyaml=False) == ended


@pytest.mark.parametrize("command", FROM_STDIN)
@pytest.mark.parametrize("name", ["alias-bomb", "binary-elf", "empty", "nul", "utf-16-be"])
def test_an_attack_may_come_through_standard_input(name, command):
    ended = run(*command.split(), given=(HOSTILE / "yaml" / f"{name}.yaml").read_bytes())
    assert ended.code == FROM_STDIN[command], ended.text
    assert is_decent(ended)


@pytest.mark.parametrize("command", ["check", "test"])
def test_every_attack_is_refused_as_cases_too(tmp_path, command):
    for path in ATTACKS:
        (tmp_path / f"{path.stem}.yaml").write_bytes(SMALL.read_bytes())
        (tmp_path / f"{path.stem}.cases.yaml").write_bytes(path.read_bytes())
    ended = run(command, *sorted(tmp_path.glob("*.cases.yaml")))
    assert ended.code == READING[f"{command} @"]
    assert is_decent(ended)
    assert [path.stem for path in ATTACKS if f"{tmp_path / path.stem}.cases.yaml:" not in ended.text] == []


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_gives_no_answers(router, path):
    try:
        answers = parse_answers(path.read_bytes(), "f.yaml")
    except ValueError as error:
        refused = str(error)
    else:
        refused = "f.yaml:" if not answers or router.route(answers).status == "invalid" else ""
    assert refused.startswith("f.yaml:")


@pytest.mark.parametrize("name", [name for name in ONE_OF_A_KIND if name != "empty"])  # which is no answers
@pytest.mark.parametrize("words", ["ask --answers @", "explain --answers @ --format json", "ask -a category=billing"])
def test_an_attack_in_a_file_of_answers_is_wrong_usage(name, words):
    path = HOSTILE / "yaml" / f"{name}.yaml"
    ended = run(*(path if word == "@" else word for word in words.split()), env={"HSROUTE_ANSWERS": str(path)})
    assert (ended.code, ended.out) == (2, b""), ended.text
    assert is_decent(ended)


# The large ones.


def filled(unit, head=b"", tail=b"", *, size):
    """As many units as fit between head and tail."""
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


MIB = 1 << 20
BOMB = "a: &a [x]\n" + "".join(f"{b}: &{b} [{f'*{a},' * 90}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

LARGE = {
    "one byte too many": (lambda _: filled(b"#", size=MAX_BYTES + 1), [(1, 1, "too-large")]),
    "not a byte too many": (lambda size: filled(b"#", size=size), [(1, 1, "wrong-type")]),
    "brackets": (lambda size: b"[" * min(size, 100_000), [(1, 33, "too-large")]),
    "braces": (lambda size: b"{" * min(size, 100_000), [(1, 33, "too-large")]),
    "brackets to the end": (lambda size: filled(b"[", size=size), [(1, 33, "too-large")]),
    "mappings in mappings": (lambda size: b"{a: " * min(size, 100_000), [(1, 129, "too-large")]),
    "lists in lists": (lambda size: b"- " * min(size, 100_000), [(1, 65, "too-large")]),
    "keys in keys": (lambda size: b"? " * min(size, 100_000), [(1, 65, "too-large")]),
    "further and further in": (
        lambda _: "".join(f"{' ' * level}a:\n" for level in range(1000)).encode(),
        [(33, 33, "too-large")],
    ),
    "a long line": (lambda size: filled(b"x", b"title: ", size=size), [(1, 1, "missing-key")]),
    "a key of 1 MiB": (lambda size: b"x" * min(size, MIB) + b": a\n", [(1, MIB + 1, "yaml-syntax")]),
    "an explicit key of 1 MiB": (lambda size: b"? " + b"x" * min(size, MIB) + b"\n: a\n", [(1, 1, "missing-key")]),
    "a quote that never ends": (lambda size: filled(b"x", b'title: "', size=size), [(1, 8, "yaml-syntax")]),
    "only quotes": (lambda size: filled(b"'", tail=b"'", size=size), [(1, 1, "wrong-type")]),
    "tabs": (lambda size: filled(b"\t", size=size), [(1, 1, "yaml-syntax")]),
    "carriage returns": (lambda size: filled(b"\r", size=size), [(1, 1, "wrong-type")]),
    "documents": (lambda size: filled(b"---\n", size=size), [(2, 1, "yaml-feature")]),
    "directives": (lambda size: filled(b"%a\n", size=min(size, 400_000)), None),
    "a long number": (lambda size: filled(b"9", b"format: ", size=size), [(1, 1, "missing-key")]),
    "signs of a telephone number": (
        lambda size: filled(b"+", b'contacts: {a: {phone: "', b'"}}', size=size),
        [(1, 1, "missing-key")],
    ),
    "nothing but NULs": (lambda size: filled(b"\0", size=size), [(1, 1, "yaml-syntax")]),
    "an alias bomb": (lambda _: BOMB.encode(), [(1, 1, "unknown-key")]),
}


@pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])
@pytest.mark.parametrize("name", LARGE)
def test_a_large_attack_is_refused_within_bounds_of_time_and_memory(tmp_path, name, libyaml):
    """Without libyaml a third of the size in a tenth of the time, which holds the bound even if its square counts."""
    size, seconds, megabytes = (MAX_BYTES, 30, 1024) if libyaml else (MAX_BYTES // 6 * 2, 3, 341)
    data, begins = LARGE[name]
    path = tmp_path / "large.yaml"
    path.write_bytes(data(size))
    bounds = {"libyaml": libyaml, "seconds": seconds, "megabytes": megabytes}
    ended = run("check", "--format", "concise", path, **bounds)
    assert ended.code == 1, ended.text[-500:]
    assert is_decent(ended)
    if begins:
        (line, column, code), *_ = begins
        assert ended.out.decode().startswith(f"{path}:{line}:{column}: error[{code}]: ")


@pytest.mark.parametrize("name", LARGE)
def test_what_is_said_of_a_large_attack_is_short(tmp_path, name):
    path = tmp_path / "large.yaml"
    data, _ = LARGE[name]
    path.write_bytes(data(1 << 16))
    ended = on("show --rules @", path, seconds=7)
    assert (ended.code, ended.out) == (3, b"")
    assert max(map(len, ended.err.decode().splitlines())) < 200 + len(str(path))


@pytest.mark.parametrize("command", READING)
def test_a_large_attack_is_refused_by_every_command(tmp_path, command):
    names = ("mappings in mappings", "a long line", "one byte too many", "nothing but NULs")
    paths = [tmp_path / f"{name}.yaml" for name in names]
    for path in paths:
        data, _ = LARGE[path.stem]
        path.write_bytes(data(1 << 16))
    for ended in on_all(command, paths, seconds=7):
        assert ended.code == READING[command], ended.text[-500:]
        assert is_decent(ended)


HEAD = "format: 1\ntitle: Many\ncontacts: {desk: {team: The desk}}\nquestions:\n"
QUESTIONS = "".join(f"  q{number}: {{ask: a, values: yes-no}}\n" for number in range(10_000))
VALUES = "".join(f"      v{number}: b\n" for number in range(10_000))
RULES = "".join(f"- {{id: r{n}, contact: desk, because: b, when: {{due: v{n}}}}}\n" for n in range(10_000))
ENTRIES = "  - {due: yes}\n" * 10_000
MANY = {
    "questions": f"{HEAD}{QUESTIONS}rules: [{{id: rest, contact: desk, because: b}}]\n",
    "entries of a list": f"{HEAD}  due: {{ask: a, values: yes-no}}\nrules:\n"
    f"- id: due\n  contact: desk\n  because: b\n  when:\n{ENTRIES}- {{id: rest, contact: desk, because: b}}\n",
    "values and rules": f"{HEAD}  due:\n    ask: a\n    values:\n{VALUES}rules:\n{RULES}"
    "- {id: unknown, contact: desk, because: b, when: {due: unknown}}\n",
}


@pytest.mark.parametrize("name", MANY)
def test_a_file_with_many_of_a_kind_is_checked_in_bounded_time(tmp_path, name):
    (tmp_path / "many.yaml").write_text(MANY[name], "utf-8")
    ended = run("check", "--format", "concise", tmp_path / "many.yaml", seconds=3)
    assert ended.code == 0, ended.text[:500]
    assert is_decent(ended)


# What is no file.


def no_file(kind, folder):
    """The path of something that is there, or not, and cannot be read."""
    path = folder / "r.yaml"
    match kind:
        case "a folder":
            path.mkdir()
        case "a link to nowhere":
            path.symlink_to(folder / "nowhere")
        case "a link to itself":
            path.symlink_to(path)
        case "a name too long":
            return folder / ("x" * 300)
        case "a way through a file":
            return GOOD / "r.yaml"
    return path


NO_FILES = ("a folder", "nowhere", "a link to nowhere", "a link to itself", "a name too long", "a way through a file")


@pytest.mark.parametrize(("number", "command"), [*enumerate(READING)])
def test_what_cannot_be_read_ends_with_74(tmp_path, number, command):
    kind = NO_FILES[number % len(NO_FILES)]
    ended = on(command, no_file(kind, tmp_path))
    assert ended.code == 74, ended.text
    assert ended.out == b"" or "check" in command
    assert is_decent(ended)
    assert ended.err.startswith(b"hsroute: ")


@pytest.mark.parametrize("command", READING)
def test_what_has_no_end_is_not_read_to_the_end(command):
    ended = on(command, "/dev/zero", seconds=30, megabytes=300)
    assert ended.code == READING[command], ended.text
    assert is_decent(ended)
    assert b"error[too-large]" in ended.out + ended.err or b'"too-large"' in ended.out or b"too-large" in ended.out


@pytest.mark.parametrize("command", FROM_STDIN)
def test_standard_input_without_end_is_not_read_to_the_end(command):
    with Path("/dev/zero").open("rb") as endless:
        ended = run(*command.split(), given=endless, seconds=30, megabytes=300)
    assert ended.code == FROM_STDIN[command], ended.text
    assert b"too-large" in ended.out + ended.err


@pytest.mark.parametrize("command", [command for command in READING if not command.startswith(("test", "diff @ @"))])
def test_a_pipe_is_read_once(tmp_path, command):
    path = tmp_path / "r.yaml"
    os.mkfifo(path)
    with subprocess.Popen(["sh", "-c", 'cat "$1" > "$2"', "sh", str(GOOD), str(path)]) as writing:
        ended = on(command, path, seconds=10)
        assert writing.wait(10) == 0
    assert ended.code in {0, 1, 4}, ended.text
    assert is_decent(ended)


def test_a_file_without_the_permission_to_read_it_ends_with_74(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_bytes(GOOD.read_bytes())
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    ended = run("ask", "--rules", path, given=b"{}", as_nobody=True)
    assert ended == (74, b"", f"hsroute: {path}: Permission denied\n".encode())
