"""A law, and what it takes to say that it is broken."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import field, frozen
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as Settings  # noqa: N812 - it is a class
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from servicedesk.errors import InvalidValue, ServiceDeskError, UnknownName, WrongType
from servicedesk.testing.notation import as_code

Example = Mapping[str, Any]


@frozen
class Moot:
    """What a law answers where it has nothing to compare, and why; a case is then not counted."""

    why: str


@frozen(kw_only=True)
class Law:
    """What holds for every subject of one kind.

    Attributes:
        name: by which a host chooses it or leaves it out.
        text: what it says.
        examples: from the subject, the cases on which it is tried: values by name; `Moot` where
            it says nothing about this subject.
        fault: from the subject and a case, what is wrong, in words; "" if nothing is, `Moot`
            where the case compares nothing.
        times: how many times as many cases as `settings` says: more for what is quick to try.
        shows: Python that shows the fault, with the names of the case; printed after it.
    """

    name: str
    text: str
    examples: Callable[[Any], SearchStrategy[Example] | Moot] = field(repr=False)
    fault: Callable[..., str | Moot] = field(repr=False)
    times: int = field(default=1, repr=False)
    shows: str = field(default="", repr=False)


@frozen(kw_only=True)
class Tried:
    """How a law was tried that was not broken.

    Attributes:
        law: its name.
        cases: how many were tried.
        compared: in how many of them there was something to compare; where it is 0, the law has
            said nothing.
        moot: why there was nothing to compare in the others, the most frequent first.
    """

    law: str
    cases: int
    compared: int
    moot: tuple[str, ...] = ()

    def __str__(self) -> str:
        why = f" ({'; '.join(self.moot)})" if self.moot else ""
        return f"{self.law}: {self.compared} of {self.cases} cases compared{why}"


class LawBroken(ServiceDeskError, AssertionError):
    """A law does not hold; the smallest case that shows it.

    Attributes:
        law: the name of the law.
        example: the case, values by name.
        shows: Python that shows the fault, with those names.
    """

    def __init__(
        self, what: str, *, law: str = "", example: Example | None = None, shows: str = ""
    ) -> None:
        super().__init__(what, where=law)
        self.law = law
        self.example = dict(example or {})
        self.shows = shows

    @property
    def code(self) -> str:
        """The case as Python, and the calls that show the fault."""
        case = [f"{name} = {as_code(value)}" for name, value in self.example.items()]
        return "\n".join([*case, self.shows] if self.shows else case)

    def __str__(self) -> str:
        case = f"\nsmallest case found:\n{self.code}" if self.code else ""
        return f"{self.law}: {self.what}{case}"


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


def chosen(laws: Iterable[Law | str] | None, known: tuple[Law, ...]) -> tuple[Law, ...]:
    """The laws that a host asks for, by name or as they are; None is all that are known.

    Raises:
        InvalidValue: for none at all, with which nothing would be tested.
        UnknownName: for a name that no law has.
        WrongType: for what is neither a law nor a name.
    """
    if laws is None:
        return known
    if isinstance(laws, str | Law) or not isinstance(laws, Iterable):
        raise WrongType(
            f"{type(laws).__name__} given", got=laws, expected="a list of laws", where="laws"
        )
    by_name = {law.name: law for law in known}
    found = tuple(_one_of(by_name, each) for each in laws)
    if not found:
        raise InvalidValue("no laws, nothing would be tested", where="laws")
    return found


def _one_of(by_name: Mapping[str, Law], asked: object) -> Law:
    if isinstance(asked, Law):
        return asked
    if not isinstance(asked, str):
        raise WrongType(
            f"{type(asked).__name__} given", got=asked, expected="Law, or its name", where="laws"
        )
    if asked not in by_name:
        raise UnknownName("no such law", got=asked, expected=", ".join(by_name), where="laws")
    return by_name[asked]


def hold(
    laws: Iterable[Law], subject: Any, settings: Settings | None, **given: Any
) -> tuple[Tried, ...]:
    """Try every law on *subject*, and say how.

    Args:
        laws: which.
        subject: what they speak of.
        settings: how many cases; None is `QUICK`.
        given: what a broken law's case is printed with, beside what was drawn.

    Raises:
        LawBroken: for the first that does not hold.
    """
    return tuple(_tried(law, subject, settings or QUICK, given) for law in laws)


def _tried(law: Law, subject: Any, settings: Settings, shared: Example) -> Tried:
    examples = law.examples(subject)
    if isinstance(examples, Moot):
        return Tried(law=law.name, cases=0, compared=0, moot=(examples.why,))
    cases, moot = _hold(law, examples, subject, settings, shared)
    why = tuple(reason for reason, _ in moot.most_common())
    return Tried(law=law.name, cases=cases, compared=cases - moot.total(), moot=why)


def _hold(
    law: Law, examples: SearchStrategy[Example], subject: Any, settings: Settings, shared: Example
) -> tuple[int, Counter[str]]:
    last: dict[str, Any] = {}
    tried = 0
    moot: Counter[str] = Counter()

    @Settings(settings, max_examples=settings.max_examples * law.times)
    @given(examples)
    def holds(example: Example) -> None:
        nonlocal tried
        last.clear()
        last.update(example)
        tried += 1
        match law.fault(subject, **example):
            case Moot(why):
                moot[why] += 1
            case "":
                pass
            case fault:
                raise _Wrong(fault)

    try:
        holds()  # Hypothesis tries the smallest case last
    except _Wrong as wrong:
        told = f"{law.text}: {wrong}"
        raise LawBroken(told, law=law.name, example={**shared, **last}, shows=law.shows) from None
    except HypothesisException:
        raise
    except Exception as error:
        told = f"{law.text}: {type(error).__name__} was raised, {error}"
        raise LawBroken(told, law=law.name, example={**shared, **last}, shows=law.shows) from error
    return tried, moot
