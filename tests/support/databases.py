"""The databases that run the SELECT of `hsroute show --format sql`, each behind the same three functions.

DuckDB is part of the `dev` extra; `python -m pip install -e '.[dev,engines]'` adds psycopg and PySpark. PostgreSQL and
Java are the system's own: `apt install postgresql default-jre-headless` or the like. What is missing is said in words.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class MissingError(Exception):
    """What has to be installed, and how."""


class Engine(NamedTuple):
    """A database that is running. Names of tables and columns are as they stand in SQL, quoted where they must be."""

    dialect: str
    version: str
    quotes: str
    schema: str
    """A schema that there is, with as odd a name as can be."""

    fill: Callable[[str, tuple[str, ...], Iterable[tuple[str | None, ...]]], Any]
    """Makes a table anew: its name, its columns, which are all texts, and its rows, after the column `number`."""

    define: Callable[[str, str], Any]
    """Makes a view anew: its name, and the SELECT that it stands for."""

    rows: Callable[[str], list[tuple]]
    """What a SELECT finds."""

    def quoted(self, name: str) -> str:
        return self.quotes + name.replace(self.quotes, self.quotes * 2) + self.quotes


@contextlib.contextmanager
def duckdb():
    """DuckDB in this process."""
    try:
        import duckdb as package
    except ImportError:
        raise MissingError("DuckDB is not installed: python -m pip install duckdb") from None
    with package.connect() as database, tempfile.TemporaryDirectory(prefix="hsroute-") as folder:
        database.execute('CREATE SCHEMA "odd schema"')

        def fill(table, columns, rows):
            keys = {"number": "INTEGER"} | dict.fromkeys(written(columns), "VARCHAR")
            file = write_lines(f"{folder}/rows.json", rows)
            source = f"read_json('{file}', format = 'newline_delimited', columns = {keys})"
            database.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {renamed(columns)} FROM {source}")

        def define(view, select):
            database.execute(f"CREATE OR REPLACE VIEW {view} AS {select}")

        version = f"DuckDB {package.__version__}"
        yield Engine("duckdb", version, '"', "odd schema", fill, define, lambda select: database.sql(select).fetchall())


@contextlib.contextmanager
def sqlite():
    """SQLite of the standard library."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("ATTACH ':memory:' AS \"odd schema\"")

        def fill(table, columns, rows):
            texts = "".join(f", {column} TEXT" for column in columns)
            database.execute(f"DROP TABLE IF EXISTS {table}")
            database.execute(f"CREATE TABLE {table} (number INTEGER{texts})")
            marks = ", ".join("?" * (len(columns) + 1))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", ((n, *row) for n, row in enumerate(rows)))

        def define(view, select):
            database.executescript(f"DROP VIEW IF EXISTS {view}; CREATE VIEW {view} AS {select}")

        version = f"SQLite {sqlite3.sqlite_version}"
        found = lambda select: database.execute(select).fetchall()  # noqa: E731
        yield Engine("sqlite", version, '"', "odd schema", fill, define, found)


@contextlib.contextmanager
def postgres():
    """A PostgreSQL server of our own in a folder for the time being, reached through a socket in it."""
    try:
        import psycopg
    except ImportError:
        raise MissingError("psycopg is not installed: python -m pip install 'psycopg[binary]'") from None
    with (
        server() as folder,
        psycopg.connect(f"host={folder} user=hsroute dbname=postgres", autocommit=True) as database,
    ):
        database.execute('SET client_min_messages = warning; CREATE SCHEMA "odd schema"')

        def fill(table, columns, rows):
            texts = "".join(f", {column} text" for column in columns)
            database.execute(f"DROP TABLE IF EXISTS {table} CASCADE; CREATE TABLE {table} (number integer{texts})")
            with database.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for number, row in enumerate(rows):
                    copy.write_row((number, *row))

        def define(view, select):
            database.execute(f"DROP VIEW IF EXISTS {view}; CREATE VIEW {view} AS {select}")

        version = f"PostgreSQL {database.info.parameter_status('server_version').split()[0]}"
        found = lambda select: database.execute(select).fetchall()  # noqa: E731
        yield Engine("postgres", version, '"', "odd schema", fill, define, found)


@contextlib.contextmanager
def server():
    """The folder of a running server; it refuses root, so that root starts it as `postgres` or `nobody`."""
    programs, user = postgres_programs(), unprivileged()
    with tempfile.TemporaryDirectory(prefix="hsroute-") as folder:
        if user:
            shutil.chown(folder, user)

        def run(program, *words):
            command = [programs / program, "-D", f"{folder}/data", *words]
            subprocess.run(command, user=user, cwd=folder, stdout=subprocess.DEVNULL, check=True)

        # No locale of the machine's: what is a letter must not depend on it.
        run("initdb", "-U", "hsroute", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        run("pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", f"-k {folder} -c listen_addresses= -c fsync=off")
        try:
            yield folder
        finally:
            run("pg_ctl", "stop", "-m", "fast")


def postgres_programs():
    """The folder of `initdb` and `pg_ctl`: that on the path, else that of the newest server, where Debian keeps it."""
    places = [Path(found).parent] if (found := shutil.which("initdb")) else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: -int(place.parent.name))
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    raise MissingError("no PostgreSQL server is installed: `initdb` and `pg_ctl` are missing")


def unprivileged():
    """Whom a server is run as; None: by ourselves."""
    if os.geteuid() != 0:
        return None
    import pwd

    return "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"


SPARK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@contextlib.contextmanager
def spark():
    """Spark on this machine, with two workers."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingError("PySpark is not installed: python -m pip install pyspark") from None
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise MissingError("Java, on which Spark runs, is not installed")
    with tempfile.TemporaryDirectory(prefix="hsroute-") as folder:
        builder = SparkSession.builder.master("local[2]").config("spark.sql.warehouse.dir", folder)
        for key, value in SPARK.items():
            builder.config(key, value)
        session = builder.getOrCreate()

        def fill(table, columns, rows):
            schema = ", ".join(["number INT", *(f"{name} STRING" for name in written(columns))])
            # A file of its own: Spark reads it only when it is asked for the rows.
            file = write_lines(f"{folder}/{uuid4()}.json", rows)
            session.read.schema(schema).json(file).createOrReplaceTempView("lines")
            define(table, f"SELECT {renamed(columns)} FROM lines")

        def define(view, select):
            kind = "GLOBAL TEMPORARY" if view.startswith("`global_temp`.") else "TEMPORARY"
            session.sql(f"CREATE OR REPLACE {kind} VIEW {view.removeprefix('`global_temp`.')} AS {select}")

        def found(select):
            return [tuple(row) for row in session.sql(select).collect()]

        yield Engine("spark", f"Spark {session.version}", "`", "global_temp", fill, define, found)
        session.stop()


def written(columns):
    """What the columns are called in a file: names that no engine has a meaning for."""
    return tuple(f"c{place}" for place in range(len(columns)))


def renamed(columns):
    return ", ".join(["number", *map("{} AS {}".format, written(columns), columns)])


def write_lines(path, rows):
    """Writes the rows as JSON Lines, a text that is missing without its key; gives the path."""
    with Path(path).open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            texts = {name: text for name, text in zip(written(row), row, strict=True) if text is not None}
            file.write(json.dumps({"number": number} | texts) + "\n")
    return path


ENGINES = {"duckdb": duckdb, "sqlite": sqlite, "postgres": postgres, "spark": spark}
"""How each is started; it raises MissingError where something is not installed."""
