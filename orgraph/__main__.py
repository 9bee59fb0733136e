"""`python -m orgraph`: the program `orgraph`, of this very Python."""

from orgraph.cli import main

main()
