"""What holds for every contract: who pays, what is billed, what is used up."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from attrs import frozen
from hypothesis import settings as Settings  # noqa: N812 - it is a class
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.billing import LineKind, Statement, credit_note, fee, reevaluate, remaining
from servicedesk.codec import structure, unstructure
from servicedesk.contracts import Contract, Covered, Request, Usage, Work, cover, coverage
from servicedesk.errors import InvalidValue, Undecided, check_type
from servicedesk.incidents import Cause, Period
from servicedesk.money import Money, total
from servicedesk.quotas import balance
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.tariffs import PriceBasis
from servicedesk.testing.billing_oracle import statement_sums
from servicedesk.testing.laws.holding import Example, Law, Moot, Tried, chosen, hold
from servicedesk.testing.strategies.fitting import requests_for, works_with_requests

_LONGEST = timedelta(days=3 * 366)


@frozen
class _Subject:
    contract: Contract
    period: Period


# --- cases -----------------------------------------------------------------------------------


@composite
def _years(draw: DrawFn, subject: _Subject) -> Example:
    """Requests of the contract's term and the work done for them."""
    asked, done = draw(works_with_requests(subject.contract))
    return {"requests": asked, "works": done}


@composite
def _cut(draw: DrawFn, subject: _Subject) -> Example:
    """The same, and the days after its start on which the period is cut."""
    days = st.integers(1, max(subject.period.days - 1, 1))
    cuts = draw(st.lists(days, max_size=3, unique=True).map(sorted).map(tuple))
    return {**draw(_years(subject)), "cuts": cuts}


@composite
def _ordered(draw: DrawFn, subject: _Subject) -> Example:
    found = draw(_years(subject))
    return {**found, "shuffled": tuple(draw(st.permutations(found["works"])))}


def _single(subject: _Subject) -> SearchStrategy[Example]:
    return st.fixed_dictionaries(
        {"request": requests_for(subject.contract), "cause": st.sampled_from(Cause)}
    )


def _quotas(subject: _Subject) -> SearchStrategy[Example] | Moot:
    return _years(subject) if subject.contract.quotas else Moot("the contract has no quotas")


# --- what is wrong -----------------------------------------------------------------------------


def _covered(
    subject: _Subject, requests: Sequence[Request], works: Sequence[Work]
) -> tuple[tuple[Covered, ...], Usage]:
    """What is decided; work for which the contract leaves the decision open is left out."""
    try:
        return cover(subject.contract, requests, works)
    except Undecided:
        known = [each for each in works if _is_decided(subject, requests, each)]
        return cover(subject.contract, requests, known)


def _is_decided(subject: _Subject, requests: Sequence[Request], work: Work) -> bool:
    try:
        cover(subject.contract, requests, [work])
    except Undecided:
        return False
    return True


def _bill(subject: _Subject, works: Iterable[Covered], period: Period | None = None) -> Statement:
    return fee(subject.contract, works, period or subject.period)


def _tiles(period: Period, cuts: Sequence[int]) -> list[Period]:
    inside = [period.start + timedelta(days=days) for days in cuts]
    edges = [period.start, *(day for day in inside if day < period.end), period.end]
    return [Period(one, other) for one, other in pairwise(edges)]


def _billed_once(
    subject: _Subject, requests: Sequence[Request], works: Sequence[Work], cuts: Sequence[int]
) -> str:
    covered, _ = _covered(subject, requests, works)
    keys: Counter[Any] = Counter()
    billed: Counter[str] = Counter()
    for period in _tiles(subject.period, cuts):
        statement = _bill(subject, covered, period)
        keys.update(line.key for line in statement.lines)
        for line in statement.lines:
            if line.kind is LineKind.WORK:
                billed.update(line.works)
        billed.update(item.key.ref.split("/")[0] for item in statement.open)
    again = [str(key) for key, times in keys.items() if times > 1]
    if again:
        return f"a line stands in two statements: {again[0]}"
    owed = {
        each.work.id for each in covered if subject.contract.date_of(each.work.at) in subject.period
    }
    missing = sorted(owed - set(billed))
    return f"in no line and not open: {missing}" if missing else ""


def _shuffled(
    subject: _Subject,
    requests: Sequence[Request],
    works: Sequence[Work],
    shuffled: Sequence[Work],
) -> str:
    covered, usage = _covered(subject, requests, works)
    other, other_usage = _covered(subject, requests[::-1], [*shuffled, *works])
    if usage != other_usage:
        return "the quotas are drawn otherwise"
    if _bill(subject, covered) != _bill(subject, [*other[::-1], *other]):
        return "the statement differs"
    return ""


def _amount(statement: Statement) -> Money:
    return statement.net if statement.basis is PriceBasis.NET else statement.gross


