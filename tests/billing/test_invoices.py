"""Rounding profiles of tax authorities, indexation, conversion: published numbers, named faults."""

from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.billing import (
    CHINA_E_INVOICE,
    EN_16931,
    ExchangeRate,
    Invoice,
    InvoiceLine,
    Sample,
    check_invoice,
    check_red_invoice,
    convert,
    credit_note,
    fee,
    index_fee,
    invoice_of,
    service_credit,
)
from servicedesk.entitlements import Cost
from servicedesk.errors import CurrencyMismatch, InvalidValue, OutOfRange, WrongType
from servicedesk.incidents import Period
from servicedesk.money import Money, Ratio, Rounding, RoundingMode, RoundingPoint
from servicedesk.reasons import LANGUAGES, clauses
from servicedesk.tariffs import (
    Annual,
    CreditBand,
    CreditTerms,
    Flat,
    Indexation,
    LicenceShare,
    PerUnit,
    PriceBasis,
    TaxRate,
)

from .deals import YEAR, cny, contract, done, per_incident, unit

DAY = date(2026, 3, 2)
SIX = (TaxRate(rate="6%"), TaxRate(rate="13%", items=frozenset({"material"})))


def chinese(amounts, goods=()):
    """A statement with prices that include tax, by the Chinese profile."""
    plan = per_incident(
        PerUnit(unit("1")), basis=PriceBasis.GROSS, taxes=SIX, rounding=CHINA_E_INVOICE.rounding
    )
    works = [
        done(f"w{k}", DAY, quantity=Decimal(amount),
             expenses=[(Cost.MATERIAL, cny(each)) for each in goods[k : k + 1]])
        for k, amount in enumerate(amounts)
    ]  # fmt: skip
    return fee(contract(plan), works, YEAR)


def codes(faults):
    return [fault.code for fault in faults]


def test_the_last_line_takes_the_residue():
    # R6: net = gross ÷ 1.06, three times 10.00: 9.43 each, the whole 30 ÷ 1.06 = 28.30
    statement = chinese(["10", "10", "10"])
    assert [line.net for line in statement.lines] == [cny("9.43"), cny("9.43"), cny("9.44")]
    assert statement.net == cny("28.30")
    assert statement.gross == cny("30")
    assert check_invoice(invoice_of(statement), CHINA_E_INVOICE) == ()
    # the largest remainder would put it in the first line, which the profile does not allow
    other = per_incident(
        PerUnit(unit("1")), basis=PriceBasis.GROSS, taxes=SIX,
        rounding=Rounding(point=RoundingPoint.TAX_GROUP),
    )  # fmt: skip
    works = [done(f"w{k}", DAY, quantity=10) for k in range(3)]
    found = check_invoice(invoice_of(fee(contract(other), works, YEAR)), CHINA_E_INVOICE)
    assert codes(found) == ["invoice.split"]


@given(
    st.lists(st.decimals("0.01", 10_000, places=2), min_size=1, max_size=8),
    st.lists(st.decimals("0.01", 10_000, places=2), max_size=8),
)
def test_statements_by_the_chinese_profile_pass_it(amounts, goods):
    statement = chinese(amounts, goods)
    invoice = invoice_of(statement)
    assert check_invoice(invoice, CHINA_E_INVOICE) == ()
    red = invoice_of(credit_note(statement, id="red", on=DAY))
    assert check_red_invoice(invoice, red) == ()


@given(
    st.lists(st.decimals("0.01", 10_000, places=2), min_size=1, max_size=8),
    st.sampled_from(PriceBasis),
    st.sampled_from([RoundingMode.HALF_UP, RoundingMode.HALF_EVEN]),
)
def test_statements_by_the_european_profile_pass_it(amounts, basis, mode):
    plan = per_incident(
        PerUnit(unit("1")), basis=basis, taxes=SIX,
        rounding=evolve(EN_16931.rounding, mode=mode),
    )  # fmt: skip
    works = [done(f"w{k}", DAY, quantity=each) for k, each in enumerate(amounts)]
    assert check_invoice(invoice_of(fee(contract(plan), works, YEAR)), EN_16931) == ()


def test_residues_are_taken_by_rate_and_category():
    # before, the last line of the first category was taken for one in the middle of its rate
    rates = (
        TaxRate(rate="6%", category="services"),
        TaxRate(rate="6%", category="goods", items=frozenset({"material"})),
    )
    plan = per_incident(
        PerUnit(unit("1")), basis=PriceBasis.GROSS, taxes=rates, rounding=CHINA_E_INVOICE.rounding
    )
    works = [
        done(f"w{k}", DAY, quantity=10, expenses=[(Cost.MATERIAL, cny("10"))]) for k in range(3)
    ]
    invoice = invoice_of(fee(contract(plan), works, YEAR))
    assert [each.net for each in invoice.lines[-2:]] == [cny("9.44")] * 2
    assert check_invoice(invoice, CHINA_E_INVOICE) == ()


