"""What is given back: credit notes from the original's remainder, credits for missed targets."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import get_args

from attrs import evolve, field, frozen

from servicedesk.clocks.verdicts import Breached, Clock, Met
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName, are, check_type, is_a, listed
from servicedesk.incidents import Period
from servicedesk.money import NOUGHT, Money, Ratio, Rounding, settle, total
from servicedesk.reasons import Clause, Reason, ReasonKind, Text
from servicedesk.statements.lines import Line, LineKey, Statement
from servicedesk.statements.units import Percent
from servicedesk.tariffs import CreditTerms
from servicedesk.tariffs.checks import not_negative

CREDITED = ReasonKind(
    "credit.line",
    "of net {net} and tax {tax}, {net_before} and {tax_before} were credited before; "
    "now {net_now} and {tax_now}",
    "原不含税{net}、税额{tax}，此前已冲{net_before}、{tax_before}；本次{net_now}、{tax_now}",
    "原不含稅{net}、稅額{tax}，此前已沖{net_before}、{tax_before}；本次{net_now}、{tax_now}",
)
TAKEN_BACK = ReasonKind(
    "credit.taken_back",
    "of {name} ({key}): net {net}, tax {tax}",
    "冲减{name}（{key}）：不含税{net}，税额{tax}",
    "沖減{name}（{key}）：不含稅{net}，稅額{tax}",
)
ATTAINED = ReasonKind(
    "credit.attained",
    "{good} of {all} counted cases were in time ({excluded} excluded): {attainment}",
    "计入{all}件，按时{good}件（另排除{excluded}件）：达成率{attainment}",
    "計入{all}件，按時{good}件（另排除{excluded}件）：達成率{attainment}",
)
IN_BAND = ReasonKind(
    "credit.band",
    "{attainment} is below {below}: {share} of the fee",
    "{attainment}低于{below}：抵扣费用的{share}",
    "{attainment}低於{below}：抵扣費用的{share}",
)
BY_POINT = ReasonKind(
    "credit.point",
    "{points} percentage points below {threshold}, {each} of the fee for each: {share}",
    "低于{threshold} {points}个百分点，每点抵扣{each}：{share}",
    "低於{threshold} {points}個百分點，每點抵扣{each}：{share}",
)
ON_TARGET = ReasonKind(
    "credit.on_target", "{attainment} gives no credit", "达成率{attainment}，不抵扣",
    "達成率{attainment}，不抵扣",
)  # fmt: skip
CAPPED = ReasonKind(
    "credit.capped", "capped at {cap} of the fee", "以费用的{cap}为上限", "以費用的{cap}為上限"
)
TOO_FEW = ReasonKind(
    "credit.too_few",
    "{all} cases are fewer than the {least} that count",
    "仅{all}件，少于最低样本{least}件",
    "僅{all}件，少於最低樣本{least}件",
)
TOO_LATE = ReasonKind(
    "credit.too_late",
    "claimed on {claimed}, the last day was {last}",
    "于{claimed}提出，期限为{last}",
    "於{claimed}提出，期限為{last}",
)
TOO_SMALL = ReasonKind(
    "credit.too_small",
    "{amount} is not more than {above}",
    "{amount}未超过{above}",
    "{amount}未超過{above}",
)
BARRED = ReasonKind(
    "credit.barred", "excluded by the contract", "合同约定不予抵扣", "合同約定不予抵扣"
)
GRANTED = ReasonKind(
    "credit.granted",
    "{share} of {fee}: {amount}",
    "{fee}的{share}：{amount}",
    "{fee}的{share}：{amount}",
)


@frozen
class CreditWish:
    """How much of a line to give back.

    Attributes:
        key: of the line.
        net: without tax, up to what remains; None is all that remains.
        clauses: what gives it back, as the credit terms' clause; cited before the line's own.
        reasons: why so much, as those of a `ServiceCredit`; they stand below the arithmetic.
    """

    key: LineKey = field(validator=is_a(LineKey))
    net: Money | None = field(default=None, validator=is_a(Money, optional=True))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))


@frozen(kw_only=True)
class CreditLine:
    """What a credit note takes back of one line: net and tax of the opposite sign."""

    key: LineKey = field(validator=is_a(LineKey))
    name: Text = field(validator=is_a(Text))
    net: Money = field(validator=is_a(Money))
    tax: Money = field(validator=is_a(Money))
    rate: Ratio | None = field(default=None, validator=is_a(Ratio, optional=True))
    category: str = field(default="", validator=is_a(str))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))

    @property
    def gross(self) -> Money:
        """Net plus tax."""
        return self.net + self.tax


@frozen(kw_only=True)
class CreditNote:
    """What is taken back of a statement (红字发票).

    Attributes:
        id: the host's name of it; of several with one id the first counts.
        contract: the contract's id.
        period: of the statement that it corrects.
        on: its civil date.
        rounding: the statement's rounding to payable steps, taken back by the note that takes
            back all that remained; else None.
    """

    id: str = field(validator=is_a(str))
    contract: str = field(validator=is_a(str))
    period: Period = field(validator=is_a(Period))
    on: date = field(validator=is_a(date))
    lines: tuple[CreditLine, ...] = field(validator=are(CreditLine))
    rounding: Money | None = field(default=None, validator=is_a(Money, optional=True))

    def _sum(self, amounts: Iterable[Money]) -> Money:
        listed = tuple(amounts)
        return total(listed, listed[0].currency)

    @property
    def net(self) -> Money:
        """The sum of the lines, without tax. Raises `CurrencyMismatch` for several currencies."""
        return self._sum(line.net for line in self.lines)

    @property
    def tax(self) -> Money:
        """The sum of the lines' taxes."""
        return self._sum(line.tax for line in self.lines)

    @property
    def gross(self) -> Money:
        """Net plus tax."""
        return self.net + self.tax

    @property
    def payable(self) -> Money:
        """What is given back: the gross sum, and the rounding if that is taken back too."""
        return self.gross if self.rounding is None else self.gross + self.rounding

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each line with the arithmetic below it."""
        return tuple(
            TAKEN_BACK(
                name=line.name, key=line.key, net=line.net, tax=line.tax,
                clauses=line.clauses, because=line.reasons,
            )
            for line in self.lines
        )  # fmt: skip


def remaining(line: Line, notes: Iterable[CreditNote]) -> tuple[Money, Money]:
    """What of a line's net and tax has not been credited yet."""
    check_type(line, Line, where="line")
    net, tax = line.net, line.tax
    for note in once(notes):
        for credit in note.lines:
            if credit.key == line.key:
                net, tax = net + credit.net, tax + credit.tax
    return net, tax


