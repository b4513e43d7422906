"""A contract with all the facts that its bill is computed from."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.entitlements import Cost, costs
from servicedesk.errors import InvalidValue, UnknownName, check_type, is_a, listed
from servicedesk.incidents import Period, is_key, months_after
from servicedesk.money import Money
from servicedesk.quotas import Lot
from servicedesk.reasons import Clause, Text
from servicedesk.spans import to_utc
from servicedesk.statements.credits import ServiceCredit
from servicedesk.statements.proration import index_of
from servicedesk.tariffs import BillingTerms, Discount, PerIncident, PriceList
from servicedesk.tariffs.checks import not_negative


@frozen(kw_only=True)
class Quote:
    """An agreed price for work that is quoted first (R87).

    Of several for one request and item, the one agreed on last counts.

    Attributes:
        request: the id of the request that it is for.
        item: the service item.
        amount: for all the work of that item for that request, not negative.
        on: the civil date on which the customer agreed.
        covers: the costs that the amount has in it; others are passed on as they arise.
    """

    request: str = field(validator=is_a(str))
    item: str = field(validator=is_key())
    amount: Money = field(validator=[is_a(Money), not_negative])
    on: date = field(validator=is_a(date))
    covers: frozenset[Cost] = field(default=frozenset(Cost), converter=costs)
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))


@frozen(kw_only=True)
class Purchase:
    """A prepaid pack bought.

    Attributes:
        id: the host's name of the purchase; one that is given twice counts once.
        pack: the key of a pack in the plan.
        on: the civil date of the purchase.
        count: how many.
    """

    id: str = field(validator=is_a(str))
    pack: str = field(validator=is_key())
    on: date = field(validator=is_a(date))
    count: int = field(default=1, validator=is_a(int))

    def __attrs_post_init__(self) -> None:
        if self.count < 1:
            raise InvalidValue("nothing bought", got=self.count, where="Purchase.count")


@frozen(kw_only=True)
class Reached:
    """A project's milestone reached, or accepted; the first date counts."""

    milestone: str = field(validator=is_key())
    on: date = field(validator=is_a(date))


ANY = "any"
"""The item of a line whose price counts units of any item together."""

_SEVERAL = Text("services of several kinds", "多项服务合计", "多項服務合計")

BillingFact = Purchase | Reached | Quote | ServiceCredit

EVER = Period(date.min, date.max)


@frozen(kw_only=True)
class Account:
    """A contract with all the facts that its bill is computed from.

    Attributes:
        works: by instant, each once.
        facts: what else is billed.
        dates: on which this version of the contract counts.
        earlier: the accounts of the versions before it that count in the same accounting periods.
        run: the dates of the term that these and later versions count together; None is the term.
        fees_since: from when this version's fees for time count; None is the start of its term.
        fees_to: up to when they were charged by a change of plan.
        left: the account of the version whose plan ended then, before its term did.
    """

    contract: Contract
    works: tuple[Covered, ...]
    facts: tuple[BillingFact, ...] = ()
    dates: Period = EVER
    earlier: tuple["Account", ...] = ()
    run: Period | None = None
    fees_since: date | None = None
    fees_to: date | None = None
    left: "Account | None" = None

    @property
    def held(self) -> Period | None:
        """The dates of the term on which this version counts."""
        return self.contract.term & self.dates

    @property
    def terms(self) -> BillingTerms:
        """What goes for all lines."""
        return terms_of(self.contract)

    @property
    def commits(self) -> bool:
        """Whether this version, or an earlier one of the same accounting, has a commitment."""
        return any(each.terms.commitment is not None for each in (*self.earlier, self))

    @property
    def prices(self) -> PriceList:
        """The price list, an empty one where the plan has none."""
        plan = self.contract.fee_plan
        listed = None if plan is None else plan.prices
        return listed or PriceList(self.contract.currency)

    @property
    def quotes(self) -> dict[tuple[str, str], Quote]:
        """The agreed quotes by request and item."""
        return {(fact.request, fact.item): fact for fact in self.facts if isinstance(fact, Quote)}

    def name(self, item: str, otherwise: Text | None = None) -> Text:
        """The words of an item in the contract's catalogue, else *otherwise*, else its key."""
        for each in self.contract.items:
            if each.key == item:
                return each.name
        return _SEVERAL if item == ANY else otherwise or Text(item, item, item)

    @property
    def months(self) -> int:
        """The whole months of the contract's term."""
        term = self.contract.term
        return index_of(term.start, 1, term.end)

    def discounts(self, item: str) -> tuple[Discount, ...]:
        """The discounts of an item in a contract of this length."""
        return self.terms.discounts_of(item, self.months)


