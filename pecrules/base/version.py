"""The one place that says which release of the code this is."""

__version__ = "0.1.0"
