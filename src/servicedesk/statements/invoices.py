"""What tax authorities want of an invoice's arithmetic: profiles as data, and a checker.

A profile says how amounts are rounded and how far each may be from its product; `check_invoice`
names every rule that an invoice breaks, with the line and the numbers.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import field, frozen

from servicedesk.errors import CurrencyMismatch, OutOfRange, are, check_type, is_a
from servicedesk.incidents import is_key
from servicedesk.money import (
    EXPONENTS,
    NOUGHT,
    ONE,
    Money,
    Ratio,
    Residue,
    Rounding,
    RoundingPoint,
    fixed,
    minor_units,
    round_quotient,
    settle,
    total,
)
from servicedesk.reasons import Clause, Lang, Reason, ReasonKind, Text
from servicedesk.statements.credits import CreditLine, CreditNote
from servicedesk.statements.lines import Line, LineKey, Statement, TaxGroup
from servicedesk.statements.units import Percent

WRONG_PRODUCT = ReasonKind(
    "invoice.product",
    "line {line}: price {price} × quantity {quantity} is more than {tolerance} from {net}",
    "第{line}行：单价{price} × 数量{quantity}与金额{net}相差超过{tolerance}",
    "第{line}行：單價{price} × 數量{quantity}與金額{net}相差超過{tolerance}",
)
WRONG_LINE_TAX = ReasonKind(
    "invoice.line_tax",
    "line {line}: {net} at {rate} is more than {tolerance} from the tax {tax}",
    "第{line}行：金额{net}按税率{rate}计算，与税额{tax}相差超过{tolerance}",
    "第{line}行：金額{net}按稅率{rate}計算，與稅額{tax}相差超過{tolerance}",
)
WRONG_GROUP_TAX = ReasonKind(
    "invoice.group_tax",
    "tax group {rate}: {net} is more than {tolerance} from the tax {tax}",
    "税率{rate}合计：金额{net}与税额{tax}相差超过{tolerance}",
    "稅率{rate}合計：金額{net}與稅額{tax}相差超過{tolerance}",
)
WRONG_SPLIT = ReasonKind(
    "invoice.split",
    "line {line}: {gross} with tax at {rate} is {expected} net, not {net}; "
    "only the last line of a rate takes the residue",
    "第{line}行：含税{gross}按税率{rate}折算不含税为{expected}，而非{net}；"
    "尾差只能计入该税率的最后一行",
    "第{line}行：含稅{gross}按稅率{rate}折算不含稅為{expected}，而非{net}；"
    "尾差只能計入該稅率的最後一行",
)
WRONG_SUM = ReasonKind(
    "invoice.sum",
    "the {part} of the lines add up to {found}, the invoice says {said}",
    "各行{part}合计为{found}，票面为{said}",
    "各行{part}合計為{found}，票面為{said}",
)
WRONG_DISCOUNT_RATE = ReasonKind(
    "invoice.discount_rate",
    "line {line} is a discount at {rate}, its line is taxed at {other}",
    "第{line}行折扣的税率{rate}与被折扣行的税率{other}不一致",
    "第{line}行折扣的稅率{rate}與被折扣行的稅率{other}不一致",
)
WRONG_RED = ReasonKind(
    "invoice.red",
    "a full red invoice mirrors the blue one's {part} {blue}, this one says {red}",
    "全额红字发票的{part}应与蓝字发票{blue}相反，实际为{red}",
    "全額紅字發票的{part}應與藍字發票{blue}相反，實際為{red}",
)
_NET = Text("net amounts", "金额", "金額")
_TAX = Text("taxes", "税额", "稅額")


@frozen(kw_only=True)
class InvoiceLine:
    """One line as it stands on an invoice.

    Attributes:
        name: what tells it from others; its key as text, if it has one.
        quantity: of units, None where the line has none.
        price: of one unit without tax, in major units, None where the line has none.
        rate: None for a line without tax.
        discount_on: for a discount, the number of the line that it discounts, from 1.
        category: the tax authority's category.
        key: what it bills, or takes back.
        title: the words for its item.
        works: the ids of the pieces of work that it bills.
        clauses: what it rests on, the deciding one first.
    """

    name: str = field(validator=is_a(str))
    net: Money = field(validator=is_a(Money))
    tax: Money = field(validator=is_a(Money))
    rate: Ratio | None = field(default=None, validator=is_a(Ratio, optional=True))
    quantity: Ratio | None = field(default=None, validator=is_a(Ratio, optional=True))
    price: Decimal | None = field(default=None, validator=is_a(Decimal, optional=True))
    discount_on: int | None = field(default=None, validator=is_a(int, optional=True))
    category: str = field(default="", validator=is_a(str))
    key: LineKey | None = field(default=None, validator=is_a(LineKey, optional=True))
    title: Text | None = field(default=None, validator=is_a(Text, optional=True))
    works: tuple[str, ...] = field(default=(), validator=are(str))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    @property
    def gross(self) -> Money:
        """Net plus tax."""
        return self.net + self.tax

    def label(self, lang: Lang) -> str:
        """What an invoice says of the line: item, work, dates; then each clause on its own."""
        parts = [self.name if self.title is None else self.title.label(lang)]
        if self.works:
            parts.append(f"({', '.join(self.works)})")
        if self.key is not None:
            parts.append(self.key.period.written(lang))
        return "\n".join((" ".join(parts), *(clause.label(lang) for clause in self.clauses)))


@frozen(kw_only=True)
class Invoice:
    """An invoice's arithmetic: its lines, and the sums that it states.

    Attributes:
        rounding: what rounding the sum to payable steps adds; None is nothing.
    """

    lines: tuple[InvoiceLine, ...] = field(validator=are(InvoiceLine))
    net: Money = field(validator=is_a(Money))
    tax: Money = field(validator=is_a(Money))
    rounding: Money | None = field(default=None, validator=is_a(Money, optional=True))

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
        return self.gross if self.rounding is None else self.gross + self.rounding

    @property
    def tax_groups(self) -> tuple[TaxGroup, ...]:
        """The lines by rate and category, what is given back apart from what is charged.

        A ledger posts the taxes of the two to different accounts. `Statement.tax_groups` adds
        them up.
        """
        found: dict[tuple[Ratio, bool, str, bool], list[InvoiceLine]] = {}
        for line in self.lines:
            back = line.net.minor < 0
            key = (line.rate or NOUGHT, line.rate is not None, line.category, back)
            found.setdefault(key, []).append(line)
        return tuple(
            TaxGroup(
                currency=self.currency,
                rate=rate if taxed else None,
                category=category,
                net=total((each.net for each in lines), self.currency),
                tax=total((each.tax for each in lines), self.currency),
            )
            for (rate, taxed, category, _), lines in sorted(found.items())
        )


@frozen(kw_only=True)
class InvoiceProfile:
    """The rules of an authority.

    Attributes:
        rounding: for the terms of a plan whose statements shall pass.
        product: how far price × quantity may be from a line's net, in major units.
        line_tax: how far net × rate may be from a line's tax; None is not asked.
        group_tax: the same of all lines of one rate and category; None is not asked.
        splits: whether prices include tax and only the last line of a rate and category may take
            a residue.
    """

    key: str = field(validator=is_key())
    rounding: Rounding = field(validator=is_a(Rounding))
    product: Decimal | None = field(default=None, validator=is_a(Decimal, optional=True))
    line_tax: Decimal | None = field(default=None, validator=is_a(Decimal, optional=True))
    group_tax: Decimal | None = field(default=None, validator=is_a(Decimal, optional=True))
    splits: bool = field(default=False, validator=is_a(bool))


CHINA_E_INVOICE = InvoiceProfile(
    key="cn_e_invoice",
    rounding=Rounding(point=RoundingPoint.TAX_GROUP, residue=Residue.LAST),
    product=Decimal("0.01"),
    line_tax=Decimal("0.06"),
    splits=True,
)
"""数电票: net = gross ÷ (1 + rate), the last line takes the residue; Piaozone's open standard.

