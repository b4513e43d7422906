"""A law, and what it takes to say that it is broken."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as Settings  # noqa: N812 - it is a class
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from servicedesk.errors import ServiceDeskError
from servicedesk.testing.notation import as_code

Example = Mapping[str, Any]


@frozen(kw_only=True)
class Law:
    """What holds for every subject of one kind.

    Attributes:
        name: by which a host leaves it out.
        text: what it says.
        examples: from the subject, the cases on which it is tried: values by name; None where
            it says nothing about this subject.
        fault: from the subject and a case, what is wrong, in words; "" if nothing is.
    """

    name: str
    text: str
    examples: Callable[[Any], SearchStrategy[Example] | None]
    fault: Callable[..., str]


class LawBroken(ServiceDeskError, AssertionError):
    """A law does not hold; the smallest case that shows it.

    Attributes:
        law: the name of the law.
        example: the case, values by name.
    """

    def __init__(self, what: str, *, law: str = "", example: Example | None = None) -> None:
        super().__init__(what, where=law)
        self.law = law
        self.example = dict(example or {})

    def __str__(self) -> str:
        case = "\n".join(f"{name} = {as_code(value)}" for name, value in self.example.items())
        return f"{self.law}: {self.what}" + (f"\nsmallest case found:\n{case}" if case else "")


QUICK = Settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],  # explaining would trace every line
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
"""The same twenty-five cases each time; `Settings(QUICK, max_examples=1000)` looks further."""


class _Wrong(Exception):
    pass


def hold(laws: Iterable[Law], subject: Any, settings: Settings) -> None:
    """Try every law on *subject*.

    Raises:
        LawBroken: for the first that does not hold.
    """
    for law in laws:
        examples = law.examples(subject)
        if examples is not None:
            _hold(law, examples, subject, settings)


def _hold(law: Law, examples: SearchStrategy[Example], subject: Any, settings: Settings) -> None:
    last: dict[str, Any] = {}

    @settings
    @given(examples)
    def holds(example: Example) -> None:
        last.clear()
        last.update(example)
        fault = law.fault(subject, **example)
        if fault:
            raise _Wrong(fault)

    try:
        holds()  # Hypothesis tries the smallest case last
    except _Wrong as wrong:
        raise LawBroken(f"{law.text}: {wrong}", law=law.name, example=last) from None
    except HypothesisException:
        raise
    except Exception as error:
        told = f"{law.text}: {type(error).__name__} was raised, {error}"
        raise LawBroken(told, law=law.name, example=last) from error
