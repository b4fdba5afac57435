"""`hsroute new`: a first rules file that is right, and never anything overwritten."""

from __future__ import annotations

import pytest

from hsroute.rulesfile.format import FILE, PARTS
from tests.support.program import hsroute


def test_what_is_written_passes_every_check_and_its_cases(tmp_path):
    made = hsroute("new", "my.yaml", cwd=tmp_path)
    assert (made.code, made.err) == (0, "")
    assert made.out == (
        "Written: my.yaml and my.cases.yaml. What to type next:\n\n"
        "    hsroute ask --rules my.yaml\n    hsroute check my.yaml\n    hsroute test my.yaml\n"
    )
    for words in (("check", "--strict", "my.yaml", "my.cases.yaml"), ("test", "--cover", "100", "my.yaml")):
        ended = hsroute(*words, cwd=tmp_path)
        assert (ended.code, ended.err) == (0, ""), ended.out


def test_it_is_short_and_uses_what_there_is(tmp_path):
    hsroute("new", "my.yaml", cwd=tmp_path)
    text = (tmp_path / "my.yaml").read_text("utf-8")
    assert text.count("\n") <= 50
    keys = {*PARTS["value"].keys, *PARTS["question"].keys, *PARTS["contact"].keys, "unsure", "unknown", "hit_policy"}
    keys |= {*FILE.keys, *PARTS["source"].keys, *PARTS["table"].keys, *PARTS["rule"].keys, "not", "nb"}
    assert {key for key in keys if f"{key}:" not in text and f"[many, {key}]" not in text} == set()
    assert "    when:" in text, "a list of conditions"


@pytest.mark.parametrize("there", ["my.yaml", "my.cases.yaml"])
def test_nothing_is_overwritten_and_then_nothing_written(tmp_path, there):
    (tmp_path / there).write_text("mine")
    ended = hsroute("new", "my.yaml", cwd=tmp_path)
    assert (ended.code, ended.out) == (74, "")
    assert ended.err == f"hsroute: `{there}` exists, and nothing is overwritten; choose another name\n"
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_a_folder_that_is_not_there_is_a_failure_to_write(tmp_path):
    ended = hsroute("new", "nowhere/my.yaml", cwd=tmp_path)
    assert (ended.code, ended.out) == (74, "")
    assert "nowhere" in ended.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("my.cases.yaml", "name the rules file"),
        ("my.txt", "`my.txt` does not end in .yaml; did you mean `my.yaml`?"),
        *(("folder/", "did you mean `folder.yaml`?"), ("MY.YAML", "did you mean `MY.yaml`?")),
        *(("", "did you mean `my.yaml`?"), ("--", "did you mean `my.yaml`?")),
    ],
)
def test_wrong_usage_gets_words_and_exit_code_2(tmp_path, name, said):
    ended = hsroute("new", "--", name, cwd=tmp_path)
    assert ended.code == 2
    assert said in ended.err
    assert not [*tmp_path.iterdir()]
