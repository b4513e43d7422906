"""What the host hands in for the year's report: cases, scores, the plan, what was done."""

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from servicedesk.billing import Statement
from servicedesk.complaints import Complaint
from servicedesk.contracts import Coverage, Request, Usage
from servicedesk.errors import are, check_finite, is_a
from servicedesk.incidents import Cause, Facts, is_key
from servicedesk.money import Money
from servicedesk.reporting.dues import Performed
from servicedesk.sla import Assessment


@frozen(kw_only=True)
class Case:
    """One request of the year, with what became of it.

    Attributes:
        request: what was asked for.
        title: the host's words for it.
        cause: what was found, `Cause.UNKNOWN` while that is not known.
        assessment: what its clocks say at the instant of the report.
        coverage: who pays; None where that was not asked.
        common: whether it is a common problem (R71), the population of R70; None: not classed.
        excluded: why its clocks are left out of the rates, or "".
    """

    request: Request = field(validator=is_a(Request))
    title: str = field(default="", validator=is_a(str))
    cause: Cause = field(default=Cause.UNKNOWN, validator=is_a(Cause))
    assessment: Assessment = field(validator=is_a(Assessment))
    coverage: Coverage | None = None
    common: bool | None = field(default=None, validator=is_a(bool, optional=True))
    excluded: str = field(default="", validator=is_a(str))


@frozen
class Score:
    """One answer of a satisfaction survey (R57, R79).

    Attributes:
        subject: what was asked about, as "response_speed", "ability", "attitude".
        points: the points given.
        on: the civil date.
    """

    subject: str = field(validator=is_key())
    points: int | Decimal = field(validator=is_a(int, Decimal))
    on: date = field(validator=is_a(date))

    def __attrs_post_init__(self) -> None:
        if isinstance(self.points, Decimal):
            check_finite(self.points, where="Score.points")


@frozen(kw_only=True)
class GivenBack:
    """An amount that the customer got back: a service credit, a refund, a price cut.

    Attributes:
        amount: how much.
        on: the civil date.
        id: the host's name of it, as the credit note's number, or "".
    """

    amount: Money = field(validator=is_a(Money))
    on: date = field(validator=is_a(date))
    id: str = field(default="", validator=is_a(str))


@frozen(kw_only=True)
class Improvement:
    """One line of the improvement plan (R58).

    Attributes:
        goal: what is to be better.
        measure: what is done for it.
        milestone: by which civil date.
        result: what came of it, as the user is told; "" while it is still to come.
    """

    goal: str = field(validator=is_a(str))
    measure: str = field(validator=is_a(str))
    milestone: date = field(validator=is_a(date))
    result: str = field(default="", validator=is_a(str))


@frozen(kw_only=True)
class YearFacts:
    """All that the report is computed from.

    Attributes:
        cases: the requests.
        complaints: the complaints, as their logs have made them until the report.
        statements: what was billed; it has no date of its own, so all of it counts.
        credits: what was given back.
        usage: the quota ledger.
        performed: dated services and duties of either side that were done. A case whose *resolved*
            clock has stopped counts as a service done on that date; don't name it again.
        duty_facts: the facts about the customer's obligations.
        scores: answers of satisfaction surveys.
        improvements: the plan for the next year.
        resolved: the metric that says when a problem was solved; R70's rate goes by it.
    """

    cases: tuple[Case, ...] = field(default=(), validator=are(Case))
    complaints: tuple[Complaint, ...] = field(default=(), validator=are(Complaint))
    statements: tuple[Statement, ...] = field(default=(), validator=are(Statement))
    credits: tuple[GivenBack, ...] = field(default=(), validator=are(GivenBack))
    usage: Usage = field(factory=Usage, validator=is_a(Usage))
    performed: tuple[Performed, ...] = field(default=(), validator=are(Performed))
    duty_facts: Facts = field(factory=Facts, converter=Facts)
    scores: tuple[Score, ...] = field(default=(), validator=are(Score))
    improvements: tuple[Improvement, ...] = field(default=(), validator=are(Improvement))
    resolved: str = field(default="resolution", validator=is_key())