Half a fen of each line adds up: beyond a dozen lines the last one's tax may be further off than
the authority allows, which `check_invoice` names. Then split the invoice, or round line by line
(`RoundingPoint.LINE`), which leaves no residue.
"""

EN_16931 = InvoiceProfile(
    key="en_16931",
    rounding=Rounding(point=RoundingPoint.TAX_GROUP),
    group_tax=Decimal(1),
)
"""European e-invoice: lines add up exactly (BR-CO-10 to 15), tax per rate (BR-CO-17)."""


_MOST_DECIMALS = 60


def invoice_of(
    document: Statement | CreditNote, *, price_decimals: int = 13, quantity_decimals: int = 13
) -> Invoice:
    """The charged lines of a statement, or the lines of a credit note, as an invoice.

    A line's price is its net amount over its quantity. Where decimals so short cannot say the
    quantity, or a price that times the quantity settles to the net amount, the line stands as one
    piece at its net amount: the authority, or the ledger that multiplies, comes to the same sum.

    Args:
        document: lines in one currency.
        price_decimals: how many an invoice's price may have, 13 in China; never fewer than the
            currency's own.
        quantity_decimals: the same of its quantity.

    Raises:
        CurrencyMismatch: for lines in several currencies; each needs its own invoice.
        OutOfRange: for decimals below 0 or above 60.
    """
    check_type(document, Statement, CreditNote, where="document")
    for decimals in (price_decimals, quantity_decimals):
        check_type(decimals, int, where="invoice_of")
        if not 0 <= decimals <= _MOST_DECIMALS:
            raise OutOfRange("no such decimals", got=decimals, expected="0 to 60")
    currencies = {line.net.currency for line in document.lines}
    if len(currencies) > 1:
        raise CurrencyMismatch("an invoice has one currency", got=tuple(sorted(currencies)))
    currency = next(iter(currencies), getattr(document, "currency", "CNY"))
    if isinstance(document, Statement):
        found = (each.rounding for each in document.totals if each.currency == currency)
        rounding = next(found, None)
    else:
        rounding = document.rounding
    lines = tuple(
        _invoice_line(line, price_decimals, quantity_decimals)
        for line in document.lines
        if line.net.minor or line.tax.minor
    )
    return Invoice(
        lines=lines,
        net=total((line.net for line in lines), currency),
        tax=total((line.tax for line in lines), currency),
        rounding=rounding,
    )


def _invoice_line(
    line: Line | CreditLine, price_decimals: int, quantity_decimals: int
) -> InvoiceLine:
    quantity = line.quantity if isinstance(line, Line) else ONE
    price = _unit_price(line.net, quantity, price_decimals)
    if price is None or 10**quantity_decimals % quantity.den:
        quantity = ONE
        price = Decimal(fixed(line.net.minor, EXPONENTS[line.net.currency]))
    return InvoiceLine(
        name=str(line.key),
        net=line.net,
        tax=line.tax,
        rate=line.rate,
        quantity=quantity,
        price=price,
        category=line.category,
        key=line.key,
        title=line.name,
        works=line.works if isinstance(line, Line) else (),
        clauses=line.clauses,
    )


def _unit_price(net: Money, quantity: Ratio, decimals: int) -> Decimal | None:
    """The price of one, None where no price of so many decimals comes to the net amount."""
    if quantity.num <= 0:
        return None
    places = max(decimals, EXPONENTS[net.currency])
    step = 10 ** (places - EXPONENTS[net.currency])
    scaled = round_quotient(net.minor * quantity.den * step, quantity.num)
    # price × quantity is less than half a minor unit from net, so that it settles to it
    off = abs(scaled * quantity.num - net.minor * step * quantity.den)
    return None if 2 * off >= step * quantity.den else Decimal(fixed(scaled, places))


def check_invoice(invoice: Invoice, profile: InvoiceProfile) -> tuple[Reason, ...]:
    """Every rule of the profile that the invoice breaks, by line; none if it is sound.

    The second or a later credit note on one line takes its tax from what remains of the line, so
    that all notes together end at zero; its split may then be a minor unit beside the profile's,
    and is named. Whoever may not send such a note takes back the whole invoice and bills anew.
    """
    check_type(invoice, Invoice, where="invoice")
    check_type(profile, InvoiceProfile, where="profile")
    return (
        *_product_faults(invoice, profile),
        *_tax_faults(invoice, profile),
        *_split_faults(invoice, profile),
        *_discount_faults(invoice),
        *_sum_faults(invoice),
    )


def check_red_invoice(blue: Invoice, red: Invoice) -> tuple[Reason, ...]:
    """Whether a full red invoice copies the totals of the blue one (红字发票)."""
    check_type(blue, Invoice, where="blue")
    check_type(red, Invoice, where="red")
    pairs = ((_NET, blue.net, red.net), (_TAX, blue.tax, red.tax))
    return tuple(
        WRONG_RED(part=part, blue=one, red=other) for part, one, other in pairs if one != -other
    )


def _beyond(exact: Ratio, amount: Money, tolerance: Decimal) -> bool:
    off = exact - Ratio(amount.minor)
    allowed = Ratio.of(tolerance) * Ratio(10 ** EXPONENTS[amount.currency])
    return off > allowed or -off > allowed


def _product_faults(invoice: Invoice, profile: InvoiceProfile) -> Iterator[Reason]:
    if profile.product is None:
        return
    for number, line in enumerate(invoice.lines, start=1):
        if line.price is None or line.quantity is None:
            continue
        exact = minor_units(Money(10 ** EXPONENTS[line.net.currency], line.net.currency),
                            Ratio.of(line.price), line.quantity)  # fmt: skip
        if _beyond(exact, line.net, profile.product):
            yield WRONG_PRODUCT(
                line=number, price=line.price, quantity=line.quantity, net=line.net,
                tolerance=profile.product,
            )  # fmt: skip


def _tax_faults(invoice: Invoice, profile: InvoiceProfile) -> Iterator[Reason]:
    groups: dict[tuple[Ratio, str], list[InvoiceLine]] = {}
    for number, line in enumerate(invoice.lines, start=1):
        if line.rate is None:
            continue
        groups.setdefault((line.rate, line.category), []).append(line)
        off = profile.line_tax
        if off is not None and _beyond(minor_units(line.net, line.rate), line.tax, off):
            yield WRONG_LINE_TAX(
                line=number, net=line.net, rate=Percent(line.rate), tax=line.tax, tolerance=off
            )
    for (rate, _), lines in groups.items():
        net = total((line.net for line in lines), invoice.net.currency)
        tax = total((line.tax for line in lines), invoice.net.currency)
        off = profile.group_tax
        if off is not None and _beyond(minor_units(net, rate), tax, off):
            yield WRONG_GROUP_TAX(rate=Percent(rate), net=net, tax=tax, tolerance=off)


def _split_faults(invoice: Invoice, profile: InvoiceProfile) -> Iterator[Reason]:
    if not profile.splits:
        return
    last = {
        (line.rate, line.category): number for number, line in enumerate(invoice.lines, start=1)
    }
    for number, line in enumerate(invoice.lines, start=1):
        if line.rate is None or last[line.rate, line.category] == number:
            continue
        over = ONE + line.rate
        expected = settle(line.gross, Ratio(over.den, over.num), rounding=profile.rounding)
        if expected != line.net:
            yield WRONG_SPLIT(
                line=number, gross=line.gross, rate=Percent(line.rate), expected=expected,
                net=line.net,
            )  # fmt: skip


def _discount_faults(invoice: Invoice) -> Iterator[Reason]:
    for number, line in enumerate(invoice.lines, start=1):
        if line.discount_on is None:
            continue
        other = _numbered(invoice.lines, line.discount_on)
        if other is None or other.rate != line.rate:
            yield WRONG_DISCOUNT_RATE(
                line=number,
                rate=None if line.rate is None else Percent(line.rate),
                other=None if other is None or other.rate is None else Percent(other.rate),
            )


def _numbered(lines: Sequence[InvoiceLine], number: int) -> InvoiceLine | None:
    return lines[number - 1] if 1 <= number <= len(lines) else None


def _sum_faults(invoice: Invoice) -> Iterator[Reason]:
    currency = invoice.net.currency
    net = total((line.net for line in invoice.lines), currency)
    tax = total((line.tax for line in invoice.lines), currency)
    for part, found, said in ((_NET, net, invoice.net), (_TAX, tax, invoice.tax)):
        if found != said:
            yield WRONG_SUM(part=part, found=found, said=said)
