"""`python -m hsroute`."""

from hsroute.cli import main

main()