def once(notes: Iterable[CreditNote]) -> list[CreditNote]:
    """The notes, one that is given twice counted once."""
    found: dict[str, CreditNote] = {}
    for note in listed(notes, CreditNote, where="earlier"):
        found.setdefault(note.id, note)
    return list(found.values())


def credit_note(
    statement: Statement,
    wishes: Iterable[CreditWish] | None = None,
    *,
    id: str,  # noqa: A002 - the note's own word
    on: date,
    earlier: Iterable[CreditNote] = (),
) -> CreditNote:
    """A credit note for some lines of a statement, or for all that remains of it.

    Credits come from what remains of each original line, net and tax apart: they never exceed
    it, and whatever the parts, the last of them ends exactly at zero, the rounding to payable
    steps included.

    Args:
        statement: the one that was billed.
        wishes: how much of which lines; None is everything that remains.
        id: the host's name of the note.
        on: its civil date.
        earlier: the notes that this statement has had before.

    Raises:
        UnknownName: for a line that the statement has not.
        OutOfRange: for more than remains, or a credit of the wrong sign.
        InvalidValue: if nothing remains, or one line is named twice.
    """
    check_type(statement, Statement, where="statement")
    before = once(earlier)
    if any(note.id == id for note in before):
        raise InvalidValue("a credit note of this id exists", got=id, where="credit_note")
    lines = {line.key: line for line in statement.lines}
    wanted = listed(
        map(CreditWish, lines) if wishes is None else wishes, CreditWish, where="wishes"
    )
    if len({wish.key for wish in wanted}) != len(wanted):
        raise InvalidValue("one line is credited twice", where="credit_note")
    found = []
    for wish in wanted:
        if wish.key not in lines:
            raise UnknownName("no such line", got=str(wish.key), where="credit_note")
        credit = _credit(lines[wish.key], wish, before)
        if credit is not None:
            found.append(credit)
    if not found:
        raise InvalidValue("nothing remains to be credited", where="credit_note")
    note = CreditNote(
        id=id, contract=statement.contract, period=statement.period, on=on, lines=tuple(found)
    )
    left = (remaining(line, (*before, note)) for line in statement.lines)
    if any(net.minor or tax.minor for net, tax in left):
        return note
    rounded = (each.rounding for each in statement.totals if each.rounding.minor)
    return evolve(note, rounding=next((-each for each in rounded), None))


