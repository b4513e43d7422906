"""Any statement to the cent: rates, rounding, prices with tax, credits, money without cents."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count, product

import pytest
from books import in_books, party, revenue, tax
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from posting import post_credit_note, post_statement, stored
from trytond.exceptions import UserError
from trytond.pool import Pool

from servicedesk.billing import CreditNote, CreditWish, Sample, fee, service_credit
from servicedesk.contracts import Chargeable, Contract, Covered, Request, ServiceItem, Work
from servicedesk.incidents import Period
from servicedesk.money import (
    Money,
    Residue,
    Rounding,
    RoundingMode,
    RoundingPoint,
    TaxSide,
    UnitPrice,
)
from servicedesk.reasons import Text
from servicedesk.tariffs import (
    BillingTerms,
    CreditBand,
    CreditTerms,
    PerIncident,
    PerUnit,
    Price,
    PriceBasis,
    PriceList,
    TaxRate,
)

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TAXES = {"training": "6%", "delivery": "9%", "goods": "13%", "export": "0"}
RATED = tuple(TaxRate(rate=rate, items=item) for item, rate in TAXES.items())
ITEMS = (*TAXES, "gift")  # a gift is not taxed at all
TRYTON = Rounding(mode=RoundingMode.HALF_EVEN, point=RoundingPoint.TAX_GROUP)
LATER = date(2026, 8, 1)
NAMES = count()


def bill(amounts, *, currency="CNY", given_back=(), price="1", taxes=RATED, **terms):
    """A statement with a line for each (item, quantity), of a contract of its own."""
    prices = tuple(Price(item=item, tariff=PerUnit(UnitPrice(price, currency))) for item in ITEMS)
    contract = Contract(
        id=f"R-{next(NAMES)}", currency=currency, timezone="UTC", term=YEAR, tier="x",
        entitlements=(),
        items=tuple(ServiceItem(key=item, name=Text(item, item, item)) for item in ITEMS),
        fee_plan=PerIncident(
            prices=PriceList(currency, prices), terms=BillingTerms(taxes=taxes, **terms)
        ),
    )  # fmt: skip
    works = [
        Covered(
            Request(id=f"q{index}", item=item, at=NOON),
            Work(id=f"w{index}", request=f"q{index}", item=item, at=NOON, quantity=quantity),
            Chargeable(),
        )
        for index, (item, quantity) in enumerate(amounts)
    ]
    return fee(contract, works, YEAR, facts=given_back)


def posted(statement):
    return post_statement(statement, party(), revenue=revenue(), on=date(2026, 7, 1))


def same(invoice, document):
    """Every number of the invoice is ours."""
    lines = [line for line in document.lines if line.net.minor or line.tax.minor]
    assert [line.amount for line in invoice.lines] == [line.net.amount for line in lines]
    taxes = {}
    for line in lines:
        if line.rate is not None:
            net, due = taxes.get((line.rate.decimal, line.net.minor < 0), (0, 0))
            key = (line.rate.decimal, line.net.minor < 0)
            taxes[key] = (net + line.net.amount, due + line.tax.amount)
    assert {
        (each.tax.rate, each.base < 0): (each.base, each.amount) for each in invoice.taxes
    } == taxes
    assert (invoice.untaxed_amount, invoice.tax_amount, invoice.total_amount) == (
        document.net.amount, document.tax.amount, document.gross.amount,
    )  # fmt: skip


def tryton_s_own(invoice):
    """What Tryton itself computes of the invoice's lines, by rate."""
    return {each.tax.rate: each.amount for each in invoice._get_taxes().values()}


def held(invoice):
    return {each.tax.rate: each.amount for each in invoice.taxes}


