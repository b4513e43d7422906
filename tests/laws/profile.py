"""One Hypothesis profile for the laws: the same examples in every run, no deadline."""

from hypothesis import HealthCheck, settings

COMMON = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=False,
)


def examples(count):
    """Settings that run *count* examples."""
    return settings(COMMON, max_examples=count)
