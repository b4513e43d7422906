"""The lines of a bill before tax: what each piece of work costs, and what it accumulates to."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from attrs import frozen

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.entitlements import (
    AtCost,
    Chargeable,
    Cost,
    NotOffered,
    QuoteFirst,
    Undetermined,
)
from servicedesk.errors import InvalidValue
from servicedesk.incidents import Cause, Facts, Period
from servicedesk.money import NOUGHT, ONE, Money, Ratio
from servicedesk.reasons import Reason, ReasonKind
from servicedesk.statements.accounts import ANY, Account, Quote, one_day
from servicedesk.statements.factors import (
    Share,
    discount_reasons,
    scaled,
    shares_of,
    sum_of,
    surcharge_reasons,
    why_held,
)
from servicedesk.statements.lines import LineKey, LineKind, OpenItem, missing_text
from servicedesk.statements.pricing import (
    Amount,
    accumulate,
    accumulates,
    parts_in_order,
    parts_of_work,
    price_of,
    quantity_of,
    settle_parts,
    unit_of,
)
from servicedesk.statements.proration import fee_period, index_of
from servicedesk.statements.taxes import Draft, rate_of
from servicedesk.statements.units import unit_text
from servicedesk.tariffs import Flat, Price

NOT_CHARGED = ReasonKind(
    "charge.none", "nothing is charged for this work", "本次服务不收费", "本次服務不收費"
)
COUNTED = ReasonKind(
    "charge.counted",
    "counted with others as {quantity} {unit}, see the line of {item}",
    "与其他服务合并计量：{quantity}{unit}，见{item}一行",
    "與其他服務合併計量：{quantity}{unit}，見{item}一行",
)
SAME_VISIT = ReasonKind(
    "charge.same_visit",
    "visit {visit} is charged once, with work {work}",
    "同一次上门{visit}只收一次费，已随{work}计费",
    "同一次上門{visit}只收一次費，已隨{work}計費",
)
SAME_QUOTE = ReasonKind(
    "charge.same_quote",
    "within the quote for request {request}, charged with work {work}",
    "已包含在请求{request}的报价内，随{work}计费",
    "已包含在請求{request}的報價內，隨{work}計費",
)
QUOTED = ReasonKind(
    "charge.quoted",
    "quoted {amount}, agreed on {on}",
    "报价{amount}，于{on}商定",
    "報價{amount}，於{on}商定",
)
PASSED_ON = ReasonKind(
    "charge.passed_on",
    "{cost} passed on at cost: {amount}",
    "{cost}费用按实际支出收取：{amount}",
    "{cost}費用按實際支出收取：{amount}",
)
BORNE = ReasonKind(
    "charge.borne",
    "{cost} {amount} is borne by the vendor",
    "{cost}费用{amount}由服务方承担",
    "{cost}費用{amount}由服務方承擔",
)
NEEDED = ReasonKind(
    "charge.needed",
    "to be found out before it can be billed: {missing}",
    "计费前须确定：{missing}",
    "計費前須確定：{missing}",
)


@frozen(kw_only=True)
class Charges:
    """The drafts of all work of a period, and what is still open.

    Attributes:
        drafts: in the order of time; those before the period are there for what accumulates.
        counted: quantities whose price depends on the whole accounting period.
    """

    drafts: tuple[Draft, ...]
    open: tuple[OpenItem, ...]
    counted: tuple["Counted", ...]


@frozen
class Counted:
    """The quantity of one piece of work that counts for a price on a date, by surcharges."""

    price: Price
    item: str
    day: date
    shares: tuple[Share, ...]


def charge(account: Account, window: Period) -> Charges:
    """What the work inside *window* costs, one draft each and one for each expense."""
    contract, agreed = account.contract, account.quotes
    drafts: list[Draft] = []
    waiting: list[OpenItem] = []
    counted: list[Counted] = []
    for covered, day, found in _labours(account, window):
        work = covered.work
        ref = work.id if not work.part else f"{work.id}#{work.part}"
        key = LineKey(contract.id, work.item, one_day(day), ref)
        if isinstance(found, frozenset):
            because = (
                *covered.coverage.reasons,
                NEEDED(missing=tuple(map(missing_text, sorted(found)))),
            )
            waiting.append(
                OpenItem(key=key, name=account.name(work.item), missing=found, reasons=because)
            )
        else:
            if found.shares and found.price is not None:
                counted.append(Counted(found.price, work.item, day, found.shares))
            drafts.append(_draft(account, key, covered, found.amount, found.price))
        quote = agreed.get((covered.request.id, work.item))
        drafts.extend(_expenses(contract, covered, quote, key))
    return Charges(drafts=tuple(drafts), open=tuple(waiting), counted=tuple(counted))


def counted_in(account: Account, window: Period) -> tuple[Counted, ...]:
    """Only the quantities that count for a price, as `charge` finds them.

    Those of earlier versions, each by its own prices, come first.
    """
    return tuple(
        Counted(found.price, covered.work.item, day, found.shares)
        for each in (*account.earlier, account)
        if (dates := each.dates & window)
        for covered, day, found in _labours(each, dates)
        if isinstance(found, _Labour) and found.shares and found.price is not None
    )


def _labours(
    account: Account, window: Period
) -> Iterator[tuple[Covered, date, "_Labour | frozenset[str]"]]:
    """Each piece of work inside *window* with its date and what the work itself costs."""
    contract, agreed = account.contract, account.quotes
    taken: dict[tuple[object, str], str] = {}
    low, high = _instants_around(window)
    for covered in account.works:
        work = covered.work
        quote = agreed.get((covered.request.id, work.item))
        # earlier work matters only for what is charged once: a shared visit, a quote
        alone = work.visit is None and quote is None
        if work.at >= high:
            break
        if alone and work.at < low:
            continue
        day = contract.date_of(work.at)
        if day >= window.end or (alone and day not in window):
            continue
        found = _labour(account, covered, quote, taken)
        if day in window:
            yield covered, day, found


def _instants_around(window: Period) -> tuple[datetime, datetime]:
    """Instants surely before and surely after the civil dates of *window* in any zone."""
    margin = timedelta(days=2)
    low = datetime.combine(window.start, time.min, UTC)
    high = datetime.combine(window.end, time.min, UTC)
    last = datetime.max.replace(tzinfo=UTC)
    return (
        low - margin if window.start.year > MINYEAR else low,
        high + margin if window.end.year < MAXYEAR else last,
    )


def _draft(
    account: Account, key: LineKey, covered: Covered, amount: Amount, price: Price | None
) -> Draft:
    cited = () if price is None or price.clause is None else (price.clause,)
    borne = tuple(
        BORNE(cost=expense.cost, amount=expense.amount)
        for expense in covered.work.expenses
        if expense.cost not in covered.coverage.pays
    )
    return Draft(
        key=key,
        kind=LineKind.WORK,
        name=account.name(key.item),
        day=key.period.start,
        amount=amount,
        works=(key.ref,),
        clauses=(*covered.coverage.clauses, *cited),
        reasons=(*covered.coverage.reasons, *borne),
    )


@frozen
class _Labour:
    """What a piece of work costs by itself, or the shares of it that count for a price."""

    amount: Amount
    price: Price | None = None
    shares: tuple[Share, ...] = ()


def _labour(
    account: Account,
    covered: Covered,
    quote: Quote | None,
    taken: dict[tuple[object, str], str],
) -> _Labour | frozenset[str]:
    """What the work itself costs, without expenses, or the facts to find out."""
    contract, terms = account.contract, account.terms
    work, coverage = covered.work, covered.coverage
    match coverage:
        case Undetermined():
            return coverage.missing
        case NotOffered():
            return frozenset({"agreement"})
        case QuoteFirst():
            return _quoted(covered, quote, taken)
        case AtCost() if not any(each.cost in coverage.pays for each in work.expenses):
            return frozenset({"cost"})
        case Chargeable() if Cost.LABOUR in coverage.pays:
            pass
        case _:
            return _Labour(nothing(contract.currency, NOT_CHARGED()))
    facts = _facts(contract, covered)
    price = price_of(account.prices, work.item, facts)
    if isinstance(price, frozenset):
        return price
    unit = unit_of(price.tariff)
    if work.visit is not None and (isinstance(price.tariff, Flat) or unit == "visit"):
        charged = taken.setdefault((price, work.visit), work.id)
        if charged != work.id:
            reason = SAME_VISIT(visit=work.visit, work=charged)
            return _Labour(nothing(contract.currency, reason), price)
    shares = shares_of(terms.surcharges, work, facts)
    if isinstance(shares, frozenset):
        return shares
    began = work.at.astimezone(ZoneInfo(contract.timezone))
    surcharges = surcharge_reasons(shares, why=why_held(terms.surcharges, began, facts))
    if accumulates(price.tariff):
        quantity = quantity_of(work, unit)
        reason = COUNTED(
            quantity=quantity, unit=unit_text(unit, quantity), item=account.name(price.item or ANY),
            because=surcharges,
        )  # fmt: skip
        amount = evolve_quantity(nothing(contract.currency, reason), quantity, unit)
        return _Labour(amount, price, scaled(shares, quantity))
    parts = parts_of_work(price.tariff, work, facts)
    if isinstance(parts, frozenset):
        return parts
    factors = (*surcharges, *discount_reasons(account.discounts(work.item)))
    return _Labour(settle_parts(parts, unit, contract.currency, terms.rounding, factors), price)


def _quoted(
    covered: Covered, quote: Quote | None, taken: dict[tuple[object, str], str]
) -> _Labour | frozenset[str]:
    if quote is None:
        return frozenset({"quote"})
    ref = f"{covered.work.id}#{covered.work.part}"
    charged = taken.setdefault((quote.item, quote.request), ref)
    if charged != ref:
        reason = SAME_QUOTE(request=quote.request, work=charged.removesuffix("#0"))
        return _Labour(nothing(quote.amount.currency, reason))
    cited = () if quote.clause is None else (quote.clause,)
    reason = QUOTED(amount=quote.amount, on=quote.on, clauses=cited)
    return _Labour(stated(quote.amount, reason))


def nothing(currency: str, reason: Reason) -> Amount:
    """No money, and why."""
    return Amount(
        quantity=NOUGHT, unit="incident", price=None, exact=NOUGHT,
        money=Money(0, currency), reasons=(reason,),
    )  # fmt: skip


def stated(money: Money, reason: Reason, unit: str = "incident") -> Amount:
    """An amount that is a fact, not computed here."""
    return Amount(
        quantity=ONE, unit=unit, price=money, exact=Ratio(money.minor), money=money,
        reasons=(reason,),
    )  # fmt: skip


def evolve_quantity(amount: Amount, quantity: Ratio, unit: str) -> Amount:
    """The same amount for another quantity."""
    return Amount(
        quantity=quantity, unit=unit, price=amount.price, exact=amount.exact,
        money=amount.money, reasons=amount.reasons,
    )  # fmt: skip


def _facts(contract: Contract, covered: Covered) -> Facts:
    work = covered.work
    own = {"item": work.item, "tier": contract.tier}
    if contract.fee_plan is not None:
        own["fee_plan"] = contract.fee_plan.kind
    if work.cause is not Cause.UNKNOWN:
        own["cause"] = work.cause.value
    return covered.request.known() | work.facts | own


def _expenses(
    contract: Contract, covered: Covered, quote: Quote | None, key: LineKey
) -> Iterator[Draft]:
    coverage = covered.coverage
    pays = coverage.pays
    if isinstance(coverage, QuoteFirst):
        pays = frozenset() if quote is None else pays - quote.covers
    for index, expense in enumerate(covered.work.expenses):
        if expense.cost not in pays:
            continue
        reason = PASSED_ON(cost=expense.cost, amount=expense.amount)
        yield Draft(
            key=LineKey(contract.id, expense.cost.value, key.period, f"{key.ref}.{index}"),
            kind=LineKind.EXPENSE,
            name=expense.cost.text,
            day=key.period.start,
            amount=stated(expense.amount, reason, "expense"),
            works=(key.ref,),
            clauses=coverage.clauses,
            reasons=coverage.reasons,
        )


def accumulated(
    account: Account, counted: Sequence[Counted], accounting: Period, window: Period
) -> Iterator[Draft]:
    """The drafts of each price whose units add up over *accounting*, for the dates in *window*.

    One for each price, and one more from each date on which the rate of its tax changes.
    """
    contract, terms = account.contract, account.terms
    billed = accounting & window
    if billed is None:
        return
    for index, price in enumerate(account.prices.prices):
        # the same price in an earlier version goes on counting; another one is done with
        mine = [
            each
            for each in counted
            if each.day in accounting
            and (each.price is price or (account.earlier and each.price == price))
        ]
        item = price.item or ANY
        factors = discount_reasons(account.discounts(item))
        for dates in _taxed_alike(account, item, billed):
            inside = [each for each in mine if each.day in dates]
            if not inside:
                continue
            for other in dict.fromkeys(each.item for each in mine):
                _check_alike(account, item, other, dates)
            before, reached = (
                settle_parts(
                    parts_in_order(price.tariff, (use for each in used for use in each.shares)),
                    unit_of(price.tariff), contract.currency, terms.rounding, factors,
                )
                for used in (
                    [each for each in mine if each.day < dates.start],
                    [each for each in mine if each.day < dates.end],
                )
            )  # fmt: skip
            quantity = sum_of(use.quantity for each in inside for use in each.shares)
            amount = evolve_quantity(accumulate(before, reached), quantity, unit_of(price.tariff))
            yield Draft(
                key=LineKey(contract.id, item, dates, f"price-{index}"),
                kind=LineKind.WORK,
                name=account.name(item),
                day=dates.start,
                amount=amount,
                works=(),
                clauses=() if price.clause is None else (price.clause,),
            )


def _taxed_alike(account: Account, item: str, billed: Period) -> list[Period]:
    """*billed*, cut at the dates on which the item's rate of tax changes."""
    taxes = account.terms.taxes
    cuts = [billed.start]
    for since in sorted({each.since for each in taxes if each.since is not None}):
        inside = billed.start < since < billed.end
        if inside and rate_of(taxes, item, cuts[-1]) != rate_of(taxes, item, since):
            cuts.append(since)
    return [Period(start, end) for start, end in pairwise([*cuts, billed.end])]


