"""`python -m tests.fuzz loader|dates|stream --minutes 5`: try random input on one target, and count."""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import time
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "hostile"

WORDS = {
    "dates": (
        *("today", "i dag", "i morgen", "yesterday", "in ", "om ", " days", " dager", " uker", " months", " år", "en "),
        *(" ago", " siden", "for ", " from now", " fra nå", "den ", "the ", "st", "nd", ".", "/", "-", ", ", " of "),
        *("next ", "neste ", "last ", "forrige ", "this ", "på ", "friday", "fredag", "tors", "week", "måned", "mnd"),
        *("a couple of ", "et par ", "two ", "tre ", "twenty ", "i overmorgen", "forgårs", "i fjor", " i ", "' time"),
        *("1", "29", "31", "02", "2", "2027", "0000", "9999", "March", "mars", "feb", "Des.", "١", "²", "9" * 5000),
    ),
    "stream": (
        *(
            '{"category":"billing"}',
            '"id":',
            "1e999",
            "NaN",
            "-Infinity",
            "1.0",
            "true",
            "null",
            '"unknown"',
            '"null"',
            '""',
            "-0",
            "9" * 5000,
            "\\n",
        ),
        *('{"category":"success","tier":"professional","csm":true}', '"csm":1', '"csm":"a@example.com"', "\n", "\r\n"),
        *("[", "]", "{", "}", ",", ":", '"', "\\ud800", "\\u0000", "\ufeff", "\x00", '"renewal_date":"2027-01-15"'),
    ),
}


def seeds(target):
    """Where the search begins."""
    if target == "loader":
        from tests.support.yaml_strategies import START, TOKENS

        yield START.encode()
        yield from (path.read_bytes() for path in sorted((DATA / "yaml").glob("*.yaml")))
        yield from (token.encode("utf-8", "surrogatepass") for token in TOKENS)
    else:
        yield from (DATA / f"{target}.txt").read_bytes().splitlines()
        yield from (word.encode() for word in WORDS[target])


def main(words):
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("target", choices=("loader", "dates", "stream"))
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--blind", action="store_true", help="do without atheris")
    given = options.parse_args(words)
    corpus = [*seeds(given.target)]
    if not given.blind:
        with suppress(ImportError):
            return guided(given.target, given.minutes, corpus)
    return blind(given.target, given.minutes, corpus)


def guided(target, minutes, corpus):
    """With atheris, which ends the process when the time is over, or at the first input that breaks a law."""
    import atheris

    with atheris.instrument_imports(include=["hsroute", "yaml"]):
        from tests.fuzz.laws import TARGETS
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for data in corpus:
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)
    (HERE / "found").mkdir(exist_ok=True)
    words = [f"-max_total_time={minutes * 60:.0f}", f"-artifact_prefix={HERE}/found/{target}-", "-timeout=30"]
    atheris.Setup([sys.argv[0], str(folder), *words, "-max_len=4096", "-print_final_stats=1"], TARGETS[target])
    atheris.Fuzz()


def blind(target, minutes, corpus):
    """Without it: pieces of the corpus put together and spoilt at random. Stops at the first that breaks a law."""
    from tests.fuzz.laws import TARGETS

    chance = random.Random(os.environ.get("PYTHONHASHSEED", "0"))
    end, count = time.monotonic() + minutes * 60, 0
    while time.monotonic() < end:
        data = spoilt(chance, corpus)
        count += 1
        try:
            TARGETS[target](data)
        except Exception:
            (HERE / "found").mkdir(exist_ok=True)
            (HERE / "found" / f"{target}-{hashlib.sha1(data).hexdigest()}").write_bytes(data)
            sys.stderr.write(f"{target}: {count} inputs, the last one breaks a law: {data[:200]!r}\n")
            raise
    sys.stdout.write(f"{target}: {count} inputs in {minutes:g} minutes, and none breaks a law\n")
    return 0


def spoilt(chance, corpus):
    data = bytearray(chance.choice(corpus))
    for _ in range(chance.randrange(6)):
        place, other = chance.randrange(len(data) + 1), chance.choice(corpus)
        match chance.randrange(4):
            case 0:
                data[place:place] = other[:400]
            case 1:
                del data[place : place + chance.randrange(1, 9)]
            case 2:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case 3:
                start = chance.randrange(len(data) + 1)
                data[place:place] = data[start : start + chance.randrange(1, 30)]
    return bytes(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
