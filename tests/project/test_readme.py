"""The session in the README is typed again, and its bots and other programs are run.

The rest of what it says is held to the program by test_documents.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date

import pytest

import hsroute
from tests.support.documents import blocks, read
from tests.support.program import ROOT, TODAY, environment, environment_with_cache
from tests.support.replay import workplace


@pytest.mark.process
def test_the_conversation_is_what_a_person_sees():
    terminal = pytest.importorskip("tests.process.test_terminal", reason="a pseudo-terminal needs pexpect")
    (session,) = [block.body for block in blocks(read("README.md")) if block.kind == "text"]
    typed = re.findall(r"^> (.+)$", session, re.MULTILINE)
    seen = terminal.Terminal("ask", NO_COLOR="1").type(*typed)
    assert seen.end() == 0
    expected = re.sub(r"^> .+\n", "> ", session.partition("\n")[2], flags=re.MULTILINE)
    assert seen.screen.replace(f" --today {TODAY}", "") == expected


PROGRAMS = [block.body for block in blocks(read("README.md")) if block.kind == "py"]
BOT, ENDPOINT, COLUMN = PROGRAMS
(SHELL_BOT,) = [block.body for block in blocks(read("README.md")) if block.kind == "bash"]


def paths(router, answers):
    """Every way through the questions, as the answers typed, with the route at its end."""
    route = router.route(answers)
    if route.status != "incomplete":
        yield [*answers.values()], route
        return
    for name in (*(name for name, _ in route.next.values), "unknown"):
        yield from paths(router, answers | {route.next.key: name})


BOT_ITSELF = compile(BOT, "README.md", "exec")


def talk(typed, capsys):
    """The last line that the bot of Python prints."""
    said = iter(typed)
    exec(BOT_ITSELF, {"input": lambda _: next(said)})
    assert next(said, None) is None
    return capsys.readouterr().out.splitlines()[-1]


def end(route):
    return route.contact.team if route.contact else route.because


@pytest.mark.process
def test_the_bot_of_python_comes_to_the_end_of_every_way_through_the_shipped_rules(capsys, monkeypatch):
    router = hsroute.load()
    ways = [*paths(router, {})]
    assert {route.rule for _, route in ways} == {rule.id for rule in router.ruleset.rules}
    monkeypatch.setattr(hsroute, "load", lambda: router)  # which takes longer than a talk
    for typed, route in ways:
        assert talk(typed, capsys) == end(route)


def test_the_bot_of_python_asks_again_where_an_answer_is_none(capsys):
    assert talk(["", "nonsense", "billing"], capsys) == "Billing"


@pytest.mark.process
@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("jq")), reason="bash and jq are not installed")
def test_the_bot_of_the_shell_comes_to_the_same_ends(tmp_path):
    folder = workplace(tmp_path)
    path = f"{folder / 'bin'}:{environment()['PATH']}"
    shortest = {}
    for typed, route in paths(hsroute.load(), {}):
        shortest.setdefault(route.rule, (typed, route))
    for typed, route in [*shortest.values()][::6]:
        command = ["bash", "-c", SHELL_BOT]
        env = environment_with_cache(PATH=path, PYTHONPATH=str(ROOT))
        given = "".join(f"{answer}\n" for answer in typed)
        done = subprocess.run(command, input=given, capture_output=True, text=True, cwd=folder, env=env, check=True)
        assert done.stdout.splitlines()[-1] == end(route)


def test_the_endpoint_gives_what_ask_prints():
    pytest.importorskip("fastapi")
    client = pytest.importorskip("fastapi.testclient", reason="httpx is not installed")
    names = {}
    exec(ENDPOINT, names)
    given = {"category": "sales", "trial": "none", "sales_rep": True, "tier": None}
    answered = client.TestClient(names["app"]).post("/route", json=given)
    assert answered.json() == hsroute.load().route(given).as_json()


def test_a_route_can_be_what_an_endpoint_gives():
    fastapi = pytest.importorskip("fastapi")
    app = fastapi.FastAPI()

    @app.get("/")
    def get() -> hsroute.Route:
        return hsroute.load().route({"category": "billing"}, date(2026, 11, 22))

    client = pytest.importorskip("fastapi.testclient", reason="httpx is not installed")
    assert app.openapi()["paths"]["/"]
    assert client.TestClient(app).get("/").json() == get().as_json()


def test_the_column_has_the_team_of_each_row(tmp_path, monkeypatch):
    pytest.importorskip("pandas")
    (tmp_path / "tickets.csv").write_text("number,category,tier\n1,billing,\n2,success,free\n3,support,starter\n4,,\n")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(COLUMN, names)
    teams = names["tickets"]["team"].tolist()
    assert (teams[0], teams[2]) == ("Billing", "HubSpot Support")
    assert [team != team or team is None for team in teams] == [False, True, False, True]  # noqa: PLR0124
