"""Amounts, ratios, rounding and allocation: laws against fractions, facts from published tables."""

import pickle
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso4217 import Currency

from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    OutOfRange,
    ServiceDeskError,
    UnknownName,
    WrongType,
)
from servicedesk.money import (
    EXPONENTS,
    Money,
    Ratio,
    Residue,
    Rounding,
    RoundingMode,
    UnitPrice,
    allocate,
    apportion,
    minor_units,
    round_quotient,
    settle,
    settle_minor,
    total,
)

SOME = 10**12
minors = st.integers(-SOME, SOME)
ratios = st.builds(Ratio, st.integers(-10_000, 10_000), st.integers(1, 10_000))
modes = st.sampled_from(RoundingMode)
DECIMAL_MODES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.UP: ROUND_UP,
    RoundingMode.DOWN: ROUND_DOWN,
}


@given(st.decimals("-1000000", 1_000_000, places=17))
def test_a_ratio_gives_its_decimal_number_back(number):
    assert Ratio.of(number).decimal == number


@given(ratios)
def test_only_a_quotient_that_ends_is_a_decimal_number(ratio):
    ends = 10**14 % ratio.den == 0  # below 10 000 there are at most 13 twos
    if not ends:
        with pytest.raises(InvalidValue):
            _ = ratio.decimal
        return
    assert Fraction(ratio.decimal) == Fraction(ratio.num, ratio.den)


def test_exponents_are_those_of_iso_4217():
    published = {each.code: each.exponent for each in Currency}
    assert {code for code in published if published[code] is not None} == set(EXPONENTS)
    assert all(EXPONENTS[code] == published[code] for code in EXPONENTS)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1380.00", "CNY", 138000),
        (1380, "CNY", 138000),
        (Decimal("-0.01"), "CNY", -1),
        ("1935", "JPY", 1935),
        ("1.234", "BHD", 1234),
        ("0.0001", "CLF", 1),
        ("1E+3", "CNY", 100000),
    ],
)
def test_money_of_major_units(amount, currency, minor):
    money = Money.of(amount, currency)
    assert money == Money(minor, currency)
    assert Money.of(money.amount, currency) == money


REFUSED = [
    (lambda: Money(1.0, "CNY"), WrongType),
    (lambda: Money(True, "CNY"), WrongType),  # noqa: FBT003
    (lambda: Money(Decimal(1), "CNY"), WrongType),
    (lambda: Money(1, "ZZQ"), UnknownName),
    (lambda: Money(1, "cny"), UnknownName),
    (lambda: Money(1, "XAU"), UnknownName),
    (lambda: Money(1, None), WrongType),
    (lambda: Money(1, ["CNY"]), WrongType),
    (lambda: Money.of(1.5, "CNY"), WrongType),
    (lambda: Money.of(True, "CNY"), WrongType),  # noqa: FBT003
    (lambda: Money.of("NaN", "CNY"), InvalidValue),
    (lambda: Money.of("Infinity", "CNY"), InvalidValue),
    (lambda: Money.of("one", "CNY"), InvalidValue),
    (lambda: Money.of("1.005", "CNY"), InvalidValue),
    (lambda: Money.of("0.5", "JPY"), InvalidValue),
    (lambda: Money.of("1E+999999999", "CNY"), OutOfRange),
    (lambda: UnitPrice(0.1, "CNY"), WrongType),
    (lambda: UnitPrice("NaN", "CNY"), InvalidValue),
    (lambda: UnitPrice("1E-999999999", "CNY"), OutOfRange),
    (lambda: UnitPrice("1", "ABC"), UnknownName),
    (lambda: Ratio(1, 0), InvalidValue),
    (lambda: Ratio(1, -2), InvalidValue),
    (lambda: Ratio(0.5), WrongType),
    (lambda: Ratio(True), WrongType),  # noqa: FBT003
    (lambda: Ratio.of("1/0"), InvalidValue),
    (lambda: Ratio.of(0.06), WrongType),
    (lambda: settle(Money(1, "CNY"), 0.5), WrongType),
    (lambda: settle(Money(1, "CNY"), True), WrongType),  # noqa: FBT003
    (lambda: settle(Money(1, "CNY"), Decimal("NaN")), InvalidValue),
    (lambda: settle(5, Ratio(1)), WrongType),
    (lambda: settle_minor(Decimal(1), "CNY"), WrongType),
    (lambda: Rounding(step="0"), OutOfRange),
    (lambda: Rounding(step=0.05), WrongType),
    (lambda: settle(Money(1, "JPY"), rounding=Rounding(step="0.05")), InvalidValue),
    (lambda: allocate(Money(1, "CNY"), (1, -1)), InvalidValue),
    (lambda: allocate(Money(1, "CNY"), (0, 0)), InvalidValue),
    (lambda: allocate(Money(1, "CNY"), ()), InvalidValue),
    (lambda: allocate(Money(1, "CNY"), (0.7, 0.3)), WrongType),
    (lambda: Money(1, "CNY") + Money(1, "USD"), CurrencyMismatch),
    (lambda: Money(1, "CNY") < Money(1, "USD"), CurrencyMismatch),
    (lambda: total([Money(1, "CNY"), Money(1, "USD")], "CNY"), CurrencyMismatch),
    (lambda: total([1], "CNY"), WrongType),
]