def test_a_residue_of_many_lines_is_more_than_the_authority_allows():
    # 39 × 9.43 of 377.36 leave 9.59 for the fortieth, whose tax of 0.41 is 0.165 off 6 %
    found = check_invoice(invoice_of(chinese(["10"] * 40)), CHINA_E_INVOICE)
    assert [(fault.code, fault["line"]) for fault in found] == [("invoice.line_tax", 40)]
    by_line = per_incident(
        PerUnit(unit("1")), basis=PriceBasis.GROSS, taxes=SIX,
        rounding=evolve(CHINA_E_INVOICE.rounding, point=RoundingPoint.LINE),
    )  # fmt: skip
    works = [done(f"w{k}", DAY, quantity=10) for k in range(40)]
    assert check_invoice(invoice_of(fee(contract(by_line), works, YEAR)), CHINA_E_INVOICE) == ()


def test_european_sums_are_exact_and_tax_goes_by_rate_and_category():
    # R5: line nets rounded and added exactly (BR-CO-10), tax per category and rate (BR-CO-17),
    # unit prices with any decimals, payable = total + rounding (BR-CO-16, nothing paid before)
    plan = per_incident(
        PerUnit(unit("0.123456")), taxes=SIX, rounding=EN_16931.rounding,
        payable_step=Rounding(step="0.05"),
    )  # fmt: skip
    works = [done(f"w{k}", DAY, quantity=1001) for k in range(3)]
    made = invoice_of(fee(contract(plan), works, YEAR))
    # 123.579456 is 123.58; 370.74 at 6 % is 22.2444, where three times 7.4148 were 22.23
    assert [each.net for each in made.lines] == [cny("123.58")] * 3
    assert (made.net, made.tax, made.gross) == (cny("370.74"), cny("22.24"), cny("392.98"))
    assert made.payable == cny("393.00")
    assert check_invoice(made, EN_16931) == ()


def line(net, tax, *, rate="6%", **more):
    return InvoiceLine(name="x", net=cny(net), tax=cny(tax), rate=Ratio.of(rate), **more)


def invoice(*lines, net=None, tax=None):
    sums = [sum(part.minor for part in parts) for parts in zip(*((x.net, x.tax) for x in lines))]  # noqa: B905
    return Invoice(
        lines=lines,
        net=Money(sums[0], "CNY") if net is None else cny(net),
        tax=Money(sums[1], "CNY") if tax is None else cny(tax),
    )


@pytest.mark.parametrize(
    ("made", "broken"),
    [
        (invoice(line("100", "6.06")), []),
        (invoice(line("100", "6.07")), ["invoice.line_tax"]),
        (invoice(line("100", "6", quantity=Ratio(3), price=Decimal("33.33"))), []),
        (invoice(line("100", "6", quantity=Ratio(3), price=Decimal("33.32"))), ["invoice.product"]),
        (invoice(line("100", "6"), net="100.01"), ["invoice.sum"]),
        (invoice(line("100", "6"), tax="5.99"), ["invoice.sum"]),
        (invoice(line("100.01", "5.99"), line("100", "6")), ["invoice.split"]),
        (invoice(line("100", "6"), line("100.01", "5.99")), []),
        (invoice(line("100", "13", rate="13%"), line("-10", "-0.6", discount_on=1)),
         ["invoice.discount_rate"]),
        (invoice(line("100", "6"), line("-10", "-0.6", discount_on=1)), []),
        (invoice(line("100", "6"), line("-10", "-0.6", discount_on=7)), ["invoice.discount_rate"]),
    ],
    ids=[str(k) for k in range(11)],
)  # fmt: skip
def test_each_broken_rule_is_named(made, broken):
    found = check_invoice(made, CHINA_E_INVOICE)
    assert codes(found) == broken
    for fault in found:
        for lang in LANGUAGES:
            assert fault.label(lang)


def test_a_red_invoice_that_does_not_mirror_is_named():
    blue = invoice(line("100", "6"))
    assert codes(check_red_invoice(blue, invoice(line("-100", "-5.99")))) == ["invoice.red"]
    assert check_red_invoice(blue, invoice(line("-100", "-6"))) == ()


