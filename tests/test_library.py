"""The library: what `import hsroute` offers, as values that are equal to what the commands print."""

from __future__ import annotations

import copy
import inspect
import json
import os
import pickle
import shutil
import subprocess
import sys
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest

import hsroute
from hsroute.model import Frozen
from tests.support.program import ROOT, environment
from tests.support.program import hsroute as command

TODAY = date(2026, 11, 22)
SHIPPED = str(ROOT / "rules" / "hubspot.yaml")
ANSWERS = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "2026-12-24"}
KINDS = {
    "routed": ANSWERS,
    "not_covered": {"category": "success", "tier": "free"},
    "incomplete": {"category": "contracts"},
    "invalid": {"category": "nonsense", "tire": "free"},
}


@pytest.fixture(scope="module")
def router():
    return hsroute.load()


def printed(*words, given=None):
    """The JSON that a command prints."""
    return json.loads(command(*words, "--today", TODAY.isoformat(), given=json.dumps(given) if given else "").out)


# The functions, and what the commands print.


@pytest.mark.parametrize("status", KINDS)
def test_a_route_as_json_is_what_ask_prints(router, status):
    route = router.route(KINDS[status], TODAY)
    assert route.status == status
    assert route.settled == (status in {"routed", "not_covered"})
    assert route.as_json() == {
        key: value for key, value in printed("ask", given=KINDS[status]).items() if key != "line"
    }


@pytest.mark.parametrize("status", KINDS)
def test_an_explanation_as_json_is_what_explain_prints(router, status):
    shown = printed("explain", given=KINDS[status])
    shown["route"].pop("line", None)
    assert router.explain(KINDS[status], TODAY).as_json() == shown


def test_standing_answers_are_explained_as_they_are_routed(router):
    explained = router.explain({"category": "success"}, TODAY, standing={"tier": "starter", "csm": "yes"})
    assert explained.route == router.route({"category": "success"}, TODAY, standing={"tier": "starter", "csm": "yes"})
    assert explained.reason == {"category": "success", "tier": "starter"}


def test_reports_as_json_are_what_check_prints(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\ntitle: Broken\n")
    cases = ROOT / "rules" / "hubspot.cases.yaml"
    for path in (SHIPPED, str(broken), str(cases)):
        assert hsroute.check(path).as_json() == json.loads(command("check", "--format", "json", path).out)
    assert hsroute.check().summary == hsroute.check(Path(SHIPPED)).summary
    assert {problem.code for problem in hsroute.check(broken).problems} == {"missing-key"}


def test_a_difference_as_json_is_what_diff_prints(tmp_path, router):
    new = tmp_path / "new.yaml"
    new.write_text(Path(SHIPPED).read_text("utf-8").replace("billing@hubspot.com", "invoices@example.org"), "utf-8")
    shown = printed("diff", SHIPPED, str(new), "--format", "json")
    assert hsroute.diff(SHIPPED, new, TODAY).as_json() == shown
    assert hsroute.diff(router, hsroute.load(new), TODAY).as_json() == shown
    assert not hsroute.diff(router, SHIPPED).changes_routes


def test_rules_are_read_from_a_text_as_from_a_file(router):
    text = Path(SHIPPED).read_text("utf-8")
    assert hsroute.loads(text) == hsroute.loads(text.encode()) == router == hsroute.load(SHIPPED)
    with pytest.raises(hsroute.RulesError, match=r"my rules:1:1: error\[missing-key\]") as caught:
        hsroute.loads("format: 1", "my rules")
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_many_records_are_routed_one_after_the_other(router):
    read = []

    def records():
        for answers in KINDS.values():
            read.append(answers)
            yield answers

    routes = router.route_many(records(), TODAY, "nb", standing={"tier": "starter"})
    assert next(routes) == router.route(ANSWERS, TODAY, "nb", standing={"tier": "starter"})
    assert len(read) == 1
    assert [route.status for route in routes] == ["not_covered", "incomplete", "invalid"]


def test_questions_and_contacts_are_those_of_the_file(router):
    assert [question.key for question in router.questions][:2] == ["category", "trial"]
    assert router.contacts["billing"].email == "billing@hubspot.com"


# What is an answer.


class Unequal:
    """Equal to nothing, itself included, as a number that is none."""

    def __eq__(self, other):
        return False

    __hash__ = None


class Undecided:
    """Neither equal nor unequal to anything, as pandas.NA."""

    def __eq__(self, other):
        return self

    __ne__ = __eq__
    __hash__ = None

    def __bool__(self):
        raise TypeError("it is not known whether this is true")


@pytest.mark.parametrize("nothing", [None, "", "null", float("nan"), Unequal(), Undecided()])
def test_what_says_nothing_is_not_answered(router, nothing):
    known = {"category": "billing"}
    assert router.route({**known, "tier": nothing}, TODAY) == router.route(known, TODAY)
    assert router.route({"category": nothing}, TODAY) == router.route({}, TODAY)


def test_days_with_a_time_of_day_are_days(router):
    given = {**ANSWERS, "renewal_date": datetime(2026, 12, 24, 23, 59, tzinfo=UTC)}
    assert router.route(given, datetime(2026, 11, 22, 12, tzinfo=UTC)) == router.route(ANSWERS, TODAY)


def test_what_numpy_has_is_read(router):
    numpy = pytest.importorskip("numpy")
    known = {"category": "sales", "trial": "none"}
    for truth in (True, False):
        given = {**known, "sales_rep": numpy.bool_(truth)}
        assert router.route(given, TODAY) == router.route({**known, "sales_rep": truth}, TODAY)
    assert router.route({"category": numpy.nan}, TODAY) == router.route({}, TODAY)
    assert router.route({"category": numpy.str_("billing")}, TODAY).status == "routed"
    for written in ("2026-12-24", "2026-12-24T10:00:00.000000001"):
        given = {**ANSWERS, "renewal_date": numpy.datetime64(written)}
        assert router.route(given, TODAY) == router.route(ANSWERS, TODAY)
    (error,) = router.route({"category": numpy.array(["billing", "sales"])}, TODAY).errors
    assert error.code == "wrong-type"


def test_a_column_of_pandas_is_routed(router):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"category": ["contracts", "billing", None], "about_renewal": [True, pandas.NA, None]})
    table["contract_manager"] = ["no", None, pandas.NA]
    table["renewal_date"] = [pandas.Timestamp("2026-12-24 10:00"), pandas.NaT, pandas.NaT]
    statuses = [route.status for route in router.route_many(table.to_dict("records"), TODAY)]
    assert statuses == ["routed", "routed", "incomplete"]


