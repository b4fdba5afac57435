"""One file for each command: load, call, render, exit."""