def test_a_tax_group_far_from_its_tax_is_named():
    assert codes(check_invoice(invoice(line("100", "7.01")), EN_16931)) == ["invoice.group_tax"]
    assert check_invoice(invoice(line("100", "7")), EN_16931) == ()


def test_an_invoice_has_one_currency():
    spent = [(Cost.TRAVEL, Money.of("200", "USD"))]
    statement = fee(contract(per_incident(Flat(cny("8")))), [done("w", DAY, expenses=spent)], YEAR)
    with pytest.raises(CurrencyMismatch):
        invoice_of(statement)


@given(
    st.lists(
        st.tuples(st.decimals("0.001", 100_000, places=3), st.decimals("0.0001", 500, places=4)),
        min_size=1, max_size=5,
    ),
    st.sampled_from([(13, 13), (4, 6), (2, 2), (0, 0)]),
    st.sampled_from([("CNY", "0.01"), ("JPY", "1"), ("KWD", "0.001")]),
)  # fmt: skip
def test_price_times_quantity_settles_to_the_line_in_a_ledger_of_few_decimals(made, places, money):
    (prices, quantities), (currency, least) = places, money
    for amount, price in made:
        plan = per_incident(PerUnit(unit(price, currency)), currency=currency)
        worked = [done("w", DAY, quantity=amount)]
        found = invoice_of(
            fee(contract(plan, currency=currency), worked, YEAR),
            price_decimals=prices, quantity_decimals=quantities,
        )  # fmt: skip
        for each in found.lines:
            counted = Decimal(each.quantity.num) / Decimal(each.quantity.den)
            assert -counted.as_tuple().exponent <= quantities
            assert -each.price.as_tuple().exponent <= max(
                prices, -Decimal(least).as_tuple().exponent
            )
            for mode in (ROUND_HALF_UP, ROUND_HALF_EVEN):
                product = (counted * each.price).quantize(Decimal(least), mode)
                assert Money.of(str(product), currency) == each.net


@pytest.mark.parametrize(
    ("quantity", "price", "decimals", "expected"),
    [
        ("2.5", "400", (4, 6), ("2.5", "400")),  # said as it is
        ("3", "33.333333", (4, 6), ("3", "33.3333")),  # 99.9999, settles to 100.00
        ("30000", "0.000333", (4, 6), ("1", "9.99")),  # 30000 × 0.0003 is 9.00
        ("0.125", "8", (4, 2), ("1", "1")),  # two decimals cannot say an eighth
    ],
)
def test_a_line_that_decimals_cannot_say_stands_as_one_piece(quantity, price, decimals, expected):
    plan = per_incident(PerUnit(unit(price)))
    statement = fee(contract(plan), [done("w", DAY, quantity=Decimal(quantity))], YEAR)
    (found,) = invoice_of(
        statement, price_decimals=decimals[0], quantity_decimals=decimals[1]
    ).lines
    assert (str(found.quantity), found.price) == (expected[0], Decimal(expected[1]))


def test_a_third_of_a_period_is_no_decimal():
    quarter = Period(date(2026, 1, 1), date(2026, 4, 1))
    (found,) = invoice_of(fee(contract(Annual(fee=cny("36500"))), (), quarter)).lines
    assert (found.quantity, found.price) == (Ratio(1), Decimal("9000.00"))


def test_decimals_that_are_none_are_refused():
    statement = fee(contract(Annual(fee=cny("1"))), (), YEAR)
    for decimals, error in (
        (-1, OutOfRange),
        (61, OutOfRange),
        (True, WrongType),
        (2.0, WrongType),
    ):
        with pytest.raises(error):
            invoice_of(statement, price_decimals=decimals)
        with pytest.raises(error):
            invoice_of(statement, quantity_decimals=decimals)
    with pytest.raises(WrongType):
        invoice_of(statement.lines)


def test_an_invoice_says_what_each_line_bills_and_on_what_it_rests():
    statement = fee(contract(per_incident(Flat(cny("100")), taxes=SIX)), [done("w", DAY)], YEAR)
    (found,) = invoice_of(statement).lines
    assert (found.key, found.works, found.clauses) == (
        statement.lines[0].key,
        ("w",),
        clauses("R87"),
    )
    assert found.label("en") == "on_site (w) 2026-03-02\nR87 (promise)"
    assert found.label("zh-Hans") == "on_site (w) 2026-03-02\nR87（承诺）"
    year = invoice_of(fee(contract(Annual(fee=cny("1"))), (), YEAR)).lines[0]
    assert year.label("zh-Hant").endswith("2026-01-01至2026-12-31")
    assert line("100", "6").label("en") == "x"


