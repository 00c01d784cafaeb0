"""How many examples a property is tried on: some in the fast suite, a few on each other Python, all in the slow gates.

The same examples in every run: a failure tells of the change, not of the dice. New ones are looked for with
``pytest --hypothesis-profile=explore``.
"""

from hypothesis import Phase, settings

ALL = 100  # examples of a property that says no other number
PHASES = [phase for phase in Phase if phase is not Phase.explain]  # ``find`` explains, too, with a hundred draws more

settings.register_profile("quick", deadline=None, derandomize=True, max_examples=ALL // 10, phases=PHASES)
settings.register_profile("few", settings.get_profile("quick"), max_examples=ALL // 50)
settings.register_profile("all", deadline=None, derandomize=True, max_examples=ALL)
settings.register_profile("explore", deadline=None, derandomize=False, max_examples=ALL)
settings.load_profile("quick")


def examples(number: int) -> settings:
    """So many examples in the slow gates, and the same share of them as of any others in the fast suite."""
    return settings(max_examples=max(1, number * settings().max_examples // ALL))