def _credit(line: Line, wish: CreditWish, before: Sequence[CreditNote]) -> CreditLine | None:
    net_left, tax_left = remaining(line, before)
    wanted = net_left if wish.net is None else wish.net
    if not net_left.minor and not tax_left.minor:
        if wanted.minor:
            raise OutOfRange("nothing remains of the line", got=str(wanted), where=str(line.key))
        return None
    if wish.net is not None and wanted.minor * net_left.minor < 0:
        sign = "positive" if net_left.minor > 0 else "negative"
        raise OutOfRange(
            "a credit of the wrong sign", got=str(wanted),
            expected=f"{sign}, up to {net_left}", where=str(line.key),
        )  # fmt: skip
    if abs(wanted) > abs(net_left):
        raise OutOfRange(
            "more than remains of the line", got=str(wanted), expected=f"up to {net_left}",
            where=str(line.key),
        )  # fmt: skip
    tax = tax_left
    if wanted != net_left:
        # the tax of all that is credited by now, less what was credited before
        reached = line.net - net_left + wanted
        due = settle(line.tax, Ratio(reached.minor, line.net.minor)) if line.net.minor else tax
        tax = due - (line.tax - tax_left)
    reason = CREDITED(
        net=line.net, tax=line.tax, net_before=line.net - net_left,
        tax_before=line.tax - tax_left, net_now=-wanted, tax_now=-tax, because=wish.reasons,
    )  # fmt: skip
    return CreditLine(
        key=line.key,
        name=line.name,
        net=-wanted,
        tax=-tax,
        rate=line.rate,
        category=line.category,
        clauses=tuple(dict.fromkeys((*wish.clauses, *line.clauses))),
        reasons=(reason,),
    )


@frozen(kw_only=True)
class Sample:
    """How many cases of a period were in time.

    Attributes:
        good: in time; or minutes up, if minutes are counted.
        all: that count.
        excluded: left out by the contract's exclusions.
    """

    good: int = field(validator=is_a(int))
    all: int = field(validator=is_a(int))
    excluded: int = field(default=0, validator=is_a(int))

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.good <= self.all or self.excluded < 0:
            raise OutOfRange("a sample that cannot be", got=(self.good, self.all, self.excluded))


def sample_of(
    clocks: Iterable[Clock], terms: CreditTerms, excluded: Iterable[Clock] = ()
) -> Sample:
    """The clocks that have a verdict and a metric that counts; running ones wait.

    Args:
        clocks: of all cases of the period, from `sla.assess`.
        terms: whose `metrics` count; empty is all.
        excluded: those that the contract's exclusions leave out.
    """
    check_type(terms, CreditTerms, where="terms")
    given = listed(clocks, *get_args(Clock), where="clocks")
    named = listed(excluded, *get_args(Clock), where="excluded")
    left_out = [clock for clock in named if _counts(clock, terms)]
    # clocks of two cases may be equal: each exclusion leaves out one of them
    waiting, judged = list(left_out), []
    for clock in given:
        if clock in waiting:
            waiting.remove(clock)
        elif _counts(clock, terms):
            judged.append(clock)
    good = sum(isinstance(clock, Met) for clock in judged)
    return Sample(good=good, all=len(judged), excluded=len(left_out))


def _counts(clock: Clock, terms: CreditTerms) -> bool:
    counts = not terms.metrics or clock.metric in terms.metrics
    return counts and isinstance(clock, Met | Breached)