def test_what_is_given_back_is_taxed_apart_from_what_is_charged():
    given_back = service_credit(
        CreditTerms(bands=(CreditBand("95%", "5%"),)), Sample(good=9, all=10), cny("100.10"), YEAR,
        claimed_on=DAY,
    )  # fmt: skip
    plan = per_incident(Flat(cny("100.10")), taxes=SIX)
    statement = fee(contract(plan), [done("w", DAY)], YEAR, facts=[given_back])
    found = invoice_of(statement)
    assert [(str(each.net), str(each.tax)) for each in found.tax_groups] == [
        ("100.10 CNY", "6.01 CNY"),
        ("-5.01 CNY", "-0.30 CNY"),
    ]
    assert len(statement.tax_groups) == 1
    assert sum(each.tax.minor for each in found.tax_groups) == statement.tax.minor


def test_an_invoice_states_the_rounding_to_payable_steps():
    plan = per_incident(Flat(cny("10.02")), payable_step=Rounding(step="0.05"))
    statement = fee(contract(plan), [done("w", DAY)], YEAR)
    found = invoice_of(statement)
    assert (found.rounding, found.payable) == (cny("-0.02"), statement.payable)
    assert invoice_of(credit_note(statement, id="n", on=DAY)).payable == -statement.payable


# --- indexation (I1: base × new ÷ old, cap 5 %, floor 0 %, 60 days' notice)

RULE = Indexation(base="100", cap="5%", floor="0", notice_days=60)
TOLD, FROM = date(2026, 11, 2), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("published", "expected"),
    [("103.2", "103200"), ("100", "100000"), ("108", "105000"), ("97", "100000"),
     ("105", "105000")],
)  # fmt: skip
def test_a_fee_follows_its_index_within_cap_and_floor(published, expected):
    plan = Annual(fee=cny("100000"))
    found = index_fee(plan, RULE, published, announced=TOLD, effective=FROM)
    assert found.plan.fee == cny(expected)
    assert [reason.code for reason in found.reasons] == ["index.applied"]


def test_without_notice_nothing_changes():
    plan = Annual(fee=cny("100000"))
    found = index_fee(plan, RULE, "103", announced=date(2026, 11, 3), effective=FROM)
    assert found.plan == plan
    assert [reason.code for reason in found.reasons] == ["index.no_notice"]


def test_a_share_of_a_licence_follows_with_the_licence():
    plan = Annual(fee=LicenceShare(cny("200000"), "22%"))
    found = index_fee(plan, RULE, "103", announced=TOLD, effective=FROM)
    assert found.plan.fee == LicenceShare(cny("206000"), "22%")
    open_ended = Indexation(base="100")
    fallen = index_fee(plan, open_ended, "50", announced=TOLD, effective=FROM)
    assert fallen.plan.fee.licence == cny("100000")


@pytest.mark.parametrize(("value", "error"), [("0", OutOfRange), ("-1", OutOfRange),
                                              (1.03, WrongType)])  # fmt: skip
def test_an_index_is_above_zero(value, error):
    with pytest.raises(error):
        index_fee(Annual(fee=cny("1")), RULE, value, announced=TOLD, effective=FROM)


# --- conversion


@pytest.mark.parametrize(
    ("amount", "rate", "expected"),
    [
        (("100", "USD"), ("USD", "CNY", "7.1234"), "712.34"),
        (("1000", "JPY"), ("JPY", "CNY", "0.04871"), "48.71"),
        (("48.71", "CNY"), ("CNY", "JPY", "20.5297"), "1000"),
        (("1.234", "KWD"), ("KWD", "USD", "3.25"), "4.01"),
        (("-100", "USD"), ("USD", "CNY", "7.12345"), "-712.35"),
    ],
)
def test_amounts_are_converted_by_a_rate_that_is_given(amount, rate, expected):
    source, target, number = rate
    given_rate = ExchangeRate(source=source, target=target, rate=number, on=DAY, by="BOC")
    assert convert(Money.of(*amount), given_rate) == Money.of(expected, target)
    assert number in given_rate.label("en")


def test_rates_that_mean_nothing_are_refused():
    for source, target, number, error in (
        ("USD", "USD", "1", InvalidValue), ("USD", "CNY", "0", OutOfRange),
        ("USD", "CNY", 7.1, WrongType), ("USD", "XXX", "1", LookupError),
    ):  # fmt: skip
        with pytest.raises(error):
            ExchangeRate(source=source, target=target, rate=number, on=DAY)
    rate = ExchangeRate(source="USD", target="CNY", rate="7", on=DAY)
    with pytest.raises(CurrencyMismatch):
        convert(cny("1"), rate)
