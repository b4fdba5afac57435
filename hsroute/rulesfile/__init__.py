"""Bytes to a ruleset: YAML is read, checked and compiled, and every mistake has its place."""