def _adds_up(
    subject: _Subject, requests: Sequence[Request], works: Sequence[Work], cuts: Sequence[int]
) -> str:
    covered, _ = _covered(subject, requests, works)
    whole = _amount(_bill(subject, covered))
    parts = [_amount(_bill(subject, covered, each)) for each in _tiles(subject.period, cuts)]
    found = total(parts, whole.currency)
    told = ", ".join(map(str, parts))
    return "" if found == whole else f"{told} make {found}, the whole is {whole}"


def _sums(subject: _Subject, requests: Sequence[Request], works: Sequence[Work]) -> str:
    statement = _bill(subject, _covered(subject, requests, works)[0])
    for each in statement.totals:
        lines = [line for line in statement.lines if line.currency == each.currency]
        net = total((line.net for line in lines), each.currency)
        tax = total((line.tax for line in lines), each.currency)
        if (each.net, each.tax, each.payable) != (net, tax, net + tax + each.rounding):
            return f"the lines make {net} and {tax} of tax, the total says {each.net}, {each.tax}"
    return ""


def _preview(subject: _Subject, requests: Sequence[Request], works: Sequence[Work]) -> str:
    wire = json.loads(json.dumps(unstructure(subject.contract)))
    again = structure(wire, Contract)
    if again != subject.contract:
        return "another contract comes back from JSON"
    covered, _ = _covered(subject, requests, works)
    stored, _ = _covered(_Subject(again, subject.period), requests, works)
    if fee(again, stored, subject.period) != _bill(subject, covered):
        return "the bill of the stored contract differs from the preview"
    return ""


def _reevaluated(subject: _Subject, requests: Sequence[Request], works: Sequence[Work]) -> str:
    statement = _bill(subject, _covered(subject, requests, works)[0])
    for line in statement.lines:
        amount = line.net if statement.basis is PriceBasis.NET else line.gross
        told = reevaluate(line.reasons, line.currency)
        if told != amount:
            return f"{line.key}: its reasons come to {told}, it says {amount}"
    for lang in LANGUAGES:
        if statement.lines and not explain(statement, lang=lang):
            return f"nothing is said in {lang}"
    return ""


def _credited(subject: _Subject, requests: Sequence[Request], works: Sequence[Work]) -> str | Moot:
    statement = _bill(subject, _covered(subject, requests, works)[0])
    if not any(line.net.minor or line.tax.minor for line in statement.lines):
        return Moot("nothing is billed")
    note = credit_note(statement, id="all", on=statement.period.end)
    for line in statement.lines:
        net, tax = remaining(line, [note])
        if net.minor or tax.minor:
            return f"{line.key}: {net} and {tax} remain of a line that was credited whole"
    try:
        credit_note(statement, id="again", on=statement.period.end, earlier=[note])
    except InvalidValue:
        return ""
    return "what was credited whole is credited again"


def _second_bill(
    subject: _Subject, requests: Sequence[Request], works: Sequence[Work]
) -> str | Moot:
    covered, _ = _covered(subject, requests, works)
    try:
        walked = statement_sums(subject.contract, covered, subject.period)
    except InvalidValue as error:
        return Moot(error.what)
    statement = _bill(subject, covered)
    if statement.open:
        return Moot("something is left open on the statement")
    if (statement.net, statement.tax) == walked:
        return ""
    return f"net {statement.net}, tax {statement.tax}; counted by hand {walked[0]}, {walked[1]}"


def _somebody_pays(subject: _Subject, request: Request, cause: Cause) -> str | Moot:
    try:
        answer = coverage(subject.contract, request, cause, at=request.at)
    except Undecided:
        return Moot("the contract leaves open who pays")
    if answer != coverage(subject.contract, request, cause, at=request.at):
        return "asked again it is another answer"
    silent = [lang for lang in LANGUAGES if not explain(answer, lang=lang)]
    return f"nothing is said in {silent}" if silent else ""


def _balanced(subject: _Subject, requests: Sequence[Request], works: Sequence[Work]) -> str:
    _, usage = _covered(subject, requests, works)
    for quota in subject.contract.quotas:
        for day in {subject.period.start, subject.period.end, *(each.on for each in usage.entries)}:
            found = balance(quota, usage.entries, on=day)
            held: Any = found.used
            held = held + found.expired + found.remaining
            if held != found.granted:
                return f"{quota.key} on {day}: {found.granted} granted, {held} accounted for"
    return ""


