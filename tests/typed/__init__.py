"""A program of somebody else, as type checkers see it from the installed wheel."""
