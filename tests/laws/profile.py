"""How many examples the laws look at."""

from hypothesis import settings

STEADY = 60


def examples(count):
    """Settings for *count* examples; a profile that looks further than "steady" scales it."""
    return settings(max_examples=max(count * settings().max_examples // STEADY, 1))