def terms_of(contract: Contract) -> BillingTerms:
    """What goes for all lines of a contract's bills."""
    return BillingTerms() if contract.fee_plan is None else contract.fee_plan.terms


def account_of(
    contract: Contract, works: Iterable[Covered], facts: Iterable[BillingFact] = ()
) -> Account:
    """The facts put in order; one that is given twice counts once.

    Raises:
        InvalidValue: for two pieces of work, purchases, credits or quotes of one day that differ
            and have one identity.
    """
    found: dict[tuple[str, int], Covered] = {}
    check_type(contract, Contract, where="contract")
    for covered in listed(works, Covered, where="works"):
        key = (covered.work.id, covered.work.part)
        first = found.setdefault(key, covered)
        if first is not covered and first != covered:
            raise InvalidValue("two pieces of work of one id", got=covered.work.id, where="works")
    ordered = sorted(
        found.values(), key=lambda each: (to_utc(each.work.at), each.work.id, each.work.part)
    )
    return Account(contract=contract, works=tuple(ordered), facts=_once(facts))


def _once(facts: Iterable[BillingFact]) -> tuple[BillingFact, ...]:
    """Each fact once, and of quotes the last, whatever the order in which they are handed in."""
    known: dict[tuple[object, ...], BillingFact] = {}
    quotes: dict[tuple[str, str], Quote] = {}
    given = listed(facts, Purchase, Reached, Quote, ServiceCredit, where="facts")
    for index, fact in enumerate(given):
        first = known.setdefault(_identity(fact), fact)
        if first != fact:
            where = f"facts[{index}]"
            raise InvalidValue("two facts of one identity", got=(first, fact), where=where)
        if isinstance(fact, Quote):
            last = quotes.get((fact.request, fact.item), fact)
            quotes[fact.request, fact.item] = max(last, fact, key=lambda each: each.on)
    others = (fact for fact in known.values() if not isinstance(fact, Quote))
    return (*others, *quotes.values())


def _identity(fact: BillingFact) -> tuple[object, ...]:
    match fact:
        case Purchase():
            return Purchase, fact.id
        case Reached():
            return Reached, fact.milestone, fact.on
        case Quote():
            return Quote, fact.request, fact.item, fact.on
        case ServiceCredit():
            return ServiceCredit, fact.item, fact.period, fact.on


def lots_of(plan: PerIncident, purchases: Iterable[Purchase], term: Period) -> tuple[Lot, ...]:
    """The lots that bought packs grant, for a quota of the contract.

    A pack lives from the civil date of its purchase: as many months as it says, else to the end
    of *term*. Each pack bought is a lot of its own, so each expires on its own date.

    Raises:
        UnknownName: for a pack that the plan has not.
    """
    check_type(plan, PerIncident, where="plan")
    check_type(term, Period, where="term")
    packs = {pack.key: pack for pack in plan.packs}
    bought = [each for each in _once(purchases) if isinstance(each, Purchase)]
    lots = []
    for purchase in sorted(bought, key=lambda each: (each.on, each.id)):
        pack = packs.get(purchase.pack)
        if pack is None:
            raise UnknownName("unknown pack", got=purchase.pack, expected=", ".join(packs))
        end = term.end if pack.months is None else months_after(purchase.on, pack.months)
        lots += [
            Lot(
                key=f"{pack.key}-{_as_key(purchase.id)}-{number}",
                granted=pack.incidents,
                start=purchase.on,
                end=end,
            )
            for number in range(1, purchase.count + 1)
        ]
    return tuple(lots)


def _as_key(name: str) -> str:
    """A host's name as part of a key: itself if it is one, else what is left of it and a digest."""
    left = "-".join(re.findall("[a-z0-9]+", name.lower()))[:50].strip("-")
    if left == name:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{left}-{digest}" if left else digest


def one_day(day: date) -> Period:
    """The period of a line that bills a single fact."""
    return Period(day, date.fromordinal(day.toordinal() + 1))
