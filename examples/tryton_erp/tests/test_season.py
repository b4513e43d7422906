"""A season of a real contract in a real Tryton: the bill, late work, credit for a missed SLA."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from books import in_books, party, revenue
from posting import post_credit_note, post_statement, stored
from season import CLOSED, CONTRACT, CREDITS, SEASON, clocks, covered
from trytond.exceptions import UserError
from trytond.pool import Pool

from servicedesk.billing import (
    CreditNote,
    CreditWish,
    Statement,
    catch_up,
    fee,
    sample_of,
    service_credit,
)
from servicedesk.errors import InvalidValue, OutOfRange
from servicedesk.money import Money
from servicedesk.reasons import explain

GRANTED = date(2026, 4, 20)
BILL = fee(CONTRACT, covered(), SEASON)


def posted(statement=BILL, *, to="恒温热力公司", on=CLOSED):
    return post_statement(statement, party(to), revenue=revenue(), on=on)


def post(invoice):
    kind = type(invoice)
    kind.validate_invoice([invoice])
    kind.post([invoice])
    return kind(invoice.id)


def booked(invoice):
    """Debit less credit by account, of the posted move."""
    sums = {}
    for line in invoice.move.lines:
        sums[line.account.code] = sums.get(line.account.code, 0) + line.debit - line.credit
    return sums


@in_books
def test_the_season_is_a_draft_invoice_to_the_cent():
    invoice = posted()
    assert (invoice.state, invoice.type, invoice.number) == ("draft", "out", None)
    # 151 of 365 days of 48 000; 2.5 h at night × 1.5 and 1.5 h by day at 380; journeys, a night
    assert [line.amount for line in invoice.lines] == [
        Decimal(each) for each in "19857.53 86.40 86.40 1425.00 153.27 268.00 570.00 86.41".split()
    ]
    assert (invoice.untaxed_amount, invoice.tax_amount, invoice.total_amount) == (
        BILL.net.amount, BILL.tax.amount, BILL.gross.amount,
    )  # fmt: skip
    assert {(tax.tax.rate, tax.base, tax.amount) for tax in invoice.taxes} == {
        (group.rate.decimal, group.net.amount, group.tax.amount) for group in BILL.tax_groups
    }


@in_books
def test_tryton_alone_would_round_otherwise():
    # 9 % of 86.40, 86.40, 153.27, 86.41 by the line: 7.78 + 7.78 + 13.79 + 7.78; of the sum: 37.12
    invoice = posted()
    (journeys,) = (tax for tax in invoice.taxes if tax.tax.rate == Decimal("0.09"))
    assert (journeys.base, journeys.amount) == (Decimal("412.48"), Decimal("37.13"))
    computed = [each for each in invoice._get_taxes().values() if each.tax == journeys.tax]
    assert [each.amount for each in computed] == [Decimal("37.12")]
    invoice.comment = "looked at in the client, and saved"
    invoice.save()
    assert post(invoice).tax_amount == BILL.tax.amount


@in_books
def test_it_is_numbered_and_booked_as_any_invoice():
    invoice = post(posted())
    assert (invoice.state, invoice.number) == ("posted", "1")
    assert booked(invoice) == {
        "1.2.1": BILL.payable.amount,
        "4.2.2": -BILL.net.amount,
        "6.3.4": -BILL.tax.amount,
    }


@in_books
def test_each_line_says_what_it_bills_and_by_which_clause():
    night = posted().lines[3]
    assert (night.quantity, night.unit_price) == (2.5, Decimal("570.0000"))
    assert night.summary == "现场支持 (HS-103-1) 2026-01-17"
    assert "§4.2「超出次数的上门服务按每小时380元计费」（承诺）\n§4.3（承诺）" in night.description
    assert night.note == "ZQ-2025-017:on_site:2026-01-17/2026-01-18:HS-103-1"


@pytest.mark.parametrize(
    ("to", "expected"),
    [("恒温热力公司", "服务费 2025-11-01至2026-03-31"),
     ("Evenheat Ltd", "service fee 2025-11-01 to 2026-03-31"),
     ("Chaleur SA", "service fee 2025-11-01 to 2026-03-31")],
)  # fmt: skip
@in_books
def test_it_speaks_the_language_of_the_customer(to, expected):
    line = posted(to=to).lines[0]
    assert line.summary == expected
    assert "§3.1「年维护费48,000元,按实际天数分摊」" in line.description


@in_books
def test_the_books_remember_what_was_billed_and_why():
    invoice = posted()
    assert stored(invoice, Statement) == BILL
    assert "2.5小时" in explain(stored(invoice, Statement), lang="zh-Hans")


@in_books
def test_the_same_statement_is_never_invoiced_twice():
    first = posted()
    assert posted() == first
    post(first)
    assert posted(fee(CONTRACT, covered(), SEASON)) == first
    assert Pool().get("account.invoice").search_count([]) == 1


@in_books
def test_a_line_is_never_invoiced_by_two_statements():
    posted()
    month = fee(CONTRACT, covered(), evolve(SEASON, end=date(2025, 12, 1)))
    with pytest.raises(UserError, match="catch_up"):
        posted(month)  # its journeys of November stand on the season's invoice


@in_books
def test_a_cancelled_invoice_makes_room_for_the_next():
    first = posted()
    type(first).cancel([first])
    assert posted() != first


@in_books
def test_what_became_known_late_is_invoiced_by_itself():
    known, late = covered()[:-1], covered()[-1:]
    first = posted(fee(CONTRACT, known, SEASON))
    found = catch_up(CONTRACT, [*known, *late], [stored(first, Statement)])
    assert found.changed == ()
    second = posted(found.statement, on=date(2026, 5, 4))
    assert [line.note.split(":")[-1] for line in second.lines] == ["HS-104-1", "HS-104-1.0"]
    assert first.total_amount + second.total_amount == BILL.gross.amount


@in_books
def test_nothing_charged_is_no_invoice():
    nothing = fee(evolve(CONTRACT, fee_plan=None), (), SEASON)
    assert posted(nothing) is None


# --- the SLA was missed


def given_back(invoice, *, reference="SC-2026-1"):
    """Three of four requests were answered in time: 75 % is below 80 %, so 10 % come back."""
    (line,) = stored(invoice, Statement)["service_fee"]
    granted = service_credit(
        CREDITS, sample_of(clocks(), CREDITS), line.net, SEASON, claimed_on=GRANTED
    )
    wish = CreditWish(line.key, granted.amount, granted.clauses, granted.reasons)
    return post_credit_note(invoice, [wish], reference=reference, on=GRANTED)


@in_books
def test_a_missed_sla_is_a_credit_note_to_the_cent():
    invoice = post(posted())
    given = given_back(invoice)
    # 10 % of 19 857.53, and that share of its tax of 1191.45
    assert (given.state, given.untaxed_amount, given.tax_amount, given.total_amount) == (
        "draft", Decimal("-1985.75"), Decimal("-119.14"), Decimal("-2104.89"),
    )  # fmt: skip
    (line,) = given.lines
    assert line.origin == invoice.lines[0]
    assert invoice in given.origin_invoices
    assert line.description.splitlines() == [
        "服务费 2025-11-01至2026-03-31",
        "§7.1「采暖季响应及时率低于95%的,按比例抵扣服务费」（承诺）",
        "§3.1「年维护费48,000元,按实际天数分摊」（承诺）",
    ]
    note = stored(given, CreditNote)
    assert note.gross.amount == given.total_amount
    assert "计入4件，按时3件" in explain(note, lang="zh-Hans")
    assert booked(post(given)) == {
        "1.2.1": note.gross.amount,
        "4.2.2": -note.net.amount,
        "6.3.6": -note.tax.amount,  # the tax's own account of credit notes
    }


@in_books
def test_a_credit_is_given_once():
    invoice = posted()
    first = given_back(invoice)
    assert given_back(invoice) == first
    assert posted() == invoice  # whose lines stand on the credit note too
    assert Pool().get("account.invoice").search_count([]) == 2


@in_books
def test_all_credits_together_end_at_nothing_and_never_below():
    invoice = post(posted())
    part = post(given_back(invoice))
    rest = post(post_credit_note(invoice, None, reference="all", on=GRANTED))
    assert invoice.total_amount + part.total_amount + rest.total_amount == 0
    with pytest.raises(OutOfRange):
        given_back(invoice, reference="once more")
    with pytest.raises(InvalidValue, match="nothing remains"):
        post_credit_note(invoice, None, reference="and again", on=GRANTED)


@in_books
def test_more_than_was_billed_is_not_given_back():
    invoice = posted()
    fare = BILL.lines[1]
    more = CreditWish(fare.key, Money(fare.net.minor + 1, "CNY"))
    with pytest.raises(OutOfRange):
        post_credit_note(invoice, [more], reference="x", on=GRANTED)
    assert Pool().get("account.invoice").search([]) == [invoice]


@in_books
def test_an_invoice_made_by_hand_has_no_statement():
    invoice = posted()
    (by_hand,) = type(invoice).copy([invoice])
    with pytest.raises(UserError, match="not made from"):
        stored(by_hand, Statement)


@in_books
def test_a_credit_by_tryton_s_own_wizard_is_not_overlooked():
    invoice = post(posted())
    (by_tryton,) = type(invoice).credit([invoice])
    assert by_tryton.tax_amount == Decimal("-1364.35")  # computed anew: a cent is missing
    with pytest.raises(UserError, match="not made from"):
        given_back(invoice)


@in_books
def test_the_line_of_a_season_in_the_year_s_other_half_is_its_own():
    rest = evolve(SEASON, start=SEASON.end, end=CONTRACT.term.end)
    both = [posted(), posted(fee(CONTRACT, covered(), rest), on=rest.end - timedelta(days=1))]
    whole = fee(CONTRACT, covered(), CONTRACT.term)
    assert sum(each.untaxed_amount for each in both) == whole.net.amount