@frozen(kw_only=True)
class ServiceCredit:
    """What missed targets of a period give back; zero with the reason where they give nothing.

    As a fact of `billing.fee` it becomes a line of the statement in whose period `on` lies.

    Attributes:
        item: the credit terms' key.
        period: in which targets were missed.
        on: the civil date on which it is granted.
        amount: to the customer, not negative.
        share: of the fee.
    """

    item: str = field(validator=is_a(str))
    period: Period = field(validator=is_a(Period))
    on: date = field(validator=is_a(date))
    amount: Money = field(validator=[is_a(Money), not_negative])
    share: Ratio = field(validator=is_a(Ratio))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))


def service_credit(
    terms: CreditTerms,
    sample: Sample,
    fee: Money,
    period: Period,
    *,
    claimed_on: date,
    barred_by: Iterable[Clause] = (),
    rounding: Rounding | None = None,
) -> ServiceCredit:
    """What the missed targets of *period* give back (design 7.7).

    Args:
        terms: the contract's credit terms.
        sample: how many cases were in time.
        fee: the fee of the period that the shares are of.
        period: the civil dates in which targets were missed.
        claimed_on: the civil date on which the customer claims, or the host grants.
        barred_by: clauses that exclude credits, as a neglected obligation with that consequence.
        rounding: how the credit settles; half-up if not given.
    """
    for value, kind, where in (
        (terms, CreditTerms, "terms"), (sample, Sample, "sample"), (fee, Money, "fee"),
        (period, Period, "period"), (claimed_on, date, "claimed_on"),
    ):  # fmt: skip
        check_type(value, kind, where=where)
    if rounding is not None:
        check_type(rounding, Rounding, where="rounding")
    if fee.minor < 0:
        raise OutOfRange("negative fee", got=str(fee), where="service_credit")
    share, reasons = _share(terms, sample)
    why: Reason | None = None
    barred = listed(barred_by, Clause, where="barred_by")
    last = None if terms.claim_days is None else period.end + timedelta(days=terms.claim_days - 1)
    if barred:
        why = BARRED(clauses=barred)
    elif sample.all < terms.minimum_sample:
        why = TOO_FEW(all=sample.all, least=terms.minimum_sample)
    elif last is not None and claimed_on > last:
        why = TOO_LATE(claimed=claimed_on, last=last)
    amount = settle(fee, share, rounding=rounding or Rounding())
    if why is None and terms.above is not None and amount.minor and amount <= terms.above:
        why = TOO_SMALL(amount=amount, above=terms.above)
    if why is not None:
        share, amount, reasons = NOUGHT, Money(0, fee.currency), (*reasons, why)
    elif amount.minor:
        granted = GRANTED(share=Percent(share), fee=fee, amount=amount, because=reasons)
        reasons = (granted,)
    return ServiceCredit(
        item=terms.key,
        period=period,
        on=claimed_on,
        amount=amount,
        share=share,
        clauses=() if terms.clause is None else (terms.clause,),
        reasons=reasons,
    )


_HUNDRED = Ratio(100)


def _share(terms: CreditTerms, sample: Sample) -> tuple[Ratio, tuple[Reason, ...]]:
    if not sample.all:
        return NOUGHT, ()
    attainment = Ratio(sample.good, sample.all)
    shown = Percent(attainment)
    counted = ATTAINED(good=sample.good, all=sample.all, excluded=sample.excluded, attainment=shown)
    if terms.per_point is not None:
        points = (terms.threshold - attainment) * _HUNDRED
        if points.num <= 0:
            return NOUGHT, (counted, ON_TARGET(attainment=shown))
        share = points * terms.per_point
        reason = BY_POINT(
            points=points, threshold=Percent(terms.threshold), each=Percent(terms.per_point),
            share=Percent(share),
        )  # fmt: skip
    else:
        below = [band for band in terms.bands if attainment < band.below]
        if not below:
            return NOUGHT, (counted, ON_TARGET(attainment=shown))
        share = below[-1].share
        reason = IN_BAND(attainment=shown, below=Percent(below[-1].below), share=Percent(share))
    if share > terms.cap:
        return terms.cap, (counted, reason, CAPPED(cap=Percent(terms.cap)))
    return share, (counted, reason)
