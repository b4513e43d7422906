"""A statement as a document that one would send to a customer: printable HTML, plain text.

Both are made from one set of tables, so they never say different things. Lines that cost nothing
are not hidden: services included are listed with how often each was given, work that another line
charges is listed by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from xml.etree import ElementTree as ET

from attrs import frozen

from servicedesk.agreements import Contract
from servicedesk.billing import Line, LineKind, Statement, Total
from servicedesk.errors import CurrencyMismatch, OutOfRange, UnknownName, check_type
from servicedesk.money import ONE, Money, Ratio
from servicedesk.reasons import Clause, Lang, Reason, Text, check_lang, explain, render
from servicedesk.statements.charges import COUNTED, SAME_QUOTE, SAME_VISIT
from servicedesk.statements.factors import factor_of
from servicedesk.statements.fees import PRORATED_DAYS
from servicedesk.statements.lines import missing_text
from servicedesk.statements.pricing import SETTLED
from servicedesk.statements.units import Percent, unit_text
from servicedesk.views.pages import (
    Table,
    html_page,
    html_pairs,
    html_table,
    text_pairs,
    text_table,
    written,
)

_TITLE = Text("Statement of account", "服务费用结算单", "服務費用結算單")
_CONTRACT = Text("Contract", "合同编号", "合同編號")
_PERIOD = Text("Period", "结算期间", "結算期間")
_ISSUED = Text("Date", "开具日期", "開立日期")
_ROLES = {
    "vendor": Text("Provider", "服务方", "服務方"),
    "customer": Text("Customer", "客户", "客戶"),
    "agent": Text("Agent", "代理商", "代理商"),
}
_CHARGES = Text("Charges", "收费明细", "收費明細")
_COLUMNS = (
    Text("No.", "序号", "序號"),
    Text("Item", "项目", "項目"),
    Text("Date", "日期", "日期"),
    Text("Quantity", "数量", "數量"),
    Text("Price", "单价", "單價"),
    Text("Net", "不含税金额", "不含稅金額"),
    Text("Tax rate", "税率", "稅率"),
    Text("Tax", "税额", "稅額"),
    Text("Amount", "价税合计", "價稅合計"),
    Text("Clause", "依据", "依據"),
)
_NUMERIC = frozenset({0, 3, 4, 5, 6, 7, 8})
_NO_CHARGES = Text("Nothing is charged.", "本期无收费项目。", "本期無收費項目。")
_NO_TAX = Text("no tax", "不征税", "不徵稅")
_INCLUDED = Text(
    "Services given at no charge, expenses apart",
    "本期免费及包含的服务（代垫费用另列）",
    "本期免費及包含的服務（代墊費用另列）",
)
_WITH_OTHERS = Text(
    "Charged with the lines above", "已随上列各行计费的服务", "已隨上列各行計費的服務"
)
_TIMES = Text("Times", "次数", "次數")
_WAITING = Text("Not billed yet", "暂不计费事项", "暫不計費事項")
_MISSING = Text("To be found out", "尚待确定", "尚待確定")
_SUMS = Text("Totals", "合计", "合計")
_NET = Text("Net", "不含税金额合计", "不含稅金額合計")
_OF_RATE = Text(
    "Tax at {rate} on {net}", "税率{rate}（计税金额{net}）", "稅率{rate}（計稅金額{net}）"
)
_GROSS = Text("Total", "价税合计", "價稅合計")
_ROUNDED = Text("Rounding", "尾差调整", "尾差調整")
_PAYABLE = Text("Amount to pay", "应付金额", "應付金額")
_IN_WORDS = Text("In words", "大写", "大寫")
_EARLY = Text(
    "Paid by {day}, you save {amount}",
    "{day}（含当日）前付款可优惠{amount}",
    "{day}（含當日）前付款可優惠{amount}",
)
_CLAUSES = Text("Clauses", "依据条款", "依據條款")
_WHY = Text("How each amount was computed", "计算说明", "計算說明")


@frozen
class _Document:
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    sums: tuple[tuple[str, str], ...]
    due: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    clauses: tuple[str, ...]
    why: tuple[tuple[str, tuple[Reason, ...]], ...]


def statement_html(
    statement: Statement,
    *,
    contract: Contract | None = None,
    issued: date | None = None,
    lang: Lang = "en",
) -> str:
    """The statement as one HTML document, ready to print on A4.

    Args:
        statement: from `billing.fee`.
        contract: for the names of the parties.
        issued: the civil date that stands on it.
        lang: "en", "zh-Hans" or "zh-Hant".

    Raises:
        UnknownName: for another language.
    """
    page = _document(statement, contract, issued, lang)
    root, body = html_page(f"{_TITLE.label(lang)} {statement.contract}", lang)
    ET.SubElement(body, "h1").text = _TITLE.label(lang)
    html_pairs(body, page.facts)
    for table in page.tables:
        ET.SubElement(body, "h2").text = table.title.label(lang)
        html_table(body, table, lang)
    if not page.tables:
        ET.SubElement(body, "p").text = _NO_CHARGES.label(lang)
    ET.SubElement(body, "h2").text = _SUMS.label(lang)
    sums = ET.SubElement(body, "table", {"class": "sums"})
    for pairs, style in ((page.sums, {}), (page.due, {"class": "due"})):
        for name, value in pairs:
            row = ET.SubElement(sums, "tr", style)
            ET.SubElement(row, "td").text = name
            ET.SubElement(row, "td", {"class": "n"}).text = value
    for note in page.notes:
        ET.SubElement(body, "p").text = note
    if page.clauses:
        ET.SubElement(body, "h2").text = _CLAUSES.label(lang)
        listed = ET.SubElement(body, "ul")
        for clause in page.clauses:
            ET.SubElement(listed, "li").text = clause
    if page.why:
        details = ET.SubElement(body, "details")
        ET.SubElement(details, "summary").text = _WHY.label(lang)
        for name, reasons in page.why:
            ET.SubElement(details, "h3").text = name
            ET.SubElement(details, "pre").text = explain(reasons, lang=lang)
    return written(root)


def statement_text(
    statement: Statement,
    *,
    contract: Contract | None = None,
    issued: date | None = None,
    lang: Lang = "en",
) -> str:
    """The statement as plain text, in columns that also line up in Chinese.

    Arguments and errors as `statement_html`.
    """
    page = _document(statement, contract, issued, lang)
    lines = [_TITLE.label(lang), ""]
    lines += text_pairs(page.facts)
    for table in page.tables:
        lines += ["", table.title.label(lang), *text_table(table, lang)]
    if not page.tables:
        lines += ["", _NO_CHARGES.label(lang)]
    lines += ["", _SUMS.label(lang), *text_pairs((*page.sums, *page.due), right=True)]
    lines += ["", *page.notes] if page.notes else []
    if page.clauses:
        lines += ["", _CLAUSES.label(lang), *(f"- {clause}" for clause in page.clauses)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _document(
    statement: Statement, contract: Contract | None, issued: date | None, lang: Lang
) -> _Document:
    check_type(statement, Statement, where="statement")
    check_lang(lang)
    charged = [line for line in statement.lines if _charges(line)]
    free = [line for line in statement.lines if not _charges(line)]
    tables = []
    if charged:
        rows = tuple(_row(number, line, lang) for number, line in enumerate(charged, start=1))
        tables.append(Table(_CHARGES, _COLUMNS, rows, _NUMERIC))
    counted = [line for line in free if _counted(line)]
    given = [line for line in free if not _counted(line)]
    if counted:
        tables.append(_with_others(counted, lang))
    if given:
        tables.append(_included(given, lang))
    if statement.open:
        tables.append(_open(statement, lang))
    return _Document(
        facts=tuple(_facts(statement, contract, issued, lang)),
        tables=tuple(tables),
        sums=tuple(_sums(statement, lang)),
        due=tuple(_due(statement, lang)),
        notes=tuple(_notes(statement, lang)),
        clauses=_cited(statement.lines, lang),
        why=(
            *((f"{n}. {each.name.label(lang)}", each.reasons) for n, each in enumerate(charged, 1)),
            *((_named(each.name, each.works, lang), each.reasons) for each in counted),
        ),
    )


def _facts(
    statement: Statement, contract: Contract | None, issued: date | None, lang: Lang
) -> Iterable[tuple[str, str]]:
    for party in () if contract is None else contract.parties:
        role = _ROLES.get(party.role)
        yield (party.role if role is None else role.label(lang)), party.name or party.key
    yield _CONTRACT.label(lang), statement.contract
    yield _PERIOD.label(lang), statement.period.written(lang)
    if issued is not None:
        yield _ISSUED.label(lang), issued.isoformat()


def _row(number: int, line: Line, lang: Lang) -> tuple[str, ...]:
    return (
        str(number),
        _named(line.name, line.works, lang),
        line.key.period.written(lang),
        _days(line, lang) or _quantity(line.quantity, line.unit, lang),
        _price(line, lang),
        line.net.label(lang),
        _NO_TAX.label(lang) if line.rate is None else Percent(line.rate).label(lang),
        line.tax.label(lang),
        line.gross.label(lang),
        _refs(line, lang),
    )


def _days(line: Line, lang: Lang) -> str:
    """The days of the days of a fee period, not in lowest terms; "" where the line has none."""
    for reason in line.reasons:
        if reason.kind is PRORATED_DAYS:
            gap = " " if lang == "en" else ""
            words = unit_text(line.unit, line.quantity).label(lang)
            return f"{reason['days']}/{reason['of']}{gap}{words}"
    return ""


def _price(line: Line, lang: Lang) -> str:
    """The price of a unit with the surcharges and discounts: times the quantity it is the net."""
    if line.price is None:
        return ""
    settled = (reason for reason in line.reasons if reason.kind is SETTLED)
    factors = (factor_of(part) for reason in settled for part in reason.because)
    return "".join((line.price.label(lang), *(f" × {each}" for each in factors if each != ONE)))


def _refs(line: Line, lang: Lang) -> str:
    return ("; " if lang == "en" else "；").join(clause.ref for clause in line.clauses)


def _quantity(quantity: Ratio, unit: str, lang: Lang) -> str:
    gap = " " if lang == "en" else ""
    return f"{quantity}{gap}{unit_text(unit, quantity).label(lang)}"


def _included(lines: Sequence[Line], lang: Lang) -> Table:
    times: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (line.name.label(lang), _refs(line, lang))
        times[key] = times.get(key, 0) + 1
    rows = tuple((name, str(count), refs) for (name, refs), count in sorted(times.items()))
    return Table(_INCLUDED, (_COLUMNS[1], _TIMES, _COLUMNS[-1]), rows, frozenset({1}))


def _charges(line: Line) -> bool:
    """Whether the line asks for money, or says what others have come to together."""
    together = line.kind is LineKind.WORK and not line.works
    return bool(line.net.minor or line.tax.minor or together)


def _counted(line: Line) -> bool:
    """Whether another line charges the work of this one."""
    return any(reason.kind in (COUNTED, SAME_VISIT, SAME_QUOTE) for reason in line.reasons)


def _with_others(lines: Sequence[Line], lang: Lang) -> Table:
    rows = tuple(
        (
            _named(line.name, line.works, lang),
            line.key.period.written(lang),
            _quantity(line.quantity, line.unit, lang) if line.quantity.num else "",
        )
        for line in lines
    )
    return Table(_WITH_OTHERS, _COLUMNS[1:4], rows, frozenset({2}))


def _named(name: Text, works: Sequence[str], lang: Lang) -> str:
    """An item with the ids of its work."""
    if not works:
        return name.label(lang)
    brackets = " ({})" if lang == "en" else "（{}）"
    return name.label(lang) + brackets.format(render(tuple(works), lang))


def _open(statement: Statement, lang: Lang) -> Table:
    rows = tuple(
        (
            _named(item.name, (item.key.ref,), lang),
            item.key.period.written(lang),
            render(tuple(missing_text(name) for name in sorted(item.missing)), lang),
        )
        for item in statement.open
    )
    return Table(_WAITING, (_COLUMNS[1], _COLUMNS[2], _MISSING), rows)


def _sums(statement: Statement, lang: Lang) -> Iterable[tuple[str, str]]:
    for total in statement.totals:
        yield _NET.label(lang), total.net.label(lang)
        for group in statement.tax_groups:
            if group.currency == total.currency and group.rate is not None:
                words = _OF_RATE.label(lang).format(
                    rate=Percent(group.rate).label(lang), net=group.net.label(lang)
                )
                yield words, group.tax.label(lang)
        yield _GROSS.label(lang), total.gross.label(lang)
        if total.rounding.minor:
            yield _ROUNDED.label(lang), total.rounding.label(lang)


def _due(statement: Statement, lang: Lang) -> Iterable[tuple[str, str]]:
    for total in statement.totals:
        yield _PAYABLE.label(lang), total.payable.label(lang)
        if lang != "en" and _spellable(total):
            yield _IN_WORDS.label(lang), capital_amount(total.payable, lang=lang)


def _spellable(total: Total) -> bool:
    return total.currency == "CNY" and 0 <= total.payable.minor < 10**14


def _notes(statement: Statement, lang: Lang) -> Iterable[str]:
    if statement.early is not None and statement.pay_by is not None:
        yield _EARLY.label(lang).format(
            day=statement.pay_by.isoformat(), amount=statement.early.label(lang)
        )


def _cited(lines: Iterable[Line], lang: Lang) -> tuple[str, ...]:
    found: dict[Clause, None] = {}
    for line in lines:
        found.update(dict.fromkeys(line.clauses))
    return tuple(clause.label(lang) for clause in sorted(found, key=lambda each: each.ref))


_DIGITS = {"zh-Hans": "零壹贰叁肆伍陆柒捌玖", "zh-Hant": "零壹貳參肆伍陸柒捌玖"}
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = {"zh-Hans": ("", "万", "亿"), "zh-Hant": ("", "萬", "億")}


def capital_amount(money: Money, *, lang: Lang = "zh-Hans") -> str:
    """A yuan amount in the capital numerals that cheques and invoices carry (大写金额).

    `capital_amount(Money.of("1409.50", "CNY"))` is "壹仟肆佰零玖元伍角整".

    Raises:
        OutOfRange: for a negative amount, or one of 1 000 000 000 000 yuan and more.
        CurrencyMismatch: for another currency.
        UnknownName: for a language without such numerals.
    """
    _check_spellable(money, lang)
    digits, groups = _DIGITS[lang], _GROUPS[lang]
    yuan, cents = divmod(money.minor, 100)
    jiao, fen = divmod(cents, 10)
    words = ""
    for index in range(2, -1, -1):
        part = yuan // 10_000**index % 10_000
        if not part:
            continue
        spelt = _four(part, digits)
        if words and (part < 1000 or yuan // 10_000 ** (index + 1) % 10_000 == 0):
            words += digits[0]
        words += spelt + groups[index]
    words += "元" if words else ""
    if not cents:
        return (words or digits[0] + "元") + "整"
    if jiao:
        words += digits[jiao] + "角"
    elif words:
        words += digits[0]
    return words + (digits[fen] + "分" if fen else "整")


def _check_spellable(money: Money, lang: Lang) -> None:
    if lang not in _DIGITS:
        raise UnknownName(
            "no capital numerals", got=lang, expected=", ".join(_DIGITS), where="lang"
        )
    if money.currency != "CNY":
        raise CurrencyMismatch("capital numerals are for yuan", got=money.currency, expected="CNY")
    if not 0 <= money.minor < 10**14:
        raise OutOfRange("amount cannot be spelt", got=str(money), expected="0 to below 10^12 yuan")


def _four(number: int, digits: str) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += (digits[0] if gap else "") + digits[digit] + _PLACES[place]
        gap = False
    return words
