"""What became known after its period was billed: billed once, or named as changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from attrs import field, frozen

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.errors import InvalidValue, are, is_a, listed
from servicedesk.incidents import Period
from servicedesk.money import Money, Ratio, total
from servicedesk.reasons import ReasonKind
from servicedesk.renewals import History
from servicedesk.statements.accounts import Account, BillingFact
from servicedesk.statements.bills import Difference, drafts_of, statement_of
from servicedesk.statements.credits import CreditNote, once
from servicedesk.statements.factors import sum_of
from servicedesk.statements.histories import account_on, accounts_in, accounts_of
from servicedesk.statements.lines import Line, LineKey, LineKind, OpenItem, Statement
from servicedesk.statements.pricing import Amount
from servicedesk.statements.proration import fee_period, index_of
from servicedesk.statements.taxes import Draft
from servicedesk.tariffs import PriceBasis

CAUGHT_UP = ReasonKind(
    "charge.caught_up",
    "with what became known since {now}, less {before} billed before: {amount}",
    "加上后来知悉的服务共{now}，减此前已计{before}：{amount}",
    "加上後來知悉的服務共{now}，減此前已計{before}：{amount}",
)

_LATE = "+late-"
_FACTS = (LineKind.PACK, LineKind.MILESTONE, LineKind.CREDIT)
_FEES = (LineKind.FEE, LineKind.ADDED)


@frozen(kw_only=True)
class CatchUp:
    """What has become known about periods that were billed already.

    Attributes:
        statement: the lines that were not billed, and what is still open.
        changed: lines that were billed and of which less is due now, or another amount; in the
            basis of the plan's prices. They need a credit note, or a further charge.
    """

    statement: Statement = field(validator=is_a(Statement))
    changed: tuple[Difference, ...] = field(validator=are(Difference))


def catch_up(
    contract: Contract | History,
    works: Iterable[Covered],
    billed: Iterable[Statement],
    *,
    caught_up: Iterable[Statement] = (),
    credited: Iterable[CreditNote] = (),
    facts: Iterable[BillingFact] = (),
) -> CatchUp:
    """Bill what became known too late for its period: a cause found, a quote agreed, late entries.

    Each fact is billed exactly once: lines that were billed or caught up are not billed again.
    What counts over a whole accounting period (quantities whose price accumulates, the minimum
    commitment) is billed by what it has come to more than was billed, on a line of its own; if it
    has come to less, `changed` says of which lines to take it back. Fees for time are never late.

    Args:
        contract: the contract, or if it was changed its history: each date by its own version.
        works: all work known now, with its coverage.
        billed: the statements of the contract that were issued for its periods.
        caught_up: the statements that earlier catch-ups led to, and the charges of changes of plan.
        credited: the credit notes that all these statements have had.
        facts: as for `billing.fee`.

    Raises:
        InvalidValue: if nothing was billed, a statement or note is of another contract, or the
            periods of two statements overlap.
    """
    every = accounts_of(contract, works, facts)
    name = every[0].contract.id
    issued = listed(billed, Statement, where="billed")
    earlier = listed(caught_up, Statement, where="caught_up")
    for statement in (*issued, *earlier):
        if statement.contract != name:
            raise InvalidValue("a statement of another contract", got=statement.contract)
    if not issued:
        raise InvalidValue("nothing was billed yet", expected="statements to catch up with")
    whole = Period(
        min(each.period.start for each in issued), max(each.period.end for each in issued)
    )
    accounts = accounts_in(every, whole)
    known = {line.key: line for each in (*issued, *earlier) for line in each.lines}
    left = _left(accounts[0], known, credited)
    drafts: dict[LineKey, Draft] = {}
    waiting: dict[LineKey, OpenItem] = {}
    periods = _apart(statement.period for statement in issued)
    for period in periods:
        found, still_open = drafts_of(accounts, period)
        drafts.update((draft.key, draft) for draft in found)
        waiting.update((item.key, item) for item in still_open)
    late, changed = _single_lines(known, left, drafts)
    for group in _groups(accounts, known, drafts):
        more, less = _whole_period(group, left)
        late += more
        changed += less
    return CatchUp(
        statement=statement_of(accounts, whole, late, tuple(waiting.values())),
        changed=tuple(changed),
    )


def _apart(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The periods, each once; dates are billed at most once."""
    found = tuple(dict.fromkeys(periods))
    for before, after in pairwise(sorted(found, key=lambda each: each.start)):
        if after.start < before.end:
            raise InvalidValue(
                "dates that were billed twice", got=(str(before), str(after)), where="billed"
            )
    return found


def _left(
    account: Account, known: Mapping[LineKey, Line], credited: Iterable[CreditNote]
) -> dict[LineKey, Money]:
    """What each line stands at, in the basis of the plan's prices, after its credits."""
    net = account.terms.basis is PriceBasis.NET
    left = {key: line.net if net else line.gross for key, line in known.items()}
    for note in once(credited):
        if note.contract != account.contract.id:
            raise InvalidValue("a credit note of another contract", got=note.contract)
        for line in note.lines:
            if line.key in left:
                left[line.key] += line.net if net else line.gross
    return left


