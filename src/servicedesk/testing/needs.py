"""What parts of the kit need beside the library."""

from importlib.util import find_spec


def need_hypothesis(part: str) -> None:
    """Say plainly what to install where Hypothesis is missing.

    Raises:
        ModuleNotFoundError: of the name "hypothesis", so that `pytest.importorskip` skips.
    """
    try:
        found = find_spec("hypothesis")
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise ModuleNotFoundError(
            f"{part} needs Hypothesis: pip install 'servicedesk[testing]'"
            " (oracles and conformance do without)",
            name="hypothesis",
        )
