"""The annual service report as a document: one HTML page with charts, or plain text.

Both are made from one list of sections, so they never say different things. The same report
gives the same bytes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from attrs import frozen

from servicedesk.complaints import PROCESS
from servicedesk.contracts import Contract
from servicedesk.errors import check_type
from servicedesk.incidents import key_label
from servicedesk.money import fixed, round_quotient
from servicedesk.reasons import Lang, Text, check_lang, explain, render
from servicedesk.reporting import AnnualReport, Attainment, Case, DueState
from servicedesk.spans import to_utc
from servicedesk.views.charts import Chart, draw_bars
from servicedesk.views.pages import (
    Table,
    html_page,
    html_pairs,
    html_table,
    text_pairs,
    text_table,
    written,
)

_TITLE = Text("Annual service report", "年度服务报告", "年度服務報告")
_FACTS = (
    Text("Contract", "合同编号", "合同編號"),
    Text("Period", "报告期间", "報告期間"),
    Text("Date of report", "报告日期", "報告日期"),
    Text("Cases", "服务件数", "服務件數"),
    Text("Complaints", "投诉件数", "投訴件數"),
    Text("Complaints per case", "投诉率", "投訴率"),
)
_ROLES = {
    "vendor": Text("Vendor", "服务方", "服務方"),
    "customer": Text("Customer", "客户", "客戶"),
}
_NONE = Text("none", "无", "無")
_ALL = Text("all", "全部", "全部")
_OVER = Text("{met} of {decided}", "{decided}件中{met}件", "{decided}件中{met}件")
_WHY = Text("How each figure was computed", "数据计算说明", "數據計算說明")
_COUNTS = (
    Text("met", "达标", "達標"),
    Text("breached", "超时", "逾時"),
    Text("rate", "达标率", "達標率"),
    Text("running", "进行中", "進行中"),
    Text("paused", "暂停", "暫停"),
    Text("cancelled", "取消", "取消"),
    Text("excluded", "排除", "排除"),
)


@frozen
class _Section:
    table: Table
    chart: Chart | None = None


@frozen
class _Reader:
    """Who reads: the language, the zone, and the contract for the names of things."""

    lang: Lang
    zone: ZoneInfo
    contract: Contract | None

    def item(self, key: str) -> str:
        known = () if self.contract is None else self.contract.items
        return next((each.name.label(self.lang) for each in known if each.key == key), key)

    def day(self, instant: datetime) -> str:
        return to_utc(instant).astimezone(self.zone).date().isoformat()


def report_html(report: AnnualReport, *, contract: Contract, lang: Lang = "en") -> str:
    """The report as one self-contained HTML document with charts, ready to print on A4.

    Args:
        report: from `reporting.annual_report`.
        contract: for the names of parties and services, and its zone.
        lang: "en", "zh-Hans" or "zh-Hant".

    Raises:
        UnknownName: for another language.
    """
    reader = _reader(report, contract, lang)
    root, body = html_page(f"{_TITLE.label(lang)} {report.contract}", lang)
    ET.SubElement(body, "h1").text = _TITLE.label(lang)
    html_pairs(body, _facts(report, reader))
    for section in _sections(report, reader):
        ET.SubElement(body, "h2").text = section.table.title.label(lang)
        if section.chart is not None:
            draw_bars(body, section.chart)
        html_table(body, section.table, lang)
    details = ET.SubElement(body, "details")
    ET.SubElement(details, "summary").text = _WHY.label(lang)
    ET.SubElement(details, "pre").text = explain(report, lang=lang)
    return written(root)


def report_text(report: AnnualReport, *, contract: Contract, lang: Lang = "en") -> str:
    """The report as plain text, in columns that also line up in Chinese.

    Arguments and errors as `report_html`.
    """
    reader = _reader(report, contract, lang)
    lines = [_TITLE.label(lang), "", *text_pairs(_facts(report, reader))]
    for section in _sections(report, reader):
        table = section.table
        lines += ["", table.title.label(lang), *text_table(table, lang)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _reader(report: AnnualReport, contract: Contract, lang: Lang) -> _Reader:
    check_type(report, AnnualReport, where="report")
    check_type(contract, Contract, where="contract")
    check_lang(lang)
    return _Reader(lang, ZoneInfo(contract.timezone), contract)


def _facts(report: AnnualReport, reader: _Reader) -> list[tuple[str, str]]:
    values = (
        report.contract,
        report.period.written(reader.lang),
        reader.day(report.at),
        str(len(report.cases)),
        str(len(report.complaints)),
        _percent(report.complaint_rate),
    )
    facts = [(name.label(reader.lang), value) for name, value in zip(_FACTS, values, strict=True)]
    parties = () if reader.contract is None else reader.contract.parties
    return [
        *(
            (_ROLES[each.role].label(reader.lang), each.name or each.key)
            for each in parties
            if each.role in _ROLES
        ),
        *facts,
    ]


def _percent(rate: Fraction | None) -> str:
    """A share with one decimal, half up; "–" where there is none."""
    if rate is None:
        return "–"
    return f"{_decimal(rate * 100, 1)} %"


def _decimal(number: Fraction, places: int) -> str:
    return fixed(round_quotient(number.numerator * 10**places, number.denominator), places)


def _sections(report: AnnualReport, reader: _Reader) -> Iterable[_Section]:
    makers: Sequence[Callable[[AnnualReport, _Reader], _Section]] = (
        _months,
        _promises,
        _common,
        _complaints,
        _causes,
        _repeats,
        _quotas,
        _fees,
        _satisfaction,
        _dues,
        _duties,
        _improvements,
        _cases,
    )
    for make in makers:
        section = make(report, reader)
        if section.table.rows:
            yield section


def _months(report: AnnualReport, _: _Reader) -> _Section:
    rows = tuple((f"{month:%Y-%m}", str(count)) for month, count in report.by_month)
    top = max((count for _, count in report.by_month), default=0)
    bars = tuple((f"{month:%Y-%m}", count, str(count)) for month, count in report.by_month)
    return _Section(
        Table(
            Text("Cases by month", "每月服务件数", "每月服務件數"),
            (Text("month", "月份", "月份"), Text("cases", "件数", "件數")),
            rows,
            frozenset({1}),
        ),
        Chart(bars, top),
    )


def _promises(report: AnnualReport, reader: _Reader) -> _Section:
    titles = _titles(report, reader)
    rows, bars = [], []
    for each in report.promises:
        name = titles.get(each.attained.metric, each.attained.metric)
        whole = each.severity is None
        severity = _ALL.label(reader.lang) if whole else render(each.severity, reader.lang)
        rows.append((name, severity, *_counted(each.attained)))
        rate = each.attained.rate
        if whole and rate is not None:
            said = _OVER.label(reader.lang).format(
                met=each.attained.met, decided=each.attained.decided
            )
            bars.append((name, int(rate * 1000), f"{_percent(rate)} ({said})"))
    return _Section(
        Table(
            Text("Promises kept", "承诺履行情况", "承諾履行情況"),
            (Text("promise", "承诺", "承諾"), Text("severity", "级别", "級別"), *_COUNTS),
            tuple(rows),
            frozenset(range(2, 9)),
        ),
        Chart(tuple(bars), 1000),
    )


def _titles(report: AnnualReport, reader: _Reader) -> dict[str, str]:
    return {
        clock.metric: clock.title.label(reader.lang)
        for case in report.cases
        for clock in case.assessment.clocks
        if clock.title is not None
    }


def _counted(found: Attainment) -> tuple[str, ...]:
    counts = (found.running, found.paused, found.cancelled, found.excluded)
    return (str(found.met), str(found.breached), _percent(found.rate), *map(str, counts))


def _common(report: AnnualReport, reader: _Reader) -> _Section:
    found = report.common
    titles = _titles(report, reader)
    rows = () if found is None else ((titles.get(found.metric, found.metric), *_counted(found)),)
    return _Section(
        Table(
            Text("Common problems solved (R70)", "常见问题解决率（R70）", "常見問題解決率（R70）"),
            (Text("promise", "承诺", "承諾"), *_COUNTS),
            rows,
            frozenset(range(1, 8)),
        )
    )


def _complaints(report: AnnualReport, reader: _Reader) -> _Section:
    rows = tuple(
        (
            each.number,
            reader.day(each.log[0].at),
            PROCESS.state(each.state).label(reader.lang),
            str(each.round),
            str(each.level),
        )
        for each in report.complaints
    )
    return _Section(
        Table(
            Text("Complaints", "投诉", "投訴"),
            (
                Text("number", "编号", "編號"),
                Text("date", "日期", "日期"),
                Text("state", "状态", "狀態"),
                Text("round", "轮次", "輪次"),
                Text("level", "层级", "層級"),
            ),
            rows,
            frozenset({3, 4}),
        )
    )


def _causes(report: AnnualReport, reader: _Reader) -> _Section:
    named = tuple((cause.label(reader.lang), count) for cause, count in report.causes)
    return _Section(
        Table(
            Text("Causes", "原因分布", "原因分佈"),
            (Text("cause", "原因", "原因"), Text("cases", "件数", "件數")),
            tuple((name, str(count)) for name, count in named),
            frozenset({1}),
        ),
        Chart(
            tuple((name, count, str(count)) for name, count in named),
            max((count for _, count in named), default=0),
        ),
    )


def _repeats(report: AnnualReport, reader: _Reader) -> _Section:
    rows = tuple(
        (
            reader.item(each.item),
            each.cause.label(reader.lang),
            str(len(each.requests)),
            ", ".join(each.requests),
        )
        for each in report.repeats
    )
    return _Section(
        Table(
            Text("Problems that came again", "重复出现的问题", "重複出現的問題"),
            (
                Text("service", "服务", "服務"),
                Text("cause", "原因", "原因"),
                Text("times", "次数", "次數"),
                Text("cases", "工单", "工單"),
            ),
            rows,
            frozenset({2}),
        )
    )


def _quotas(report: AnnualReport, reader: _Reader) -> _Section:
    rows = tuple(
        (
            each.quota.title.label(reader.lang),
            *(
                render(amount, reader.lang)
                for amount in (
                    each.balance.granted,
                    each.balance.used,
                    each.balance.expired,
                    each.balance.remaining,
                    each.balance.overage,
                )
            ),
        )
        for each in report.quotas
    )
    return _Section(
        Table(
            Text("Quotas", "服务额度", "服務額度"),
            (
                Text("quota", "额度", "額度"),
                Text("granted", "授予", "授予"),
                Text("used", "已用", "已用"),
                Text("expired", "过期", "過期"),
                Text("remaining", "剩余", "剩餘"),
                Text("beyond", "超出", "超出"),
            ),
            rows,
            frozenset(range(1, 6)),
        )
    )


def _fees(report: AnnualReport, reader: _Reader) -> _Section:
    names = (
        Text("net", "不含税金额", "不含稅金額"),
        Text("tax", "税额", "稅額"),
        Text("to pay", "应付金额", "應付金額"),
    )
    rows = [
        (name.label(reader.lang), amount.label(reader.lang))
        for each in report.fees
        for name, amount in zip(names, (each.net, each.tax, each.payable), strict=True)
    ]
    credit = Text("given back", "抵扣退还", "抵扣退還").label(reader.lang)
    rows += [(credit, each.label(reader.lang)) for each in report.credits]
    return _Section(
        Table(
            Text("Fees and credits", "费用与抵扣", "費用與抵扣"),
            (Text("sum", "项目", "項目"), Text("amount", "金额", "金額")),
            tuple(rows),
            frozenset({1}),
        )
    )


def _satisfaction(report: AnnualReport, reader: _Reader) -> _Section:
    subjects = {
        "response_speed": Text("response speed", "响应速度", "響應速度"),
        "ability": Text("ability", "解决能力", "解決能力"),
        "attitude": Text("attitude", "服务态度", "服務態度"),
    }
    rows = tuple(
        (
            subjects[each.subject].label(reader.lang) if each.subject in subjects else each.subject,
            _decimal(each.mean, 2),
            str(each.answers),
        )
        for each in report.satisfaction
    )
    return _Section(
        Table(
            Text("Satisfaction", "满意度", "滿意度"),
            (
                Text("subject", "项目", "項目"),
                Text("mean score", "平均分", "平均分"),
                Text("answers", "份数", "份數"),
            ),
            rows,
            frozenset({1, 2}),
        )
    )


def _dues(report: AnnualReport, reader: _Reader) -> _Section:
    found: dict[str, Counter[DueState]] = {}
    for each in report.dues:
        name = each.item.name.label(reader.lang)
        found.setdefault(name, Counter())[each.state] += 1
    return _Section(
        Table(
            Text("Services due by themselves", "定期服务完成情况", "定期服務完成情況"),
            (
                Text("service", "服务", "服務"),
                *(state.text for state in DueState),
            ),
            tuple(
                (name, *(str(states[state]) for state in DueState))
                for name, states in found.items()
            ),
            frozenset(range(1, 1 + len(DueState))),
        )
    )


def _duties(report: AnnualReport, reader: _Reader) -> _Section:
    rows = tuple(
        (each.obligation.text.label(reader.lang), render(each.kept, reader.lang))
        for each in report.duties
    )
    return _Section(
        Table(
            Text("What the customer owes", "客户配合事项", "客戶配合事項"),
            (Text("duty", "事项", "事項"), Text("kept", "是否履行", "是否履行")),
            rows,
        )
    )


def _improvements(report: AnnualReport, _: _Reader) -> _Section:
    rows = tuple(
        (each.goal, each.measure, each.milestone.isoformat()) for each in report.improvements
    )
    return _Section(
        Table(
            Text("Improvement plan", "服务质量改进计划", "服務質量改進計劃"),
            (
                Text("goal", "目标", "目標"),
                Text("measure", "措施", "措施"),
                Text("milestone", "时间节点", "時間節點"),
            ),
            rows,
        )
    )


def _cases(report: AnnualReport, reader: _Reader) -> _Section:
    rows = tuple(_case(case, reader) for case in report.cases)
    return _Section(
        Table(
            Text("List of services and their handling", "服务及处理情况清单", "服務及處理情況清單"),
            (
                Text("case", "工单", "工單"),
                Text("date", "日期", "日期"),
                Text("channel", "渠道", "渠道"),
                Text("service", "服务", "服務"),
                Text("severity", "级别", "級別"),
                Text("cause", "原因", "原因"),
                Text("matter", "事项", "事項"),
            ),
            rows,
        )
    )


def _case(case: Case, reader: _Reader) -> tuple[str, ...]:
    request, none = case.request, _NONE.label(reader.lang)
    severity = none if request.severity is None else request.severity.label(reader.lang)
    return (
        request.id,
        reader.day(request.at),
        none if request.channel is None else key_label(request.channel, reader.lang),
        reader.item(request.item),
        severity,
        case.cause.label(reader.lang),
        case.title,
    )