CONTRACT_LAWS = (
    Law(
        name="somebody_pays_and_it_is_said_why",
        text="who pays is the same each time, with reasons in three languages",
        examples=_single,
        fault=_somebody_pays,
        shows="explain(coverage(contract, request, cause, at=request.at), lang='en')",
    ),
    Law(
        name="each_fact_is_billed_once",
        text="whatever the periods, each piece of work is in one statement, or open",
        examples=_cut,
        fault=_billed_once,
        shows="covered, _ = cover(contract, requests, works)\n"
        "days = [0, *cuts, period.days]\n"
        "edges = [period.start + timedelta(days=each) for each in days]\n"
        "[fee(contract, covered, Period(*each)).lines for each in pairwise(edges)]",
    ),
    Law(
        name="any_order",
        text="the order of the facts, and telling them twice, changes nothing",
        examples=_ordered,
        fault=_shuffled,
        shows="covered, _ = cover(contract, requests, works)\n"
        "again, _ = cover(contract, requests[::-1], [*shuffled, *works])\n"
        "assert fee(contract, covered, period) == fee(contract, [*again[::-1], *again], period)",
    ),
    Law(
        name="a_preview_is_the_bill",
        text="the contract comes back from JSON and bills the same",
        examples=_years,
        fault=_preview,
        shows="covered, _ = cover(contract, requests, works)\n"
        "stored = structure(unstructure(contract), Contract)\n"
        "again, _ = cover(stored, requests, works)\n"
        "assert fee(stored, again, period) == fee(contract, covered, period)",
    ),
    Law(
        name="periods_add_up",
        text="statements of adjoining periods add up to the statement of the whole",
        examples=_cut,
        fault=_adds_up,
        shows="covered, _ = cover(contract, requests, works)\n"
        "days = [0, *cuts, period.days]\n"
        "edges = [period.start + timedelta(days=each) for each in days]\n"
        "[fee(contract, covered, Period(*each)).totals for each in pairwise(edges)]\n"
        "fee(contract, covered, period).totals",
    ),
    Law(
        name="totals_are_sums",
        text="every printed total is the sum of its printed parts",
        examples=_years,
        fault=_sums,
        shows="covered, _ = cover(contract, requests, works)\n"
        "statement = fee(contract, covered, period)\n"
        "statement.lines, statement.totals",
    ),
    Law(
        name="reasons_come_to_the_amount",
        text="the arithmetic in the reasons comes to the amount that is billed",
        examples=_years,
        fault=_reevaluated,
        shows="covered, _ = cover(contract, requests, works)\n"
        "for line in fee(contract, covered, period).lines:\n"
        "    print(line.net, line.gross, reevaluate(line.reasons, line.currency))",
    ),
    Law(
        name="credits_never_exceed_the_line",
        text="a line credited whole leaves nothing, and cannot be credited again",
        examples=_years,
        fault=_credited,
        shows="covered, _ = cover(contract, requests, works)\n"
        "statement = fee(contract, covered, period)\n"
        "note = credit_note(statement, id='all', on=period.end)\n"
        "[remaining(line, [note]) for line in statement.lines]",
    ),
    Law(
        name="quotas_balance",
        text="of a quota, granted is used, expired and remaining",
        examples=_quotas,
        fault=_balanced,
        shows="_, usage = cover(contract, requests, works)\n"
        "[balance(quota, usage.entries, on=period.end) for quota in contract.quotas]",
    ),
    Law(
        name="the_second_bill_agrees",
        text="counting by hand in fractions comes to the same",
        examples=_years,
        fault=_second_bill,
        shows="covered, _ = cover(contract, requests, works)\n"
        "statement = fee(contract, covered, period)\n"
        "assert (statement.net, statement.tax) == statement_sums(contract, covered, period)",
    ),
)
"""The laws of `check_contract`."""


def check_contract(
    contract: Contract,
    *,
    period: Period | None = None,
    laws: Iterable[Law | str] | None = None,
    settings: Settings | None = None,
) -> tuple[Tried, ...]:
    """Try the laws of coverage and billing on a contract of yours.

    Requests for its items and work done for them are drawn in and near its term. Work for which
    the contract leaves the decision `UNDECIDED` is left out.

    Args:
        contract: one version of it.
        period: the civil dates to bill; None is its term, three years of it at most.
        laws: which, by name or your own; None is `CONTRACT_LAWS`.
        settings: how many cases, as Hypothesis has them; None is `QUICK`, the same ones each time.

    Returns:
        How each law was tried, and in how many cases it had nothing to compare.

    Raises:
        InvalidValue: for no laws at all.
        LawBroken: for the first law that does not hold, with the smallest case found.
        UnknownName: for a law that there is not.
        WrongType: for what is no contract.
    """
    check_type(contract, Contract, where="contract")
    term = contract.term
    billed = period or Period(term.start, min(term.end, term.start + _LONGEST))
    subject = _Subject(contract, billed)
    return hold(chosen(laws, CONTRACT_LAWS), subject, settings, period=billed)