def _single_lines(
    known: Mapping[LineKey, Line], left: Mapping[LineKey, Money], drafts: Mapping[LineKey, Draft]
) -> tuple[list[Draft], list[Difference]]:
    """Lines that bill single facts, and fees: new ones, and those that are not the same now."""
    changed = []
    for key, line in known.items():
        after = drafts[key].amount.money if key in drafts else None
        now = Money(0, line.currency) if after is None else after
        if line.kind in _FEES:
            continue
        # what was credited in full is gone already
        if not _accumulates(line) and left[key] != now:
            changed.append(Difference(key, left[key], after))
    late = []
    for key, draft in drafts.items():
        if key in known or _accumulates(draft) or draft.kind in _FEES:
            continue
        if draft.works or draft.kind in _FACTS:
            late.append(draft)
        else:
            changed.append(Difference(key, None, draft.amount.money))
    return late, changed


def _accumulates(line: Line | Draft) -> bool:
    """Whether the line bills what counts over a whole accounting period."""
    return not line.works and line.kind in (LineKind.WORK, LineKind.TRUE_UP)


@frozen
class _Group:
    """All lines of one price in one accounting period: as billed, and as they would be now."""

    lines: tuple[Line, ...]
    drafts: tuple[Draft, ...]


def _groups(
    accounts: Sequence[Account], known: Mapping[LineKey, Line], drafts: Mapping[LineKey, Draft]
) -> list[_Group]:
    def name(key: LineKey) -> tuple[str, str, date]:
        account = account_on(accounts, key.period.start)
        start, months = account.contract.term.start, account.terms.accounting_months
        index = index_of(start, months, key.period.start)
        return key.item, key.ref.partition(_LATE)[0], fee_period(start, months, index).start

    lines: dict[tuple[str, str, date], list[Line]] = {}
    now: dict[tuple[str, str, date], list[Draft]] = {}
    for line in known.values():
        if _accumulates(line):
            lines.setdefault(name(line.key), []).append(line)
    for draft in drafts.values():
        if _accumulates(draft):
            now.setdefault(name(draft.key), []).append(draft)
    return [
        _Group(tuple(lines.get(each, ())), tuple(now.get(each, ())))
        for each in dict.fromkeys((*lines, *now))
    ]


def _whole_period(
    group: _Group, left: Mapping[LineKey, Money]
) -> tuple[list[Draft], list[Difference]]:
    if not group.lines:
        return list(group.drafts), []
    currency = group.lines[0].currency
    before = total((left[line.key] for line in group.lines), currency)
    now = total((draft.amount.money for draft in group.drafts), currency)
    if now > before and group.drafts:
        return [_further(group, now, before, left)], []
    return [], _taken_back(group.lines, before - now, left)


def _further(group: _Group, now: Money, before: Money, left: Mapping[LineKey, Money]) -> Draft:
    """One line for what the accounting period has come to more than was billed."""
    lines, drafts = group.lines, group.drafts
    every: tuple[Line | Draft, ...] = (*lines, *drafts)
    more = [each for each in drafts if each.key not in left or each.amount.money > left[each.key]]
    first, amount = (more or drafts)[0], now - before
    numbered = sum(_LATE in line.key.ref for line in lines) + 1
    key = LineKey(
        first.key.contract, first.key.item,
        Period(
            min(each.key.period.start for each in every), max(each.key.period.end for each in every)
        ),
        f"{first.key.ref}{_LATE}{numbered}",
    )  # fmt: skip
    reason = CAUGHT_UP(
        now=now, before=before, amount=amount,
        because=tuple(reason for each in drafts for reason in each.amount.reasons),
    )  # fmt: skip
    return Draft(
        key=key,
        kind=first.kind,
        name=first.name,
        day=first.day,
        amount=Amount(
            quantity=sum_of(each.amount.quantity for each in drafts)
            - sum_of(line.quantity for line in lines),
            unit=first.amount.unit,
            price=None,
            exact=Ratio(amount.minor),
            money=amount,
            reasons=(reason,),
        ),
        clauses=first.clauses,
    )


def _taken_back(
    lines: Sequence[Line], less: Money, left: Mapping[LineKey, Money]
) -> list[Difference]:
    """From which lines to take back what is due no longer: the latest first, down to nothing."""
    found = []
    ordered = sorted(lines, key=lambda each: each.key, reverse=True)
    for line in ordered:
        # a price may fall as the quantity rises, so that a line gives something back already
        there = max(left[line.key], Money(0, line.currency))
        taken = less if line is ordered[-1] else min(less, there)
        if taken.minor:
            found.append(Difference(line.key, left[line.key], left[line.key] - taken))
            less -= taken
    return found
