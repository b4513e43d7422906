"""Lines and statements: amounts with their key, clause, quantity and arithmetic."""

from datetime import date

from attrs import field, frozen

from servicedesk.errors import CurrencyMismatch, InvalidValue, are, check_type, is_a
from servicedesk.incidents import Period, is_key
from servicedesk.money import NOUGHT, Money, Ratio, UnitPrice, total
from servicedesk.reasons import Clause, Lang, Reason, ReasonKind, Term, Text
from servicedesk.tariffs import PriceBasis


class LineKind(Term):
    """What a line is for."""

    FEE = "fee", "service fee", "服务费", "服務費"
    ADDED = "added", "value-added service", "增值服务费", "增值服務費"
    PACK = "pack", "prepaid pack", "服务包", "服務包"
    MILESTONE = "milestone", "project milestone", "项目里程碑", "項目里程碑"
    WORK = "work", "work", "服务", "服務"
    EXPENSE = "expense", "expense at cost", "代垫费用", "代墊費用"
    TRUE_UP = "true_up", "minimum commitment", "保底差额", "保底差額"
    CREDIT = "credit", "credit", "抵扣", "抵扣"


@frozen(order=True)
class LineKey:
    """What a line bills, the same however often it is computed.

    Attributes:
        contract: the contract's id.
        item: the service item, kind of expense, pack or milestone.
        period: the civil dates that the line bills.
        ref: the piece of work or the price within it, "" where the item is billed as a whole.
    """

    contract: str = field(validator=is_a(str))
    item: str = field(validator=is_key())
    period: Period = field(validator=is_a(Period))
    ref: str = field(default="", validator=is_a(str))

    def __str__(self) -> str:
        parts = (self.contract, self.item, f"{self.period.start}/{self.period.end}", self.ref)
        return ":".join(part for part in parts if part)

    def label(self, lang: Lang) -> str:  # noqa: ARG002 - a key is the same in every language
        return str(self)


@frozen(kw_only=True)
class Line:
    """One amount of a statement.

    Attributes:
        key: what it bills.
        kind: what it is for.
        name: the words for its item, as the contract's catalogue has them.
        quantity: how many units, exact; 0 where nothing is charged.
        unit: what is counted ("piece", "hour", "man_day", "period").
        price: of one unit, None where several prices meet in the line.
        exact: the amount before rounding, in minor units, in the basis of the plan's prices.
        net: settled, without tax.
        tax: settled; net and tax add up to the gross amount.
        rate: the tax rate; None for a line without tax.
        category: the tax authority's category.
        works: the ids of the pieces of work that it bills.
        clauses: what it rests on, the deciding one first.
        reasons: the arithmetic from which *net* and *tax* were computed.
    """

    key: LineKey = field(validator=is_a(LineKey))
    kind: LineKind = field(validator=is_a(LineKind))
    name: Text = field(validator=is_a(Text))
    quantity: Ratio = field(validator=is_a(Ratio))
    unit: str = field(validator=is_key())
    price: Money | UnitPrice | None = field(validator=is_a(Money, UnitPrice, optional=True))
    exact: Ratio = field(validator=is_a(Ratio))
    net: Money = field(validator=is_a(Money))
    tax: Money = field(validator=is_a(Money))
    rate: Ratio | None = field(default=None, validator=is_a(Ratio, optional=True))
    category: str = field(default="", validator=is_a(str))
    works: tuple[str, ...] = field(default=(), validator=are(str))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))

    def __attrs_post_init__(self) -> None:
        if self.net.currency != self.tax.currency:
            raise CurrencyMismatch(
                "net and tax in two currencies", got=(self.net.currency, self.tax.currency)
            )

    @property
    def currency(self) -> str:
        return self.net.currency

    @property
    def gross(self) -> Money:
        """Net plus tax."""
        return self.net + self.tax


