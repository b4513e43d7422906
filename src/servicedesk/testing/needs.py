"""What parts of the kit need beside the library."""

from importlib.util import find_spec


def need_hypothesis(part: str) -> None:
    """Say plainly what to install where Hypothesis is missing.

    Raises:
        ModuleNotFoundError: of the name "hypothesis", so that `pytest.importorskip` skips.
    """
    if find_spec("hypothesis") is None:
        raise ModuleNotFoundError(
            f"{part} needs Hypothesis: pip install 'servicedesk[testing]'"
            " (oracles and conformance do without)",
            name="hypothesis",
        )