@pytest.mark.parametrize(
    ("make", "error"), REFUSED, ids=[str(index) for index in range(len(REFUSED))]
)
def test_the_meaningless_is_refused_by_name(make, error):
    with pytest.raises(error) as caught:
        make()
    assert isinstance(caught.value, ServiceDeskError)


@pytest.mark.parametrize("other", [1, 0, 1.5, True, Decimal(1), Ratio(1), "one", None])
def test_money_does_not_mix_with_numbers(other):
    money = Money(100, "CNY")
    assert money != other
    tried = [
        lambda: money + other,
        lambda: other + money,
        lambda: money - other,
        lambda: other - money,
        lambda: money < other,
        lambda: money <= other,
        lambda: other < money,
        lambda: other <= money,
        lambda: money / other,
        lambda: money // other,
        lambda: money % other,
        lambda: divmod(money, other),
        lambda: other / money,
        lambda: other // money,
    ]
    if type(other) is not int:
        tried += [lambda: money * other, lambda: other * money]
    for attempt in tried:
        with pytest.raises(WrongType) as caught:
            attempt()
        assert isinstance(caught.value, TypeError)
        assert caught.value.expected


@pytest.mark.parametrize(
    ("make", "hint"),
    [
        (lambda: Money(100, "CNY") * 1.06, "settle(money, Decimal('1.06'))"),
        (lambda: Money(100, "CNY") * True, "an int"),
        (lambda: Money(100, "CNY") / 3, "allocate(money, (1, 1, 1))"),
        (lambda: Money(100, "CNY") + 1, "Money of CNY"),
        (lambda: sum([Money(100, "CNY")]), "total(amounts, currency)"),
        (lambda: Ratio(1, 3) * Money(100, "CNY"), "settle(money, ratio)"),
        (lambda: Ratio(1, 3) + 1, "Ratio.of(...) on both sides"),
        (lambda: Ratio(1, 3) / Ratio(2), "multiply by Ratio(den, num)"),
        (lambda: Ratio(1, 3) < 0.5, "Ratio.of(...)"),
        (lambda: UnitPrice("0.5", "CNY") * 3, "settle(price, quantity)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_arithmetic_that_has_no_meaning_says_what_to_write_instead(make, hint):
    with pytest.raises(WrongType) as caught:
        make()
    assert hint in caught.value.expected


@given(minors, minors, st.integers(-1000, 1000))
def test_money_is_a_module_over_the_integers(a, b, times):
    x, y = Money(a, "CNY"), Money(b, "CNY")
    assert (x + y).minor == a + b
    assert x - y == -(y - x)
    assert x * times == times * x == Money(a * times, "CNY")
    assert (x < y, x <= y, x > y, x >= y) == (a < b, a <= b, a > b, a >= b)
    assert abs(x).minor == abs(a)
    assert total([x, y, x], "CNY").minor == 2 * a + b
    assert Money.of(str(x.amount), "CNY") == x
    assert pickle.loads(pickle.dumps(x)) == x  # noqa: S301


@given(ratios, ratios)
def test_ratios_are_exact_quotients(a, b):
    x, y = Fraction(a.num, a.den), Fraction(b.num, b.den)
    for ours, theirs in ((a + b, x + y), (a - b, x - y), (a * b, x * y), (-a, -x)):
        assert (ours.num, ours.den) == (theirs.numerator, theirs.denominator)
    assert (a < b, a <= b, a > b, a >= b, a == b) == (x < y, x <= y, x > y, x >= y, x == y)
    assert Ratio.of(f"{a.num}/{a.den}") == a
    assert Fraction(str(a)) == x


@pytest.mark.parametrize(
    ("text", "num", "den"),
    [("0.06", 3, 50), ("6%", 3, 50), ("8/31", 8, 31), ("-1/2", -1, 2), (Decimal("2.1"), 21, 10)],
)
def test_ratio_of_text(text, num, den):
    assert Ratio.of(text) == Ratio(num, den)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), modes)
def test_rounding_agrees_with_the_decimal_module(num, den, mode):
    # Decimal rounds the exact quotient only where it ends, so compare on halves and tenths too
    expected = Context(prec=80, rounding=DECIMAL_MODES[mode]).to_integral_value(
        Context(prec=60).divide(Decimal(num), Decimal(den))
    )
    assert round_quotient(num, den, mode) == int(expected)
    assert round_quotient(-num, den, mode) == -round_quotient(num, den, mode)


@pytest.mark.parametrize(
    ("half_up", "half_even", "up", "down", "tenths"),
    [(3, 2, 3, 2, 25), (4, 4, 4, 3, 35), (2, 2, 3, 2, 24), (-3, -2, -3, -2, -25), (0, 0, 1, 0, 1)],
)
def test_rounding_at_halves(half_up, half_even, up, down, tenths):
    found = [round_quotient(tenths, 10, mode) for mode in RoundingMode]
    assert found == [half_up, half_even, up, down]


prices = st.builds(
    UnitPrice, st.decimals(-(10**6), 10**6, places=6), st.sampled_from(["CNY", "JPY", "BHD"])
)


@given(prices, st.lists(ratios, max_size=4), modes, st.sampled_from([None, "1", "5"]))
def test_settling_is_one_exact_product_rounded_once(price, factors, mode, step):
    exact = Fraction(price.amount) * 10 ** EXPONENTS[price.currency]
    for factor in factors:
        exact *= Fraction(factor.num, factor.den)
    rounding = Rounding(mode=mode, step=step)
    money = settle(price, *factors, rounding=rounding)
    size = 1 if step is None else int(step) * 10 ** EXPONENTS[price.currency]
    assert money.minor % size == 0
    distance = abs(Fraction(money.minor) - exact)
    assert distance <= Fraction(size, 2) if "half" in mode.value else distance < size
    unrounded = minor_units(price, *factors)
    assert Fraction(unrounded.num, unrounded.den) == exact
    assert settle_minor(unrounded, price.currency, rounding) == money


@pytest.mark.parametrize(
    ("price", "factors", "expected"),
    [
        # P9: a currency without decimals (Lago #643)
        (Money.of("10000", "JPY"), ["6/31"], Money(1935, "JPY")),
        # P10: co-termination (IBM, ICM co-termination calculations)
        (Money.of("6000", "USD"), ["1.1", "306/181"], Money.of("11158.01", "USD")),
        # P6: the denominator is the whole quarter (Lago #6194)
        (Money.of("91000", "USD"), ["32/91"], Money.of("32000", "USD")),
        # 0.0006 per call must exist
        (UnitPrice("0.0006", "USD"), ["12345"], Money.of("7.41", "USD")),
    ],
)
def test_worked_products(price, factors, expected):
    assert settle(price, *map(Ratio.of, factors)) == expected


def test_a_step_rounds_to_the_smallest_coin():
    coin = Rounding(step="0.05")
    assert settle(Money.of("9.97", "CHF"), rounding=coin) == Money.of("9.95", "CHF")
    assert settle(Money.of("9.98", "CHF"), rounding=coin) == Money.of("10.00", "CHF")


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (5, (70, 30), (4, 1)),  # R1: moneyphp, allocation
        (800, (1, 1, 1), (267, 267, 266)),  # R1
        (-5, (70, 30), (-4, -1)),
        (2, (0, 1, 1, 1), (0, 1, 1, 0)),
        (100, (Ratio(1, 3), Ratio(2, 3)), (33, 67)),
    ],
)
def test_worked_allocations(minor, weights, parts):
    assert tuple(part.minor for part in allocate(Money(minor, "USD"), weights)) == parts