def _check_alike(account: Account, item: str, other: str, dates: Period) -> None:
    """Refuse to count an item with others whose tax or discounts are not the same."""
    if item != ANY:
        return
    rates = {rate_of(account.terms.taxes, item, dates.start)} | {
        rate_of(account.terms.taxes, other, part.start)
        for part in _taxed_alike(account, other, dates)
    }
    if len(rates) > 1 or account.discounts(item) != account.discounts(other):
        raise InvalidValue(
            "counted with other items, but taxed or discounted apart", got=other,
            expected=f"a price for {other}", where="PriceList.prices",
        )  # fmt: skip


def accounting_periods(account: Account, window: Period, days: Iterable[date]) -> list[Period]:
    """The accounting periods, counted from the contract's start, in which something is counted.

    They are those in which one of *days* lies and, where there is a commitment, those of the
    term; each touches *window*.
    """
    start, months = account.contract.term.start, account.terms.accounting_months
    found = {index_of(start, months, day) for day in days if day in window}
    inside = window & account.contract.term
    if account.commits and inside is not None:
        last = date.fromordinal(inside.end.toordinal() - 1)
        first, end = index_of(start, months, inside.start), index_of(start, months, last)
        found.update(range(first, end + 1))
    return [fee_period(start, months, index) for index in sorted(found)]