@frozen(kw_only=True)
class OpenItem:
    """Work that cannot be billed yet, and what is missing.

    Attributes:
        key: the key that its line will have.
        name: the words for its item.
        missing: the names of the facts to find out: "cause", "cost", "quote", "price" ...
        reasons: why it is open.
    """

    key: LineKey = field(validator=is_a(LineKey))
    name: Text = field(validator=is_a(Text))
    missing: frozenset[str] = field(validator=is_a(frozenset))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))


@frozen(kw_only=True)
class TaxGroup:
    """The lines of one currency, tax rate and category, added up."""

    currency: str = field(validator=is_a(str))
    rate: Ratio | None = field(validator=is_a(Ratio, optional=True))
    category: str = field(validator=is_a(str))
    net: Money = field(validator=is_a(Money))
    tax: Money = field(validator=is_a(Money))

    @property
    def gross(self) -> Money:
        """Net plus tax."""
        return self.net + self.tax


@frozen(kw_only=True)
class Total:
    """The sums of a statement in one currency: gross = net + tax, payable = gross + rounding."""

    net: Money = field(validator=is_a(Money))
    tax: Money = field(validator=is_a(Money))
    rounding: Money = field(validator=is_a(Money))

    @property
    def currency(self) -> str:
        return self.net.currency

    @property
    def gross(self) -> Money:
        """Net plus tax."""
        return self.net + self.tax

    @property
    def payable(self) -> Money:
        """What is to be paid: the gross sum and its rounding to payable steps."""
        return self.gross + self.rounding


_MISSING = {
    "agreement": Text("an agreement on it", "对该项服务的约定", "對該項服務的約定"),
    "cause": Text("the cause", "故障原因", "故障原因"),
    "cost": Text("what it cost", "实际工本费", "實際工本費"),
    "difficulty": Text("its difficulty", "难度", "難度"),
    "price": Text("its price", "价格", "價格"),
    "quote": Text("an agreed quote", "双方商定的报价", "雙方商定的報價"),
    "severity": Text("the severity", "故障级别", "故障級別"),
    "spans": Text("when it was worked", "工作的起止时间", "工作的起止時間"),
    "time": Text("how long it was worked", "工时", "工時"),
}


def missing_text(name: str) -> Text:
    """The words of a fact that is to be found out; another one names itself."""
    return _MISSING.get(name) or Text(name, name, name)


LINE = ReasonKind(
    "statement.line",
    "{name} ({kind}, {key}): net {net}, tax {tax}",
    "{name}（{kind}，{key}）：不含税{net}，税额{tax}",
    "{name}（{kind}，{key}）：不含稅{net}，稅額{tax}",
)
LINE_BY_KIND = ReasonKind(
    "statement.line_by_kind",
    "{kind} ({key}): net {net}, tax {tax}",
    "{kind}（{key}）：不含税{net}，税额{tax}",
    "{kind}（{key}）：不含稅{net}，稅額{tax}",
)
OPEN = ReasonKind(
    "statement.open",
    "{key} is not billed yet; to be found out: {missing}",
    "{key}暂不计费，尚待确定：{missing}",
    "{key}暫不計費，尚待確定：{missing}",
)
SUM = ReasonKind(
    "statement.sum",
    "sum of {lines} lines in {currency}: net {net}, tax {tax}, rounding {rounding}; "
    "payable {payable}",
    "{currency}共{lines}行：不含税{net}，税额{tax}，尾差{rounding}；应付{payable}",
    "{currency}共{lines}行：不含稅{net}，稅額{tax}，尾差{rounding}；應付{payable}",
)


