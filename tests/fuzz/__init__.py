"""Random input, guided by what of the program it reaches where atheris is installed, held to laws.

    python -m tests.fuzz loader --minutes 5

An input that breaks a law is written to `found/`; once mended it belongs to `tests/data/hostile/`, which the ordinary
tests run.
"""
