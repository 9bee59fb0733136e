"""The command line: one file a group of commands. Answers go to standard output, all else to standard error.

Exit codes: 0 done, 1 rejected or any OrgraphError, 2 wrong usage. Nothing heavy is imported before a command needs it.
"""


def main() -> None:
    """Entry point of `orgraph`."""
    from orgraph.cli.app import app

    app()