@frozen(kw_only=True)
class Statement:
    """What a contract costs over a period: lines, what is still open, exact sums.

    Attributes:
        contract: the contract's id.
        period: the civil dates billed, in the contract's zone.
        currency: of the plan.
        basis: whether the plan's prices have tax in them.
        lines: fees, packs, milestones, then work with its expenses in order of time, what counts
            over whole accounting periods, credits.
        open: work that cannot be billed yet.
        totals: one for each currency; currencies are never added.
        pay_by: the last date on which the early-payment discount holds, if the plan has one.
        early: what is saved by paying by then.
    """

    contract: str = field(validator=is_a(str))
    period: Period = field(validator=is_a(Period))
    currency: str = field(validator=is_a(str))
    basis: PriceBasis = field(default=PriceBasis.NET, validator=is_a(PriceBasis))
    lines: tuple[Line, ...] = field(default=(), validator=are(Line))
    open: tuple[OpenItem, ...] = field(default=(), validator=are(OpenItem))
    totals: tuple[Total, ...] = field(default=(), validator=are(Total))
    pay_by: date | None = field(default=None, validator=is_a(date, optional=True))
    early: Money | None = field(default=None, validator=is_a(Money, optional=True))

    def __attrs_post_init__(self) -> None:
        keys = [line.key for line in self.lines]
        if len(set(keys)) != len(keys):
            twice = next(key for index, key in enumerate(keys) if key in keys[:index])
            raise InvalidValue("a line billed twice", got=str(twice), where="Statement.lines")

    @property
    def total(self) -> Total:
        """The sums of a statement in one currency.

        Raises:
            CurrencyMismatch: if lines are in several currencies; read `totals` then.
        """
        if len(self.totals) != 1:
            found = tuple(each.currency for each in self.totals)
            raise CurrencyMismatch("several currencies are never added", got=found)
        return self.totals[0]

    @property
    def net(self) -> Money:
        """Sum of all net amounts."""
        return self.total.net

    @property
    def tax(self) -> Money:
        """Sum of all taxes."""
        return self.total.tax

    @property
    def gross(self) -> Money:
        """Net plus tax."""
        return self.total.gross

    @property
    def payable(self) -> Money:
        """What is to be paid."""
        return self.total.payable

    @property
    def tax_groups(self) -> tuple[TaxGroup, ...]:
        """The lines by currency, rate and category, in that order."""
        found: dict[tuple[str, Ratio, bool, str], list[Line]] = {}
        for line in self.lines:
            key = (line.currency, line.rate or NOUGHT, line.rate is not None, line.category)
            found.setdefault(key, []).append(line)
        return tuple(
            TaxGroup(
                currency=currency,
                rate=rate if taxed else None,
                category=category,
                net=total((line.net for line in found[currency, rate, taxed, category]), currency),
                tax=total((line.tax for line in found[currency, rate, taxed, category]), currency),
            )
            for currency, rate, taxed, category in sorted(found)
        )

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each line, open item and sum with the arithmetic below it."""
        lines = tuple(
            (LINE_BY_KIND if line.name == line.kind.text else LINE)(
                name=line.name, kind=line.kind, key=line.key, net=line.net, tax=line.tax,
                clauses=line.clauses, because=line.reasons,
            )
            for line in self.lines
        )  # fmt: skip
        waiting = tuple(
            OPEN(
                key=item.key,
                missing=tuple(map(missing_text, sorted(item.missing))),
                because=item.reasons,
            )
            for item in self.open
        )
        sums = tuple(
            SUM(
                currency=each.currency, net=each.net, tax=each.tax, rounding=each.rounding,
                payable=each.payable,
                lines=sum(line.currency == each.currency for line in self.lines),
            )
            for each in self.totals
        )  # fmt: skip
        return lines + waiting + sums

    def __getitem__(self, item: str) -> tuple[Line, ...]:
        """The lines of a service item, kind of expense, pack or milestone; () if it has none.

        A statement doesn't know its contract's catalogue: what it has no line of costs nothing
        in it, so an unknown item is no error here.

        Raises:
            WrongType: for what is no text.
        """
        # without it Python would take this for a sequence without end, and iterate for ever
        check_type(item, str, where="Statement[item]")
        return tuple(line for line in self.lines if line.key.item == item)
