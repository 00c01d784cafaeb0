"""The reference page of scenarios, ``docs/reference/scenarios.md``, made from what they are declared to be."""


def page() -> str:
    """The whole page."""
    return ""
