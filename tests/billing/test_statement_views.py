"""The printed statement: says what the statement says, in each language, and escapes names."""

from datetime import date
from html.parser import HTMLParser
from unicodedata import east_asian_width

import pytest
from attrs import evolve
from hypothesis import given

from servicedesk.agreements import Party
from servicedesk.billing import CreditWish, credit_note, fee
from servicedesk.entitlements import Cost, QuoteFirst
from servicedesk.errors import CurrencyMismatch, OutOfRange, UnknownName, WrongType
from servicedesk.money import Money, Rounding
from servicedesk.reasons import LANGUAGES
from servicedesk.tariffs import (
    Discount,
    EarlyPayment,
    Flat,
    Graduated,
    Package,
    Step,
    Surcharge,
    TaxRate,
)
from servicedesk.views import (
    capital_amount,
    credit_note_html,
    credit_note_text,
    statement_html,
    statement_text,
)

from .deals import ANSWERS, DESK, YEAR, cny, contract, done, per_incident, unit
from .test_fee import plans, windows, works_of

DAY = date(2026, 3, 2)


class Page(HTMLParser):
    """Reads back what a browser would show, and that every element is closed."""

    VOID = frozenset({"meta"})

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.tags, self.lang = [], [], [], None

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "html":
            self.lang = dict(attrs)["lang"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


def read(html):
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def sample():
    plan = per_incident(
        Flat(cny("1234.56")), taxes=(TaxRate(rate="6%"),), early_payment=EarlyPayment("2%", 10),
        payable_step=Rounding(step="0.1"),
    )  # fmt: skip
    works = [
        done("w1", DAY, expenses=[(Cost.TRAVEL, cny("553.50"))]),
        done("w2", DAY, ANSWERS["free"], item="consulting"),
        done("w3", DAY, ANSWERS["free"], item="consulting"),
        done("w4", DAY, QuoteFirst(), item="training"),
    ]
    parties = (
        Party("we", "vendor", "众齐软件"), Party("they", "customer", "<script>热力 & 公司"),
    )  # fmt: skip
    deal = contract(plan, parties=parties)
    return deal, fee(deal, works, YEAR)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Statement of account", "Customer", "Amount to pay", "no charge", "an agreed quote",
                "Paid by 2027-01-11, you save CNY 37.91", "2026-01-01 to 2026-12-31"]),
        ("zh-Hans", ["服务费用结算单", "客户", "应付金额", "免费及包含", "双方商定的报价",
                     "壹仟捌佰玖拾伍元叁角整", "2026-01-01至2026-12-31"]),
        ("zh-Hant", ["服務費用結算單", "客戶", "應付金額", "免費及包含", "雙方商定的報價",
                     "壹仟捌佰玖拾伍元參角整"]),
    ],
)  # fmt: skip
def test_a_statement_reads_as_a_customer_expects(lang, words):
    deal, statement = sample()
    assert statement.payable == cny("1895.30")
    page = read(statement_html(statement, contract=deal, issued=date(2027, 1, 1), lang=lang))
    text = statement_text(statement, contract=deal, issued=date(2027, 1, 1), lang=lang)
    assert page.lang == lang
    shown = "\n".join(page.texts)
    for each in [*words, "<script>热力 & 公司", "众齐软件", "2027-01-01", "R109", "w1"]:
        assert each in shown
        assert each in text
    assert "script" not in page.tags
    for amount in (statement.net, statement.tax, statement.gross, statement.payable):
        assert amount.label(lang) in shown
        assert amount.label(lang) in text


@given(plans, works_of, windows)
def test_every_statement_prints_every_amount(plan, works, window):
    statement = fee(contract(plan), works, window)
    for lang in LANGUAGES:
        shown = "\n".join(read(statement_html(statement, lang=lang)).texts)
        text = statement_text(statement, lang=lang)
        for line in statement.lines:
            if line.net.minor:
                assert line.net.label(lang) in shown
                assert line.net.label(lang) in text
        assert statement.payable.label(lang) in text