weightings = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@given(minors, weightings)
def test_allocation_loses_nothing_and_is_within_one_unit(minor, weights):
    parts = allocate(Money(minor, "CNY"), weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - Fraction(minor * weight, sum(weights))) < 1
        assert weight or not part.minor
    assert allocate(Money(-minor, "CNY"), weights) == tuple(-part for part in parts)


@given(st.lists(ratios, max_size=12), modes, st.sampled_from(Residue))
def test_apportioned_parts_add_up_to_the_rounded_sum(exact, mode, residue):
    parts = apportion(exact, Rounding(mode=mode, residue=residue))
    whole = sum((Fraction(each.num, each.den) for each in exact), Fraction(0))
    assert sum(parts) == round_quotient(whole.numerator, whole.denominator, mode)
    for part, share in zip(parts, exact, strict=True):
        assert share.num or not part
        if residue is Residue.LARGEST:
            assert abs(part - Fraction(share.num, share.den)) < 1


def test_the_last_line_takes_the_residue():
    third = Ratio(100, 3)
    assert apportion([third] * 3, Rounding(residue=Residue.LAST)) == (33, 33, 34)
    assert apportion([third] * 3, Rounding(residue=Residue.LARGEST)) == (34, 33, 33)


def test_twelve_instalments_of_a_year_lose_nothing():
    # rounded one by one, twelve twelfths of 99 999.00 stay exact; of 99 999.05 they drift
    year = Money.of("99999.05", "CNY")
    assert total(allocate(year, [1] * 12), "CNY") == year
    assert settle(year, Ratio(1, 12)) * 12 != year


def test_money_is_written_for_people_and_for_machines():
    money = Money.of("1234567.50", "CNY")
    assert str(money) == "1234567.50 CNY"
    assert money.label("en") == "CNY 1,234,567.50"
    assert money.label("zh-Hans") == money.label("zh-Hant") == "1,234,567.50元"
    assert Money(-5, "USD").label("zh-Hans") == "USD -0.05"
    assert UnitPrice("1500.125", "CNY").label("zh-Hant") == "1,500.125元"
    assert (str(Ratio(1, 4)), str(Ratio(8, 31)), str(Ratio(-3))) == ("0.25", "8/31", "-3")
