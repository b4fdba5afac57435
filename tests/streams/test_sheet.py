"""CSV in, CSV out: the columns, the forms of sheets, what is wrong with rows, and the exit codes."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.routing.load import load
from hsroute.routing.route import wrong
from hsroute.streams.routed_sheet import RowEncoder, header_of
from hsroute.streams.sheet import NotCsvError, added_columns, answers_of, in_utf8, keys_of, read_sheet
from tests.support.growth import grows_evenly
from tests.support.program import DATA, environment, hsroute

ROUTER = load()
DAY = date(2026, 11, 22)
QUESTIONS = ROUTER.ruleset.questions
KEYS = [question.key for question in QUESTIONS]
ADDED = list(added_columns(KEYS))


def sheet(given, *words, **run):
    return hsroute("ask", "--format", "csv", *words, given=given, **run)


def rows(text, delimiter=","):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def routed(given, delimiter=None, meet=None):
    """The sheet with its routes, without a process around it."""
    read = read_sheet(io.BytesIO(given).read1, lambda: None, KEYS, delimiter, meet)
    return header_of(read) + b"".join(row for _, row in RowEncoder(read, _judged, "en").encode())


def routed_text(given, *others):
    return routed(given.encode(), *others).decode()


def _judged(answers, error):
    return wrong(DAY, error) if error else ROUTER.judge(answers, DAY)


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_a_route_adds_its_columns_behind_those_of_the_sheet(golden, lang):
    ended = sheet((DATA / "csv" / "tickets.csv").read_bytes(), "--lang", lang)
    golden(DATA / "csv" / f"tickets-{lang}.out", ended.out)
    assert [*rows(ended.out)[0]][6:] == ADDED
    assert (ended.code, ended.err) == (1, "")


def cells(question):
    return st.sampled_from(
        ["", "", *question.names, "unknown", "true", "false", "null", "2027-01-15", "kari@example.com", "no one"]
    )


IN_JSON = {"true": True, "false": False, "null": None, "": None}
"""What the texts of cells are in JSON that are not themselves there."""


@given(st.lists(st.tuples(*(cells(question) for question in QUESTIONS)), min_size=1, max_size=5))
def test_a_row_gives_what_the_same_record_gives_as_json(records):
    given = io.StringIO()
    csv.writer(given).writerows([KEYS, *records])
    for row, record in zip(rows(routed(given.getvalue().encode()).decode()), records, strict=True):
        route = ROUTER.route({key: IN_JSON.get(cell, cell) for key, cell in zip(KEYS, record, strict=True)}, DAY)
        route = route.as_json()
        assert row["status"] == route["status"]
        assert row["contact"] == ((route.get("contact") or {}).get("id") or "")
        assert row["rule"] == (route.get("rule") or "")
        assert bool(row["errors"]) == (route["status"] == "invalid")


texts = st.text(st.characters(codec="utf-8"), max_size=8)


@given(
    st.lists(st.tuples(texts, st.sampled_from(["billing", "sales", ""]), texts), min_size=1, max_size=5),
    *(st.sampled_from(choices) for choices in (",;\t", ["\n", "\r\n"], ["", "\ufeff"])),
)
def test_every_row_comes_back_in_its_place_as_it_was_in_the_form_of_the_sheet(records, delimiter, newline, bom):
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "category", "csm"), *records])
    out = routed((bom + written.getvalue()).encode()).decode()
    assert out.startswith(f"{bom}id{delimiter}category{delimiter}csm{delimiter}line{delimiter}")
    assert out.endswith("\r\n") == (newline == "\r\n")
    assert [(row["id"], row["category"], row["csm"]) for row in rows(out, delimiter)] == records


@given(st.lists(st.tuples(texts, st.sampled_from(["billing", "sales", ""])), min_size=1, max_size=5))
def test_a_sheet_that_is_routed_again_stays_as_it_is(records):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([("id", "category"), *records])
    once = routed(written.getvalue().encode())
    assert rows(routed(once).decode()) == rows(once.decode())


def test_an_answer_filled_in_where_one_was_asked_for_is_used_the_next_time():
    asked = routed_text("category,tier\nsupport,\n")
    assert rows(routed_text(asked.replace("support,,", "support,free,")))[0]["contact"] == "community"


@pytest.mark.parametrize(("mark", "delimiter"), [(",", ","), (";", ";"), ("\t", "\t")])
def test_the_first_mark_in_the_header_divides_the_cells(mark, delimiter):
    (row,) = rows(routed_text(f"id{mark}category\na b{mark}billing\n"), delimiter)
    assert (row["id"], row["contact"]) == ("a b", "billing")


def test_the_line_of_a_row_is_that_on_which_it_begins_blank_ones_and_those_in_cells_counted():
    out = routed_text('\nid,category\n"a\nb",billing\n\nc,billing\n')
    assert [(row["id"], row["line"]) for row in rows(out)] == [("a\nb", "3"), ("c", "6")]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("category\n", 0),
        ("category\nbilling\n", 0),
        ("category\nbilling", 0),
        ("category\nsupport\n", 4),
        ("category\nbil\n", 2),
        ("category,tier\nsuccess,free\n", 1),
        ("category\nbilling\nbilling\n", 0),
        ("category\nbilling\nbil\n", 1),
    ],
)
def test_one_row_has_its_own_exit_code_several_have_that_of_a_stream_and_none_is_a_success(given, code):
    ended = sheet(given)
    assert ended.code == code
    assert ended.out.startswith(given.splitlines()[0] + ",line,status,")
    assert len(rows(ended.out)) == len(given.splitlines()) - 1
    assert ended.err.count("\n") == (code == 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "the input is empty"),
        ("\ufeff\n\r\n", "the input is empty"),
        ("sep=;\n", "the input is empty"),
        ("\t\t\ncategory\n", "line 1: column 1 has no name"),
        (
            "id,categry,tier\n1,billing,\n",
            "line 1: there is no question `categry`; did you mean `category`? allowed: `id`",
        ),
        ("subject,category,from\n", "line 1: there is no question `subject`, `from`; allowed: `id`, `category`"),
        ("\n\ncategory,category\n", "line 3: column `category` appears twice"),
        (",,\n", "line 1: column 1 has no name; allowed: `id`, `category`"),
        ('""\n', "line 1: column 1 has no name"),
        (' {"category": "billing"}\n', "line 1 is JSON, and no header of a sheet"),
        ('"category\n', "line 1: a quotation mark opens a cell and does not close it"),
        (b"c\xffa\x00", "line 1: byte 0xff is not UTF-8; save the sheet as CSV in UTF-8"),
        ("category\n".encode("utf-16"), "it is UTF-16, not UTF-8; save the sheet as CSV in UTF-8"),
        (b"PK\x03\x04\n", "it is a ZIP archive, as workbooks of spreadsheets are; save the sheet as CSV in UTF-8"),
        (gzip.compress(b"category\n", mtime=0), "it is compressed by gzip; save the sheet as CSV in UTF-8"),
        (",".join(ADDED) + "\n", "line 1: no column is for answers; allowed: `id`, `category`"),
    ],
)
def test_a_sheet_without_a_usable_header_is_refused(given, said):
    with pytest.raises(NotCsvError) as refused:
        routed(given if isinstance(given, bytes) else given.encode())
    assert str(refused.value).startswith(said)
    assert ("`--keep`" in str(refused.value)) == ("there is no question" in said)


def test_a_sheet_that_is_refused_exits_2_before_a_row_is_written():
    ended = sheet("")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "hsroute: standard input is not a sheet of answers: the input is empty\n"


@pytest.mark.parametrize(
    ("row", "kept", "said"),
    [
        (b"1,billing,x,y", ["1", "billing"], "the header has 2 columns; these cells are beyond them: `x`, `y`"),
        (b"\xf8,billing", ["\udcf8", "billing"], "byte 0xf8 is not UTF-8; save the sheet as CSV in UTF-8"),
        (b'"1,billing X', ['"1,billing X', ""], "a quotation mark opens a cell and does not close it"),
        (b'"1"x,billing ', ['"1"x,billing ', ""], "or text follows the closing one"),
        (b"1,bil\0", ["1", "bil\0"], r"`category` has no value `bil\x00`; allowed: `support`"),
        (b"1,Billing", ["1", "Billing"], "`category` has no value `Billing`; did you mean `billing`?"),
        (b"1,X", ["1", "X"], "`category` has no value `X`; allowed: `support`, `success`"),
    ],
)
def test_a_wrong_row_says_why_in_its_place_keeps_its_cells_and_leaves_the_others_alone(row, kept, said):
    out = routed(b"id,category\n0,billing\n" + row + b"\n2,billing\n").decode(errors="surrogateescape")
    first, wrong, last = rows(out)
    assert [first["status"], wrong["status"], last["status"]] == ["routed", "invalid", "routed"]
    assert [wrong["id"], wrong["category"]] == kept
    assert said in wrong["errors"]
    assert (wrong["line"], last["line"]) == ("3", "4")


def test_a_cell_longer_than_any_answer_makes_one_wrong_row():
    huge = b"1," + b"x" * 200_000
    lines = routed(b"id,category\n" + huge + b"\n2,billing\n").splitlines()
    assert lines[1].startswith(b'"' + huge + b'",,2,invalid,')
    assert lines[1].endswith(b'"a cell has more than 131072 characters, or its quotation mark is not closed"')
    assert lines[2].startswith(b"2,billing,3,routed,")


def test_what_is_missing_at_the_end_of_a_row_is_empty_and_empty_cells_too_many_are_left_out():
    short, long = rows(routed_text("category,tier,csm\nbilling\nbilling,,,,\n"))
    assert (short["status"], short["line"], long["status"], long["line"]) == ("routed", "2", "routed", "3")


def test_surplus_cells_come_back_behind_the_route_so_that_its_columns_stay_what_they_are():
    out = routed_text("id,category\n1,billing,x,,y\n2,billing\n")
    first, second = list(csv.reader(io.StringIO(out)))[1:]
    assert first[:4] == ["1", "billing", "2", "invalid"]
    assert first[len(second) :] == ["x", "", "y"]
    assert second[3] == "routed"
    assert routed_text(out) == out


@given(st.lists(st.lists(texts, min_size=1, max_size=6), min_size=1, max_size=5))
def test_every_cell_given_comes_back_as_it_was(records):
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([("id", "category", ""), *records])
    out = list(csv.reader(io.StringIO(routed(written.getvalue().encode()).decode(), newline="")))[1:]
    for cells, record in zip(out, records, strict=True):
        assert cells[:3] == [*record, "", ""][:3]
        assert cells[3 + len(ADDED) :] == record[3:]


# What spreadsheets write.


@pytest.mark.parametrize(
    ("cells", "same"),
    [
        ("TRUE,", "true,"),
        ("False,", "false,"),
        ("  yes ,", "yes,"),
        ("\u00a0 , ", ","),
        ("yes,2027-01-15 00:00:00", "yes,2027-01-15"),
        ("yes,2027-01-15T00:00:00", "yes,2027-01-15"),
        ("yes,2027-01-15T00:00:00.000Z", "yes,2027-01-15"),
        ("yes, 2027-01-15 00:00 ", "yes,2027-01-15"),
    ],
)
def test_a_cell_means_what_a_spreadsheet_means_by_it_and_comes_back_as_it_was(cells, same):
    header = "category,contract_manager,about_renewal,renewal_date\ncontracts,no,"
    out = routed_text(header + cells + "\n")
    assert out.splitlines()[1].startswith(f"contracts,no,{cells},2,")
    assert out.replace(cells, same) == routed_text(header + same + "\n")


@pytest.mark.parametrize("cell", ["2027-01-15 00:00:01", "2027-01-15 12:00:00", "15.01.2027", "truer"])
def test_what_is_not_quite_that_is_wrong(cell):
    (row,) = rows(routed_text(f"category,contract_manager,about_renewal,renewal_date\ncontracts,no,yes,{cell}\n"))
    assert row["status"] == "invalid"


@pytest.mark.parametrize(("sep", "delimiter"), [("sep=;", ";"), ("SEP=,", ","), ("sep=\t", "\t"), ("sep=|", "|")])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_first_line_can_name_the_delimiter(sep, delimiter, bom):
    given = f"{bom}{sep}\r\nid{delimiter}category\r\na, b; c{delimiter}billing\r\n"
    given = given.replace("a, b; c", '"a, b; c"')
    out = routed_text(given)
    assert out.startswith(f"{bom}{sep}\r\nid{delimiter}category{delimiter}line{delimiter}")
    assert f'"a, b; c"{delimiter}billing{delimiter}3{delimiter}routed' in out


def test_a_delimiter_given_in_advance_divides_the_cells_and_a_column_that_is_kept_is_told():
    kept = []
    assert "\n1\tbilling\t2\trouted\t" in routed_text("a,b\tcategory\n1\tbilling\n", "\t", kept.append)
    assert kept == ["a,b"]


def test_columns_without_a_name_may_be_there_while_they_are_empty():
    out = routed_text("id,,category,\n1,,billing,\n2, ,billing,\n3,note,billing,\n")
    assert [row["status"] for row in rows(out)] == ["routed", "routed", "invalid"]
    assert "the header has no name for the columns of these cells: `note`" in out
    assert ",routed," in routed_text("id,,category\n3,note,billing\n", None, lambda name: None)


def test_blanks_around_the_names_of_columns_do_not_matter():
    out = routed_text("id, category ,tier\n1,billing,\n")
    assert out.startswith("id, category ,tier,line,")
    assert "\n1,billing,,2,routed," in out
    with pytest.raises(NotCsvError, match="column `category` appears twice"):
        routed(b"category, category\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(newline):
    given = newline.join(["id,category", "1,billing", "", '"2', '3",billing', "4", ""])
    ended = routed(given.encode()).decode()
    assert [(row["id"], row["line"], row["status"]) for row in rows(ended)] == [
        ("1", "2", "routed"),
        (f"2{newline}3", "4", "routed"),
        ("4", "6", "incomplete"),
    ]


@given(
    st.lists(
        st.sampled_from(['1,"billing",', "2,billing,", "2,billing", '"3\n4",billing,', "", "5,\u00e5,", "6", ","])
    ),
    st.lists(st.integers(1, 40), min_size=1),
)
def test_rows_are_the_same_however_they_come_and_whether_they_are_known(lines, sizes):
    """Read in pieces of any size, and each row as the only one of its sheet."""
    header = b"id,category,tier\n"
    reader = io.BytesIO(header + "".join(line + "\n" for line in lines).encode())
    turns = itertools.cycle(sizes)
    read = read_sheet(lambda _: reader.read(next(turns)), lambda: None, KEYS)
    encoder = RowEncoder(read, _judged, "en")
    out = b"".join(row for _, row in encoder.encode())
    alone = [routed(header + line.encode() + b"\n").partition(b"\n")[2] for line in lines]
    assert [row | {"line": ""} for row in rows((header_of(read) + out).decode())] == [
        row | {"line": ""} for row in rows((header_of(read) + b"".join(alone)).decode())
    ]


def test_a_short_row_is_not_taken_for_one_that_ends_in_an_empty_cell():
    first, second, third = rows(routed(b"id,category\n1,\n2\n3,\n").decode())
    assert [row["status"] for row in (first, second, third)] == ["incomplete"] * 3
    assert second["id"] == "2"


@pytest.mark.process
def test_a_header_of_very_many_columns_takes_a_time_that_grows_as_they_do():
    def read(columns):
        many = ",".join(["x"] * columns) + "\n"
        for text in ("category," + many, many.replace("x", "category")):
            with pytest.raises(NotCsvError):
                routed(text.encode())
        assert read_sheet(io.BytesIO(many.encode()).read1, lambda: None, KEYS, None, lambda name: None).answers == ()

    assert grows_evenly(read, 50_000)


def test_wrong_rows_are_told_in_norwegian_too():
    (row,) = rows(sheet("category\nbil,x\n", "--lang", "nb").out)
    assert row["errors"] == "overskriften har 1 kolonner; disse cellene er for mange: `x`"


def test_cells_that_begin_like_formulas_are_left_as_they_are():
    (row,) = rows(routed_text("id,category,sales_rep\n=1+1,sales,+4712345678@example.com\n"))
    assert (row["id"], row["sales_rep"]) == ("=1+1", "+4712345678@example.com")


def test_a_column_of_a_route_gives_way_to_a_question_of_its_name():
    assert added_columns(["line", " Status ", "route_status"])[:3] == ("route_line", "route_route_status", "contact")


def test_standing_answers_hold_where_a_cell_is_empty_or_null_and_not_where_it_is_unknown(tmp_path):
    standing = tmp_path / "standing.yaml"
    standing.write_text("tier: free\n", "utf-8")
    given = "category,tier\nsupport,\nsupport,null\nsupport,starter\nsupport,unknown\n"
    ended = sheet(given, env={"HSROUTE_ANSWERS": str(standing)})
    assert [row["contact"] for row in rows(ended.out)] == ["community", "community", "support", "support"]


def test_an_empty_cell_and_null_are_asked_for_and_unknown_is_an_answer():
    empty, null, unknown = rows(routed_text("category,tier\nsupport,\nsupport,null\nsupport,unknown\n"))
    for row in (empty, null):
        assert (row["status"], row["next"], row["possible"]) == ("incomplete", "tier", "support | community")
        assert row["values"] == "free | basic | starter | professional | enterprise | unknown"
    assert (unknown["status"], unknown["rule"]) == ("routed", "support-starter")
    assert unknown["notes"].endswith("You didn't know which subscription you have, so we assumed Starter.")


def test_what_can_still_come_out_ends_with_not_covered_if_that_can():
    (row,) = rows(routed_text("category\nsuccess\n"))
    assert row["possible"] == "success-team | csm | not_covered"


def test_answers_given_ahead_give_a_sheet_of_one_row():
    ended = hsroute("ask", "-a", "id=7", "-a", "category=billing", "-a", "csm=null", "--format", "csv")
    (row,) = rows(ended.out)
    assert (ended.code, list(row)) == (0, ["id", "category", "csm", *ADDED])
    assert (row["id"], row["csm"], row["line"], row["email"]) == ("7", "null", "", "billing@hubspot.com")
    assert rows(sheet(ended.out).out)[0] == {**row, "line": "2"}


def test_an_explanation_is_not_offered_as_csv():
    ended = hsroute("explain", "--format", "csv", given="category\nbilling\n")
    assert (ended.code, ended.out) == (2, "")
    assert "'csv' is not one of 'auto', 'text', 'json'" in ended.err


@pytest.mark.process
def test_a_live_pipe_sees_each_row_before_the_next_is_written():
    command = [sys.executable, "-m", "hsroute", "ask", "--format", "csv"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as running:
        for line, seen in ((b"category\n", b"category,line,"), (b"billing\n", b"billing,2,"), (b"x\n", b"x,3,invalid")):
            running.stdin.write(line)
            running.stdin.flush()
            assert running.stdout.readline().startswith(seen)
        running.stdin.close()
        assert running.wait(10) == 1


def test_what_is_remembered_is_bounded_and_changes_nothing(monkeypatch):
    given = b"id,category\n" + b"".join(b"%d,%s\n" % (id, kind) for id in range(9) for kind in (b"billing", b"bil"))
    before = routed(given)
    monkeypatch.setattr("hsroute.streams.routed_sheet._ROOM", 0)
    assert routed(given) == before


def test_an_unclosed_quote_takes_only_as_many_lines_as_a_cell_may_have_characters():
    lines = b'"open,\n' + b"billing\n" * 40_000
    read = []
    reader = io.BytesIO(b"category\n" + lines)
    sheet = read_sheet(lambda size: read.append(size) or reader.read1(size), lambda: None, KEYS)
    assert isinstance(next(sheet.rows)[2], csv.Error)
    assert len(read) <= 4
    assert sum(cells == ["billing"] for _, _, cells in sheet.rows) == 40_000


def test_rows_behind_a_quote_that_is_not_closed_keep_their_order_and_their_lines():
    reader = io.BytesIO(b'category\n"open\n' + b"".join(b"row %d\n" % number for number in range(5)))
    _, *behind = [(line, cells) for line, _, cells in read_sheet(reader.read1, lambda: None, KEYS).rows]
    assert behind == [(number + 3, [f"row {number}"]) for number in range(5)]


def test_a_row_and_a_line_of_json_name_the_same_errors():
    answers = {"category": "bill", "tier": "entreprise"}
    by_json = hsroute("ask", given=json.dumps(answers)).err.splitlines()
    by_csv = sheet("category,tier\nbill,entreprise\n")
    assert by_csv.err.splitlines() == by_json
    first, second = rows(by_csv.out)[0]["errors"].split(" | ")
    assert first == "`category` has no value `bill`; did you mean `billing`?"
    assert second == "`tier` has no value `entreprise`; did you mean `enterprise`?"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_row_that_has_come_is_given_before_more_is_waited_for(end):
    come = iter([f"category{end}billing{end}sales{end}s".encode()])
    sheet = read_sheet(lambda _: next(come), lambda: None, KEYS)
    assert [cells for _, _, cells in sheet.buffered()] == [["billing"], ["sales"]]


def test_lines_and_the_mark_at_their_end_may_come_in_pieces():
    come = iter([b"cate", b"gory\r", b"\nbill", b"ing\r", b"\nsa", b"les", b""])
    sheet = read_sheet(lambda _: next(come), lambda: None, KEYS)
    assert [*sheet.rows] == [(2, "billing", ["billing"]), (3, "sales", ["sales"])]


# What JSON gets of a sheet.


def kept_sheet(given):
    return read_sheet(io.BytesIO(given).read1, lambda: None, KEYS, meet=lambda name: None)


def test_an_id_is_what_its_cell_is_and_no_answer():
    sheet = kept_sheet(b"id,category\n TRUE , billing \n")
    ((_, text, cells),) = sheet.rows
    assert answers_of(sheet, text, cells, "en") == ({"id": " TRUE ", "category": "billing"}, None)


def test_the_keys_of_columns_are_their_names_of_which_no_two_are_the_same():
    assert keys_of(kept_sheet(b" category ,a note,,\n")) == ["category", "a note", "", ""]
    with pytest.raises(NotCsvError, match="column `a note` appears twice"):
        keys_of(kept_sheet(b"a note,category,a note\n"))


def test_a_byte_that_is_not_utf_8_is_a_replacement_character_in_json():
    assert in_utf8("bl\udce5b\xe6r") == "bl\ufffdb\xe6r"


def test_a_line_without_an_end_is_refused_instead_of_filling_the_memory(monkeypatch):
    monkeypatch.setattr("hsroute.streams.sheet.MOST", 1 << 20)
    chunks = itertools.chain([b"category\n"], itertools.repeat(bytes(1 << 16)))
    sheet = read_sheet(lambda _: next(chunks), lambda: None, KEYS)
    with pytest.raises(NotCsvError, match="a line has more than 1,048,576 bytes"):
        list(sheet.rows)