# Values.


def test_routes_can_be_hashed_and_are_equal_by_value(router):
    for answers in KINDS.values():
        one, other = router.route(answers, TODAY), hsroute.load().route(answers, TODAY)
        assert one == other
        assert hash(one) == hash(other)
    assert len({router.route(answers, TODAY) for answers in KINDS.values()}) == len(KINDS)
    assert len({router, hsroute.load()}) == 1


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_everything_is_pickled_by_every_protocol_and_copied(router, protocol):
    for value in (router, router.ruleset, *(router.route(answers, TODAY) for answers in KINDS.values())):
        back = pickle.loads(pickle.dumps(value, protocol))
        assert back == value == copy.deepcopy(value) == copy.copy(value)
        assert hash(back) == hash(value)
    back = pickle.loads(pickle.dumps(router, protocol))
    assert back.route(ANSWERS, TODAY) == router.route(ANSWERS, TODAY)
    assert pickle.loads(pickle.dumps(router.explain(ANSWERS, TODAY), protocol)) == router.explain(ANSWERS, TODAY)


def test_reports_and_explanations_can_be_hashed(tmp_path, router):
    gap = "format: 1\ntitle: t\ncontacts: {a: {team: A}}\nquestions: {q: {ask: Q?, values: yes-no}}\n"
    gap += "rules: [{id: r, when: {q: yes}, contact: a, because: b}]\n"
    (tmp_path / "gap.yaml").write_text(gap, "utf-8")
    changed = hsroute.loads(Path(SHIPPED).read_text("utf-8").replace("contact: billing", "contact: sales"))
    for make in (
        *(lambda answers=answers: router.explain(answers, TODAY) for answers in KINDS.values()),
        lambda: hsroute.check(tmp_path / "gap.yaml"),
        lambda: hsroute.diff(router, changed, TODAY),
    ):
        assert make() == make()
        assert hash(make()) == hash(make())


def test_what_is_no_answers_no_day_and_no_language_is_refused_in_words(router):
    for wrong in (None, "category=billing", [ANSWERS], 5):
        with pytest.raises(TypeError, match=f"answers are a mapping .*, not `{type(wrong).__name__}`"):
            router.route(wrong)
    with pytest.raises(TypeError, match="the day is a `date`, not `str`"):
        router.route(ANSWERS, today="2026-11-22")
    for wrong in ("", 5, "english"):
        with pytest.raises(ValueError, match=f"`{wrong}` is not a language tag"):
            router.route(ANSWERS, lang=wrong)


