"""A contract as data: parties, sites, term, tier, fee plan, services, duties, and what is used."""

from datetime import date, datetime

from attrs import field, frozen

from servicedesk.calendars import BusinessCalendar, CombinedCalendar
from servicedesk.calendars.tables import zone_of
from servicedesk.decisions.conditions import ALWAYS, Condition, is_condition
from servicedesk.entitlements import (
    Entitlement,
    Liability,
    Payment,
    Request,
    ServiceItem,
    Warranty,
)
from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    OutOfRange,
    UnknownName,
    are,
    check_aware,
    is_a,
)
from servicedesk.incidents import Facts, FactValue, Period, is_key
from servicedesk.money import check_currency
from servicedesk.quotas import Carry, Draw, Entry, Quota, Reversal
from servicedesk.reasons import Clause, Text
from servicedesk.schedules import AfterEach, Due, Every, Once
from servicedesk.sla import ElapsedTime, Policy, TargetClock
from servicedesk.tariffs import AfterEnd, Annual, CreditTerms, FeePlan, PerIncident, Project


@frozen
class Party:
    """Who has agreed, as the host names them.

    Attributes:
        key: its name in the contract.
        role: "vendor", "customer", "agent".
        name: its full name, for statements.
    """

    key: str = field(validator=is_key())
    role: str = field(validator=is_key())
    name: str = field(default="", validator=is_a(str))


@frozen(kw_only=True)
class Site:
    """A place where the software is used.

    Attributes:
        key: its name in the contract.
        timezone: its zone; None is the contract's.
        locality: where it lies from the service team's (R67, R68), if the contract says so.
        name: its words, for statements and reports.
    """

    key: str = field(validator=is_key())
    timezone: str | None = field(default=None, validator=is_a(str, optional=True))
    locality: str | None = field(default=None, validator=is_key(optional=True))
    name: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        if self.timezone is not None:
            zone_of(self.timezone, where=f"Site {self.key}")


@frozen(kw_only=True)
class ServiceHours:
    """When a service is given: by channel, item and tier, as the condition says (C1).

    Attributes:
        clock: the desk's calendar, or `ELAPSED` around the clock.
        when: over the facts of the request and of the contract (`tier`, `fee_plan`).
        clauses: where it is written, and how binding that is.
    """

    clock: TargetClock = field(validator=is_a(BusinessCalendar, CombinedCalendar, ElapsedTime))
    when: Condition = field(default=ALWAYS, validator=is_condition())
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))


@frozen(kw_only=True)
class Arrears:
    """What becomes of a contract whose fees are not paid.

    Attributes:
        grace_days: so many civil days after the first unpaid day it goes on as agreed.
        tier: the tier that it then counts as, until it is paid.
        clauses: where it is written.
    """

    grace_days: int = field(validator=is_a(int))
    tier: str = field(validator=is_key())
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        if self.grace_days < 0:
            raise OutOfRange("negative days", got=self.grace_days, where="Arrears.grace_days")


@frozen(kw_only=True)
class Obligation:
    """What the customer owes (R134 to R137).

    No source document says what follows when it is neglected; a consequence is the host's own
    policy and shown as such.

    Attributes:
        key: its name, as "trained_people".
        text: what is owed, in words.
        kept: the condition on the facts about it; None: no fact tells.
        due: when it falls due, for `reporting.due_obligations`; None: at any time, as facts tell.
        consequence: what the host's policy attaches to neglect ("excludes_credits"); None:
            nothing.
        consequence_clauses: where the host's policy says so; needed with a consequence.
        clauses: where the duty is written.
    """

    key: str = field(validator=is_key())
    text: Text = field(validator=is_a(Text))
    kept: Condition | None = field(default=None, validator=is_condition(optional=True))
    due: Due | None = field(default=None, validator=is_a(Every, Once, AfterEach, optional=True))
    consequence: str | None = field(default=None, validator=is_key(optional=True))
    consequence_clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        where = f"Obligation {self.key}"
        if (self.consequence is None) is not (not self.consequence_clauses):
            raise InvalidValue(
                "a consequence and its clause go together", got=self.consequence, where=where
            )
        if self.consequence is not None and self.kept is None and self.due is None:
            raise InvalidValue(
                "a consequence of what can't be measured", got=self.consequence, where=where
            )


