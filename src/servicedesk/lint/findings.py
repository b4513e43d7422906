"""What lint finds: a code with its reason, the clause, a counter-example, and how it is judged."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from servicedesk.clocks.specificity import UNNAMED
from servicedesk.errors import are, is_a
from servicedesk.incidents import Facts, FactValue, fact_text, value_text
from servicedesk.reasons import (
    LANGUAGES,
    Binding,
    Clause,
    Param,
    Reason,
    ReasonKind,
    Term,
    Text,
    render,
)


class Judgement(Term):
    """What kind of finding it is, mildest first."""

    UNWISE = "unwise", "unwise", "不妥", "不妥"
    OPEN = "open", "open choice", "待定事项", "待定事項"
    CONTRADICTION = "contradiction", "contradiction", "自相矛盾", "自相矛盾"


@frozen(kw_only=True)
class Finding:
    """One thing to settle before use.

    Attributes:
        judgement: whether two sentences contradict each other, a choice is open, or what stands
            there is clear and yet unwise.
        where: the part of the subject, as "Policy support, target mail".
        question: the open question of the documents that it is a case of (C1 to C15), if any.
        clauses: the sentences concerned.
        example: the facts of a counter-example; where facts play no part it is empty, and the
            numbers of the example stand in the reason.
        reasons: what is wrong, with the numbers of the counter-example.
    """

    judgement: Judgement = field(validator=is_a(Judgement))
    where: str = field(validator=is_a(str))
    question: str | None = field(default=None, validator=is_a(str, optional=True))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    example: Facts = field(factory=Facts, converter=Facts)
    reasons: tuple[Reason, ...] = field(validator=are(Reason))

    @property
    def code(self) -> str:
        """The code of its first reason, as "lint.later_than_its_end"; empty without reasons."""
        return self.reasons[0].code if self.reasons else ""


def finding(
    kind: ReasonKind,
    judgement: Judgement,
    where: str,
    clauses: Iterable[Clause] = (),
    *,
    question: str | None = None,
    example: Mapping[str, FactValue] | None = None,
    because: Iterable[Reason] = (),
    **params: Param | tuple[Param, ...],
) -> Finding:
    """A finding with one reason."""
    rests_on = tuple(dict.fromkeys(clauses))
    return Finding(
        judgement=judgement,
        where=where,
        question=question,
        clauses=rests_on,
        example=Facts(named(example or {})),
        reasons=(kind(clauses=rests_on, because=because, **params),),
    )


def named(facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """The facts without those whose value is only "another one"."""
    return {name: value for name, value in facts.items() if value != UNNAMED}


def told(facts: Mapping[str, FactValue]) -> Text:
    """Facts as a phrase."""
    known = named(facts)
    if not known:
        return Text("in any case", "任何情况下", "任何情況下")
    words = [(fact_text(name), value_text(name, value)) for name, value in known.items()]
    return Text(
        *(
            gap.join(f"{name.label(lang)}{colon}{render(value, lang)}" for name, value in words)
            for lang, gap, colon in zip(
                LANGUAGES, (", ", "，", "，"), (": ", "：", "："), strict=True
            )
        )
    )


def question_of(clauses: Iterable[Clause]) -> str | None:
    """The open question that one of the clauses decides, or leaves open."""
    asked = (Binding.CHOICE, Binding.OPEN)
    return next((clause.ref for clause in clauses if clause.binding in asked), None)


def is_settled(question: str, *clauses: Clause) -> bool:
    """Whether one of the clauses names what was chosen where *question* is open."""
    return any(clause.binding is Binding.CHOICE and clause.ref == question for clause in clauses)