def test_work_that_another_line_charges_is_not_called_free():
    # before, visits that are charged together stood among the services at no charge
    steps = Graduated((Step("1", unit("800")), Step(None, unit("500"))), unit="visit")
    works = [
        done("w1", DAY, visits=1),
        done("w2", DAY, visits=1),
        done("w3", DAY, visits=1, visit="v"),
        done("w4", DAY, visits=1, visit="v"),
        done("w5", DAY, ANSWERS["free"], visits=1),
    ]
    deal = contract(per_incident(steps))
    statement = fee(deal, works, YEAR)
    english, chinese = (statement_text(statement, lang=lang) for lang in ("en", "zh-Hans"))
    charged, _, rest = english.partition("Charged with the lines above")
    together, _, free = rest.partition("Services given at no charge")
    assert "3 visits" in charged
    assert "CNY 1,800.00" in charged
    assert "1 visit\n" in together
    # and how each was counted stands with the computation
    page = statement_html(statement, lang="zh-Hans")
    assert "与其他服务合并计量：1次上门" in page
    assert "同一次上门v只收一次费，已随w3计费" in page
    for name in ("w1", "w2", "w3", "w4"):
        assert f"on_site ({name})" in together
        assert f"on_site（{name}）" in chinese
    assert "w5" not in together
    assert [line.split() for line in free.splitlines() if line.startswith("on_site")] == [
        ["on_site", "1", "R109"]
    ]
    # a price that comes to nothing is still shown as what was counted
    nothing = fee(contract(per_incident(Package("10", cny("0")))), works[:1], YEAR)
    assert "no charge" not in statement_text(nothing)
    assert "Charges" in statement_text(nothing)


def test_columns_line_up_in_chinese():
    deal, statement = sample()
    text = statement_text(statement, contract=deal, lang="zh-Hans")

    def width(line):
        return sum(2 if east_asian_width(each) in "WF" else 1 for each in line)

    lines = text.splitlines()
    at = lines.index("合计")
    sums = [width(line) for line in lines[at + 1 : at + 5]]
    assert len(set(sums)) == 1


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        # the examples of the People's Bank's rules for filling in bills (支付结算办法附一)
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("100000007", "壹亿零柒元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capital_amounts(amount, words):
    assert capital_amount(cny(amount)) == words


def test_capital_amounts_are_for_yuan_within_reason():
    assert capital_amount(cny("20003"), lang="zh-Hant") == "貳萬零參元整"
    with pytest.raises(CurrencyMismatch):
        capital_amount(Money(1, "USD"))
    with pytest.raises(OutOfRange):
        capital_amount(cny("-1"))
    with pytest.raises(OutOfRange):
        capital_amount(cny("1000000000000"))
    with pytest.raises(UnknownName):
        capital_amount(cny("1"), lang="en")


def test_other_languages_and_other_values_are_refused():
    _, statement = sample()
    with pytest.raises(UnknownName):
        statement_html(statement, lang="fr")
    with pytest.raises(WrongType):
        statement_text(statement.lines)


def test_a_statement_in_two_currencies_shows_both_sums():
    spent = [(Cost.TRAVEL, Money.of("200", "USD"))]
    statement = fee(
        contract(per_incident(Flat(cny("800")))), [done("w", DAY, expenses=spent)], YEAR
    )
    text = statement_text(statement)
    assert "CNY 800.00" in text
    assert "USD 200.00" in text
    empty = evolve(statement, lines=(), open=())
    assert "Nothing is charged." in statement_text(empty)
    assert "本期无收费项目" in statement_html(empty, lang="zh-Hans")


def test_a_row_multiplies():
    # before, a row said 1 × 100.00 and 300.00
    terms = {
        "surcharges": (Surcharge(key="night", factor="1.5", outside=DESK),),
        "discounts": (Discount(key="loyal", share="10%"),),
    }
    deal = contract(per_incident(Flat(cny("100")), **terms))
    statement = fee(deal, [done("w", date(2026, 3, 14), hour=10)], YEAR)
    assert statement.net == cny("135")
    assert "CNY 100.00 × 1.5 × 0.9" in statement_text(statement)
    assert "100.00元 × 1.5 × 0.9" in read(statement_html(statement, lang="zh-Hans")).texts


def test_a_credit_note_is_printed_for_the_customer():
    _, statement = sample()
    wish = CreditWish(statement.lines[0].key, cny("100"))
    note = credit_note(statement, [wish], id="CN-1", on=DAY)
    for lang, title in (
        ("en", "Credit note"),
        ("zh-Hans", "红字结算单"),
        ("zh-Hant", "紅字結算單"),
    ):
        shown = "\n".join(read(credit_note_html(note, lang=lang)).texts)
        for page in (shown, credit_note_text(note, lang=lang)):
            for words in (title, "CN-1", "on_site", cny("-106").label(lang)):
                assert words in page
    with pytest.raises(WrongType):
        credit_note_text(statement)