@frozen(kw_only=True)
class Usage:
    """What has been used of a contract, and whether it is paid.

    Attributes:
        entries: the ledger of all its quotas, in the order in which it was written.
        overdue_since: the first civil date on which an amount due was unpaid; None: all is paid.
    """

    entries: tuple[Entry, ...] = field(default=(), validator=are(Draw, Reversal, Carry))
    overdue_since: date | None = field(default=None, validator=is_a(date, optional=True))


NOTHING_USED = Usage()

_AFTER_END = {
    AfterEnd.CHARGED: Payment.CHARGEABLE,
    AfterEnd.INCLUDED: Payment.INCLUDED,
    AfterEnd.NOT_OFFERED: Payment.NOT_OFFERED,
}


@frozen(kw_only=True)
class Contract:
    """What a customer is entitled to, from when to when, and on which terms.

    Attributes:
        id: the host's name of it.
        currency: the currency of its prices, fees and expenses.
        timezone: the zone whose civil dates count for its term, warranties and quotas.
        term: its civil dates, the last one excluded.
        tier: its tier ("free", "premium", a host's own).
        fee_plan: how it is paid for; None: nothing is.
        items: the catalogue of services that its terms speak of.
        entitlements: how each item is paid for, the special before the general.
        liabilities: who is liable for which cause, the special before the general.
        warranties: when the vendor answers for defects.
        quotas: what the fee has paid for in number.
        parties: who has agreed.
        sites: where the software is used; empty: one place, in the contract's zone.
        unlisted: how an item is paid for that the catalogue has and no entitlement speaks of.
        after_term: how everything is paid for outside the term; None: as the project's
            `after_end` says, else charged (R63).
        hours: when services are given, the special before the general; the first whose condition
            holds counts.
        policy: the SLA policy, whose targets may look at `tier` and `fee_plan`; None: no time is
            promised.
        arrears: what becomes of it while fees are unpaid; None: nothing.
        obligations: what the customer owes.
        credit_terms: what missed targets give back; None: nothing.
        clauses: where `unlisted` and `after_term` are written.

    Raises:
        UnknownName: for an entitlement, warranty or liability that speaks of an item that is not
            in the catalogue, for an unknown quota, currency or zone.
        InvalidValue: for two things of one name.
        CurrencyMismatch: for a fee plan in another currency.
    """

    id: str = field(validator=is_a(str))
    currency: str = field(validator=is_a(str))
    timezone: str = field(validator=is_a(str))
    term: Period = field(validator=is_a(Period))
    tier: str = field(validator=is_key())
    fee_plan: FeePlan | None = field(
        default=None, validator=is_a(PerIncident, Annual, Project, optional=True)
    )
    items: tuple[ServiceItem, ...] = field(validator=are(ServiceItem))
    entitlements: tuple[Entitlement, ...] = field(validator=are(Entitlement))
    liabilities: tuple[Liability, ...] = field(default=(), validator=are(Liability))
    warranties: tuple[Warranty, ...] = field(default=(), validator=are(Warranty))
    quotas: tuple[Quota, ...] = field(default=(), validator=are(Quota))
    parties: tuple[Party, ...] = field(default=(), validator=are(Party))
    sites: tuple[Site, ...] = field(default=(), validator=are(Site))
    unlisted: Payment = field(default=Payment.QUOTE_FIRST, validator=is_a(Payment))
    after_term: Payment | None = field(default=None, validator=is_a(Payment, optional=True))
    hours: tuple[ServiceHours, ...] = field(default=(), validator=are(ServiceHours))
    policy: Policy | None = field(default=None, validator=is_a(Policy, optional=True))
    arrears: Arrears | None = field(default=None, validator=is_a(Arrears, optional=True))
    obligations: tuple[Obligation, ...] = field(default=(), validator=are(Obligation))
    credit_terms: CreditTerms | None = field(
        default=None, validator=is_a(CreditTerms, optional=True)
    )
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        where = f"Contract {self.id}"
        check_currency(self.currency, where=where)
        zone_of(self.timezone, where=where)
        if self.fee_plan is not None and self.fee_plan.currency != self.currency:
            raise CurrencyMismatch(
                "a fee plan in another currency",
                got=self.fee_plan.currency,
                expected=self.currency,
                where=where,
            )
        for what, names in (
            ("items", [item.key for item in self.items]),
            ("quotas", [quota.key for quota in self.quotas]),
            ("lots", [lot.key for quota in self.quotas for lot in quota.lots]),
            ("parties", [party.key for party in self.parties]),
            ("sites", [site.key for site in self.sites]),
            ("obligations", [obligation.key for obligation in self.obligations]),
        ):
            if len(set(names)) != len(names):
                raise InvalidValue(f"two {what} of one name", got=names, where=where)
        for entitlement in self.entitlements:
            self.item(entitlement.item)
            if entitlement.quota is not None:
                self.quota(entitlement.quota)
        spoken_of = [rule.items for rule in self.warranties]
        spoken_of += [rule.items for rule in self.liabilities]
        for item in frozenset().union(*spoken_of):
            self.item(item)
        self._check_duties(where)

    def _check_duties(self, where: str) -> None:
        names = {item.key for item in self.items}
        for owed in self.owed:
            if isinstance(owed, Obligation) and owed.key in names:
                raise InvalidValue(
                    "a service and an obligation of one name", got=owed.key, where=where
                )
            if isinstance(owed.due, AfterEach):
                if owed.key in owed.due.items:
                    raise InvalidValue("it follows itself", got=owed.key, where=where)
                for item in owed.due.items:
                    self.item(item)

    @property
    def owed(self) -> tuple[ServiceItem | Obligation, ...]:
        """What either side owes: the vendor's services, then the customer's obligations."""
        return (*self.items, *self.obligations)

    def item(self, key: str) -> ServiceItem:
        """The catalogue's entry of this name. Raises `UnknownName`."""
        for item in self.items:
            if item.key == key:
                return item
        names = ", ".join(item.key for item in self.items)
        raise UnknownName("unknown service item", got=key, expected=names, where=self.id)

    def site(self, key: str) -> Site:
        """The site of this name. Raises `UnknownName`."""
        for site in self.sites:
            if site.key == key:
                return site
        names = ", ".join(site.key for site in self.sites)
        raise UnknownName("unknown site", got=key, expected=names, where=self.id)

    def quota(self, key: str) -> Quota:
        """The quota of this name. Raises `UnknownName`."""
        for quota in self.quotas:
            if quota.key == key:
                return quota
        names = ", ".join(quota.key for quota in self.quotas)
        raise UnknownName("unknown quota", got=key, expected=names, where=self.id)

    def facts(self, request: Request, *, tier: str | None = None) -> Facts:
        """All that conditions can look at: the request's facts with `tier` and `fee_plan`.

        Where the request doesn't say the locality, its site's counts.

        Args:
            request: the request.
            tier: the tier that the contract counts as; None is its own.

        Raises:
            UnknownName: for a site that the contract has not.
        """
        plan = "none" if self.fee_plan is None else self.fee_plan.kind
        joined: dict[str, FactValue] = {"tier": tier or self.tier, "fee_plan": plan}
        if request.site is not None:
            locality = self.site(request.site).locality
            if request.locality is None and locality is not None:
                joined["locality"] = locality
        return request.known() | joined

    def date_of(self, instant: datetime) -> date:
        """The civil date of an instant in the contract's zone."""
        check_aware(instant, where="instant")
        return instant.astimezone(zone_of(self.timezone, where=self.id)).date()

    @property
    def payment_after_term(self) -> Payment:
        """How everything is paid for outside the term."""
        if self.after_term is not None:
            return self.after_term
        if isinstance(self.fee_plan, Project):
            return _AFTER_END[self.fee_plan.after_end]
        return Payment.CHARGEABLE
