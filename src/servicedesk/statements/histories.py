"""The accounts of a contract's versions: each for the dates on which it counts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import evolve

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.errors import InvalidValue, check_type, listed
from servicedesk.incidents import Period
from servicedesk.renewals import History, history_of, versions_in
from servicedesk.statements.accounts import (
    EVER,
    Account,
    BillingFact,
    Purchase,
    Reached,
    account_of,
)
from servicedesk.statements.lines import Statement
from servicedesk.versions import Dated


def accounts_of(
    contract: Contract | History,
    works: Iterable[Covered],
    facts: Iterable[BillingFact] = (),
    charged: Iterable[Statement] = (),
) -> tuple[Account, ...]:
    """One account for each version, in order; a contract by itself has one, for all dates.

    Raises:
        InvalidValue: as `account_of`, for versions of another id, currency or zone, or a charge
            on a day on which no other plan begins.
    """
    check_type(contract, Contract, Dated, where="contract")
    charges = {each.period.start: each for each in listed(charged, Statement, where="charged")}
    if isinstance(contract, Contract) and not charges:
        return (account_of(contract, works, facts),)
    versions = versions_in(history_of(contract), EVER)
    whole = account_of(versions[0][0], works, facts)
    known = _first_reached(whole.facts)
    found: list[Account] = []
    for version, dates in versions:
        own = evolve(whole, contract=version, dates=dates, facts=tuple(_facts_on(known, dates)))
        if found:
            own = _following(own, found[-1])
        charge = charges.pop(dates.start, None)
        if charge is not None and own.left is not None and charge.contract == version.id:
            to = charge.period.end if charge.lines else dates.start
            own = evolve(own, left=None, fees_to=to)
        elif charge is not None:
            charges[dates.start] = charge
        found.append(own)
    if charges:
        raise InvalidValue(
            "a charge on a day on which no other plan begins", got=str(min(charges)),
            expected="the charge of a change of plan in this history", where="charged",
        )  # fmt: skip
    return tuple(_with_ends(found))


def accounts_in(accounts: Sequence[Account], period: Period) -> list[Account]:
    """Those that bill some dates of *period*.

    Raises:
        InvalidValue: if the prices of one have tax in them, and those of another have not.
    """
    found = [each for each in accounts if each.dates & period] or [accounts[-1]]
    if len({each.terms.basis for each in found}) > 1:
        raise InvalidValue(
            "prices with and without tax in one statement", got=str(period),
            expected="a period in which all versions have prices of one basis",
            where=found[0].contract.id,
        )  # fmt: skip
    return found


def account_on(accounts: Sequence[Account], day: date) -> Account:
    """The account of the version that counts on a date."""
    return next((each for each in accounts if day in each.dates), accounts[-1])


def _first_reached(facts: Sequence[BillingFact]) -> list[BillingFact]:
    """The facts; a milestone that was reached again under a later version is not billed again."""
    first: dict[str, date] = {}
    for fact in facts:
        if isinstance(fact, Reached):
            first[fact.milestone] = min(fact.on, first.get(fact.milestone, fact.on))
    return [
        fact for fact in facts if not isinstance(fact, Reached) or fact.on == first[fact.milestone]
    ]


def _facts_on(facts: Sequence[BillingFact], dates: Period) -> Iterator[BillingFact]:
    """What is for this version to know: of packs and milestones those of its dates."""
    for fact in facts:
        if not isinstance(fact, Purchase | Reached) or fact.on in dates:
            yield fact


def _following(own: Account, before: Account) -> Account:
    """The account with what it has from the version before, if it follows without a gap."""
    held, held_before = own.held, before.held
    if held is None or held_before is None or held_before.end != held.start:
        return own
    one, other = before.contract, own.contract
    if one.fee_plan == other.fee_plan and one.term == other.term:
        own = evolve(own, fees_since=before.fees_since, fees_to=before.fees_to)
    else:
        own = evolve(own, fees_since=held.start, left=before)
    counted_alike = (
        one.term.start == other.term.start
        and before.terms.accounting_months == own.terms.accounting_months
        and before.terms.basis is own.terms.basis
    )
    return evolve(own, earlier=(*before.earlier, before)) if counted_alike else own


def _with_ends(accounts: Sequence[Account]) -> list[Account]:
    """The accounts, each with the dates over which it accumulates together with others."""
    found: list[Account] = []
    after: Account | None = None
    for own in reversed(accounts):
        held = own.held
        if held is not None:
            starts = [each.held.start for each in (*own.earlier, own) if each.held]
            # the version after counts on with this one, if it knows it as an earlier one
            end = after.run.end if after and after.run and after.earlier else held.end
            after = evolve(own, run=Period(starts[0], end))
        else:
            after = own
        found.insert(0, after)
    return found