def test_a_router_says_which_rules_it_has(router):
    assert repr(router) == "<Router: Who to contact at HubSpot>"


def test_what_a_route_and_the_rules_say_cannot_be_changed(router):
    route = router.route(ANSWERS, TODAY)
    for mapping in (route.answers, router.contacts, router.ruleset.rules[0].when):
        for change in (
            lambda: mapping.__setitem__("x", "y"),  # noqa: B023
            lambda: mapping.pop("category", None),  # noqa: B023
            lambda: mapping.update(x="y"),  # noqa: B023
            lambda: mapping.__ior__({"x": "y"}),  # noqa: B023
        ):
            with pytest.raises(TypeError, match="cannot be changed"):
                change()
    with pytest.raises(AttributeError):
        route.status = "invalid"
    assert dict(route.answers) == ANSWERS
    assert Frozen({"a": 1}) | {"b": 2} == {"a": 1, "b": 2}


# Types.


def public():
    return [(name, getattr(hsroute, name)) for name in hsroute.__all__]


def evaluated(thing, seen):
    """The hints of a class or function, of all that it has, and of all that they name."""
    ours = str(getattr(thing, "__module__", "")).startswith("hsroute")
    if id(thing) in seen or not ours or not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return
    seen[id(thing)] = thing
    members = [getattr(thing, name) for name in vars(thing) if name[0] != "_"] if inspect.isclass(thing) else []
    functions = [getattr(member, "fget", None) or getattr(member, "__func__", member) for member in members]
    for each in (thing, *filter(inspect.isfunction, functions)):
        for hint in get_type_hints(each).values():
            for part in parts(hint):
                evaluated(part, seen)


def parts(hint):
    yield get_origin(hint) or hint
    for part in get_args(hint):
        yield from parts(part)


def test_every_annotation_of_what_is_public_can_be_evaluated():
    seen = {}
    for _, thing in public():
        evaluated(thing, seen)
    names = {thing.__qualname__ for thing in seen.values()}
    assert {"Router", "RouteOf", "Explanation", "Difference", "Report", "Interval", "Error", "Answer"} <= names


def test_everything_public_says_what_it_is():
    unsaid = [name for name, thing in public() if not inspect.getdoc(thing)]
    methods = [(name, inspect.getdoc(member)) for name, member in inspect.getmembers(hsroute.Router) if name[0] != "_"]
    assert unsaid == [name for name, text in methods if callable(getattr(hsroute.Router, name)) and not text] == []


NARROWED = """
from typing import Literal, assert_type
import hsroute

route = hsroute.load().route({})
if route.status == "routed":
    assert_type(route.contact.email, str | None)
    assert_type(route.rule, str)
elif route.status == "incomplete":
    assert_type(route.next.key, str)
    assert_type(route.contact, None)
elif route.status == "invalid":
    assert_type(route.errors, tuple[hsroute.Error, ...])
    assert_type(route.next, None)
else:
    assert_type(route.because, str)
    assert_type(route.status, Literal["not_covered"])
"""


@pytest.mark.process
@pytest.mark.parametrize("checker", ["mypy --strict", "pyright"])
def test_the_status_of_a_route_narrows_its_type(tmp_path, checker):
    name, *options = checker.split()
    pytest.importorskip(name)
    file = tmp_path / "narrowed.py"
    file.write_text(NARROWED)
    done = subprocess.run(
        [sys.executable, "-m", name, *options, file], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_types_of_routes_are_one_class_when_they_run(router):
    assert all(isinstance(router.route(answers, TODAY), hsroute.Route) for answers in KINDS.values())
    assert get_type_hints(hsroute.Router.route)["return"] is hsroute.Route
    assert typing.get_type_hints(hsroute.check)["return"].__name__ == "Report"


@pytest.mark.process
def test_pyright_knows_the_type_of_all_that_is_public(tmp_path):
    pytest.importorskip("pyright")
    shutil.copytree(ROOT / "hsroute", tmp_path / "installed" / "hsroute")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = environment(PATH=path, PYTHONPATH=str(tmp_path / "installed"), HOME=str(Path.home()))
    command = [sys.executable, "-m", "pyright", "--ignoreexternal", "--verifytypes", "hsroute"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert "Type completeness score: 100%" in done.stdout, done.stdout