bills = st.lists(
    st.tuples(st.sampled_from(ITEMS), st.decimals("0.01", 5000, places=2)), min_size=1, max_size=7
)
roundings = st.builds(
    Rounding,
    mode=st.sampled_from([RoundingMode.HALF_UP, RoundingMode.HALF_EVEN]),
    point=st.sampled_from(RoundingPoint),
    tax_side=st.sampled_from(TaxSide),
    residue=st.sampled_from(Residue),
)
some = settings(
    max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@in_books
def test_any_statement_is_an_invoice_to_the_cent_and_can_be_taken_back():
    @some
    @given(bills, roundings, st.sampled_from(PriceBasis), st.sampled_from(["CNY", "JPY"]))
    def law(amounts, rounding, basis, currency):
        statement = bill(amounts, rounding=rounding, basis=basis, currency=currency)
        invoice = posted(statement)
        if invoice is None:  # less than half a yen
            assert not statement.gross.minor
            return
        same(invoice, statement)
        given_back = post_credit_note(invoice, None, reference="all", on=LATER)
        note = stored(given_back, CreditNote)
        same(given_back, note)
        assert given_back.total_amount == -invoice.total_amount
        type(invoice).validate_invoice([invoice, given_back])
        same(type(invoice)(invoice.id), statement)
        same(type(invoice)(given_back.id), note)

    law()


@in_books
def test_rounded_as_tryton_rounds_its_own_taxes_are_ours():
    @some
    @given(bills)
    def law(amounts):
        invoice = posted(bill(amounts, rounding=TRYTON))
        assert tryton_s_own(invoice) == held(invoice)

    law()


@in_books
def test_by_the_line_too_where_the_company_rounds_so():
    configuration = Pool().get("account.configuration")(1)
    configuration.tax_rounding = "line"
    configuration.save()
    invoice = posted(
        bill(
            [("training", Decimal("0.75"))] * 3,  # 4.5 cents each, to even: 4
            rounding=Rounding(mode=RoundingMode.HALF_EVEN, point=RoundingPoint.LINE),
        )
    )
    assert tryton_s_own(invoice) == held(invoice) == {Decimal("0.06"): Decimal("0.12")}


@pytest.mark.parametrize(
    ("point", "mode", "tax"),
    [
        # three lines of 0.75 at 6 % are 4.5 cents each, 13.5 together
        (RoundingPoint.LINE, RoundingMode.HALF_UP, "0.15"),
        (RoundingPoint.LINE, RoundingMode.HALF_EVEN, "0.12"),
        (RoundingPoint.TAX_GROUP, RoundingMode.HALF_UP, "0.14"),
        (RoundingPoint.TAX_GROUP, RoundingMode.HALF_EVEN, "0.14"),
        (RoundingPoint.DOCUMENT, RoundingMode.DOWN, "0.13"),
    ],
)
@in_books
def test_where_tax_is_rounded_is_the_contract_s_own_affair(point, mode, tax):
    amounts = [("training", Decimal("0.75"))] * 3
    invoice = posted(bill(amounts, rounding=Rounding(mode=mode, point=point)))
    assert (invoice.untaxed_amount, invoice.tax_amount) == (Decimal("2.25"), Decimal(tax))


@in_books
def test_prices_with_tax_come_out_as_they_were_agreed():
    # three times 10.00 with 6 %: 28.30 and 1.70, where 6 % of the lines' 9.43 would be 0.57 each
    invoice = posted(bill([("training", Decimal(10))] * 3, basis=PriceBasis.GROSS))
    assert invoice.total_amount == Decimal("30.00")


@in_books
def test_yen_have_no_cents():
    # 1935 at 9 %: 174.15; 33 at 6 %: 1.98
    statement = bill([("delivery", 1935), ("training", 33)], currency="JPY")
    invoice = posted(statement)
    assert (invoice.currency.code, invoice.total_amount) == ("JPY", Decimal(2144))
    assert held(invoice) == {Decimal("0.09"): Decimal(174), Decimal("0.06"): Decimal(2)}
    type(invoice).post([invoice])
    sides = [
        (line.debit, line.credit) for line in invoice.move.lines if line.account.code == "1.2.1"
    ]
    assert sides == [(Decimal("107.20"), 0)]  # 20 yen are a yuan


@in_books
def test_what_is_given_back_on_the_bill_goes_to_its_own_tax_account():
    terms = CreditTerms(bands=(CreditBand("95%", "5%"),), key="training")
    back = service_credit(
        terms, Sample(good=9, all=10), Money.of("100.10", "CNY"), YEAR, claimed_on=date(2026, 6, 1)
    )
    statement = bill([("training", Decimal("100.10"))], given_back=[back])
    invoice = posted(statement)
    same(invoice, statement)
    assert {(each.account.code, each.amount) for each in invoice.taxes} == {
        ("6.3.4", Decimal("6.01")), ("6.3.6", Decimal("-0.30")),
    }  # fmt: skip


@in_books
def test_a_sum_rounded_to_payable_steps_has_a_line_for_the_difference():
    statement = bill([("gift", Decimal("10.02"))], payable_step=Rounding(step="0.05"))
    invoice = posted(statement)
    assert [(line.summary, line.amount) for line in invoice.lines][1:] == [
        ("尾差调整", Decimal("-0.02"))
    ]
    assert invoice.total_amount == statement.payable.amount == Decimal("10.00")
    back = post_credit_note(invoice, None, reference="all", on=LATER)
    assert [line.origin for line in back.lines] == list(invoice.lines)
    assert back.total_amount == Decimal("-10.00")


@in_books
def test_a_price_of_four_decimals_is_kept():
    (line,) = posted(bill([("gift", 1000)], price="0.0125")).lines
    assert (line.quantity, line.unit_price, line.amount) == (
        1000.0, Decimal("0.0125"), Decimal("12.50"),
    )  # fmt: skip


@in_books
def test_a_price_finer_than_tryton_s_stands_as_one_piece():
    # 30 000 × 0.000333 is 9.99; at Tryton's four decimals it would be 9.00
    invoice = posted(bill([("gift", 30_000)], price="0.000333"))
    (line,) = invoice.lines
    assert (line.quantity, line.unit_price, line.amount) == (
        1.0, Decimal("9.99"), Decimal("9.99"),
    )  # fmt: skip


@in_books
def test_credits_in_parts_end_exactly_at_the_invoice():
    statement = bill([("training", Decimal("0.75")), ("goods", Decimal("33.33"))])
    invoice = posted(statement)
    for number, (line, cents) in enumerate(product(statement.lines, (10, None)), start=1):
        wish = CreditWish(line.key, None if cents is None else Money(cents, "CNY"))
        given_back = post_credit_note(invoice, [wish], reference=f"n{number}", on=LATER)
        same(given_back, stored(given_back, CreditNote))
    invoices = Pool().get("account.invoice").search([])
    assert len(invoices) == 5
    assert sum(each.total_amount for each in invoices) == 0


@in_books
def test_a_rate_that_the_books_lack_or_have_twice_is_refused():
    odd = bill([("training", 1)])
    tax("VAT 6% again", "0.06")
    with pytest.raises(UserError, match=r"2 sales taxes of 0\.06"):
        posted(odd)
    found = Pool().get("account.tax").search([("rate", "=", Decimal("0.06"))])
    Pool().get("account.tax").delete(found)
    with pytest.raises(UserError, match="0 sales taxes"):
        posted(odd)
    assert not Pool().get("account.invoice").search([])


@in_books
def test_of_two_taxes_of_one_rate_the_category_chooses():
    groups = Pool().get("account.tax.group")
    for code in ("services", "software"):
        made = tax(f"VAT 6% {code}", "0.06")
        (made.group,) = groups.create([{"name": code, "code": code, "kind": "sale"}])
        made.save()
    rates = (TaxRate(rate="6%", category="software"),)
    invoice = posted(bill([("training", 1)], taxes=rates))
    assert [each.tax.name for each in invoice.taxes] == ["VAT 6% software"]
