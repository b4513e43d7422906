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

from servicedesk.complaints import INTERNAL_LEVELS, PROCESS, Complaint, ComplaintType
from servicedesk.contracts import Balance, Bearer, Contract, Goal, GoalVerdict
from servicedesk.errors import InvalidValue, check_type
from servicedesk.incidents import Period, key_label
from servicedesk.money import Ratio, fixed, round_quotient
from servicedesk.reasons import Lang, Localised, Param, Text, check_lang, explain, render
from servicedesk.reporting import (
    AnnualReport,
    Attainment,
    Case,
    DueObligation,
    DueState,
    GoalResult,
    KeptPromise,
    QuotaUse,
    Satisfaction,
)
from servicedesk.sla import Breached, ClockState, Paused, Running
from servicedesk.spans import to_utc
from servicedesk.views.charts import Chart, draw_bars
from servicedesk.views.pages import (
    html_page,
    html_pairs,
    html_table,
    text_pairs,
    text_table,
    written,
)
from servicedesk.views.sections import Column, Section, T, figure, section, sentence, whole, words

_TITLE = Text("Annual service report", "年度服务报告", "年度服務報告")
_FACTS = (
    Text("Contract", "合同编号", "合同編號"),
    Text("Period", "报告期间", "報告期間"),
    Text("Date of report", "报告日期", "報告日期"),
    Text("Cases", "服务件数", "服務件數"),
    Text("Complaints", "投诉件数", "投訴件數"),
    Text("Complaints per case", "投诉率", "投訴率"),
)
_UNTIL = Text("Counted until", "统计截至", "統計截至")
_ROLES = {
    "vendor": Text("Vendor", "服务方", "服務方"),
    "customer": Text("Customer", "客户", "客戶"),
}
_NONE = Text("none", "无", "無")
_ALL = Text("all", "全部", "全部")
_OVER = Text("{met} of {decided}", "{decided}件中{met}件", "{decided}件中{met}件")
_WHY = Text("How each figure was computed", "数据计算说明", "數據計算說明")
_PROMISE = Text("promise", "承诺", "承諾")
_LATE = Text("late: {names}", "超时：{names}", "逾時：{names}")
_GOAL = Text("goal", "目标", "目標")
_PERIOD = Text("period", "期间", "期間")
_WITHIN = Text("{bounds} over {months} months", "{months}个月内{bounds}", "{months}個月內{bounds}")
_REACHED = {
    True: Text("kept", "达成", "達成"),
    False: Text("missed", "未达成", "未達成"),
    None: Text("–", "–", "–"),
}
_NOT_OVER = Text("not over", "期间未满", "期間未滿")
_CAUSE = Text("cause", "原因", "原因")
_DATE = Text("date", "日期", "日期")
_SERVICE = Text("service", "服务", "服務")
_DUTY = Text("duty", "事项", "事項")
_OWED_BY = Text("owed by", "责任方", "責任方")
_SUBJECTS = {
    "response_speed": Text("response speed", "响应速度", "響應速度"),
    "upgrades": Text("upgrades", "系统升级", "系統升級"),
    "training": Text("training", "用户培训", "用戶培訓"),
    "ability": Text("ability", "解决能力", "解決能力"),
    "attitude": Text("attitude", "服务态度", "服務態度"),
}


@frozen
class _Reader:
    """Who reads: the language, the zone, and the contract for the names of things."""

    lang: Lang
    zone: ZoneInfo
    contract: Contract | None

    def item(self, key: str) -> str:
        known = () if self.contract is None else self.contract.items
        return next((each.name.label(self.lang) for each in known if each.key == key), key)

    def say(self, named: Localised) -> str:
        return named.label(self.lang)

    def day(self, instant: datetime) -> str:
        return to_utc(instant).astimezone(self.zone).date().isoformat()


def report_html(report: AnnualReport, *, contract: Contract, lang: Lang = "en") -> str:
    """The report as one self-contained HTML document with charts, ready to print on A4.

    Args:
        report: from `reporting.annual_report`.
        contract: for the names of parties and services, and its zone.
        lang: "en", "zh-Hans" or "zh-Hant".

    Raises:
        InvalidValue: for another contract than the report's.
        UnknownName: for another language.
    """
    reader = _reader(report, contract, lang)
    root, body = html_page(f"{_TITLE.label(lang)} {report.contract}", lang)
    body.set("class", "report")
    ET.SubElement(body, "h1").text = _TITLE.label(lang)
    html_pairs(body, _facts(report, reader))
    for each in _sections(report, reader):
        ET.SubElement(body, "h2").text = each.table.title.label(lang)
        if each.chart is not None:
            draw_bars(body, each.chart)
        html_table(body, each.table, lang)
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
    for each in _sections(report, reader):
        lines += ["", each.table.title.label(lang), *text_table(each.table, lang)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _reader(report: AnnualReport, contract: Contract, lang: Lang) -> _Reader:
    check_type(report, AnnualReport, where="report")
    check_type(contract, Contract, where="contract")
    check_lang(lang)
    if contract.id != report.contract:
        raise InvalidValue(
            "the report of another contract",
            got=contract.id,
            expected=report.contract,
            where="contract",
        )
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
    if report.is_partial:
        facts.append((_UNTIL.label(reader.lang), report.until.isoformat()))
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


def _sections(report: AnnualReport, reader: _Reader) -> Iterable[Section]:
    makers: Sequence[Callable[[AnnualReport, _Reader], Section]] = (
        _months,
        _promises,
        _common,
        _goals,
        _complaints,
        _causes,
        _repeats,
        _quotas,
        _fees,
        _satisfaction,
        _dues,
        _neglected,
        _duties,
        _improvements,
        _cases,
    )
    for make in makers:
        made = make(report, reader)
        if made.table.rows:
            yield made


def _bars(counted: Iterable[tuple[str, int]]) -> Chart:
    bars = tuple((name, count, str(count)) for name, count in counted)
    return Chart(bars, max((count for _, count, _ in bars), default=0))


def _months(report: AnnualReport, _: _Reader) -> Section:
    months = [(f"{month:%Y-%m}", count) for month, count in report.by_month]
    return section(
        Text("Cases by month", "每月服务件数", "每月服務件數"),
        months,
        whole(Text("month", "月份", "月份"), lambda each: each[0]),
        figure(Text("cases", "件数", "件數"), lambda each: each[1]),
        chart=_bars(months),
    )


def _promises(report: AnnualReport, reader: _Reader) -> Section:

    def severity(each: KeptPromise) -> str:
        return reader.say(_ALL if each.severity is None else each.severity)

    return section(
        Text("Promises kept", "承诺履行情况", "承諾履行情況"),
        report.promises,
        words(_PROMISE, lambda each: _metric(each.attained, reader)),
        whole(Text("severity", "级别", "級別"), severity),
        *_counts(lambda each: each.attained),
        chart=Chart(tuple(_rates(report, reader)), 1000),
    )


def _rates(report: AnnualReport, reader: _Reader) -> Iterable[tuple[str, int, str]]:
    for each in report.promises:
        found = each.attained
        if each.severity is None and found.rate is not None:
            over = reader.say(_OVER).format(met=found.met, decided=found.decided)
            yield _metric(found, reader), int(found.rate * 1000), f"{_percent(found.rate)} ({over})"


def _metric(found: Attainment, reader: _Reader) -> str:
    return found.metric if found.title is None else reader.say(found.title)


def _counts(of: Callable[[T], Attainment]) -> tuple[Column[T], ...]:
    return (
        figure(Text("met", "达标", "達標"), lambda each: of(each).met),
        figure(Text("breached", "超时", "逾時"), lambda each: of(each).breached),
        figure(Text("rate", "达标率", "達標率"), lambda each: _percent(of(each).rate)),
        figure(Text("running", "进行中", "進行中"), lambda each: of(each).running),
        figure(Text("paused", "暂停", "暫停"), lambda each: of(each).paused),
        figure(Text("cancelled", "取消", "取消"), lambda each: of(each).cancelled),
        figure(Text("excluded", "排除", "排除"), lambda each: of(each).excluded),
    )


def _common(report: AnnualReport, reader: _Reader) -> Section:
    return section(
        Text("Common problems solved (R70)", "常见问题解决率（R70）", "常見問題解決率（R70）"),
        () if report.common is None else (report.common,),
        words(_PROMISE, lambda each: _metric(each, reader)),
        *_counts(lambda each: each),
    )


def _goals(report: AnnualReport, reader: _Reader) -> Section:
    def found(each: GoalResult) -> GoalVerdict:
        return each.verdict

    return section(
        Text("Goals", "服务目标", "服務目標"),
        report.goals,
        sentence(_GOAL, lambda each: reader.say(found(each).goal.text)),
        sentence(Text("counted", "统计范围", "統計範圍"), lambda each: reader.say(each.population)),
        whole(_PERIOD, lambda each: each.period.written(reader.lang)),
        figure(Text("count", "件数", "件數"), lambda each: found(each).count),
        figure(Text("of", "总数", "總數"), lambda each: found(each).of),
        figure(Text("rate", "比率", "比率"), lambda each: _percent(found(each).share)),
        whole(Text("aim", "目标值", "目標值"), lambda each: _aim(found(each).goal, reader)),
        words(Text("result", "结果", "結果"), lambda each: reader.say(_outcome(each))),
        whole(
            Text("clause", "条款", "條款"),
            lambda each: (
                ", ".join(dict.fromkeys(clause.ref for clause in found(each).goal.clauses)) or "–"
            ),
        ),
    )


def _aim(goal: Goal, reader: _Reader) -> str:
    bounds = (("≥", goal.at_least), ("≤", goal.at_most))
    told = " ".join(f"{sign} {_share(bound)}" for sign, bound in bounds if bound is not None)
    if not told or goal.months is None:
        return told or "–"
    return reader.say(_WITHIN).format(bounds=told, months=goal.months)


def _share(bound: Ratio) -> str:
    """A bound as a percentage, but never a rounded one."""
    if bound.num * 1000 % bound.den:
        return str(bound)
    return _percent(Fraction(bound.num, bound.den))


def _outcome(result: GoalResult) -> Text:
    return _REACHED[result.verdict.reached] if result.over else _NOT_OVER


def _complaints(report: AnnualReport, reader: _Reader) -> Section:
    return section(
        Text("Complaints", "投诉", "投訴"),
        report.complaints,
        whole(Text("number", "编号", "編號"), lambda each: each.number),
        whole(_DATE, lambda each: reader.day(each.log[0].at)),
        words(Text("type", "类型", "類型"), lambda each: _type(each, reader)),
        words(Text("state", "状态", "狀態"), lambda each: reader.say(PROCESS.state(each.state))),
        figure(Text("round", "轮次", "輪次"), lambda each: each.round),
        words(Text("level", "层级", "層級"), lambda each: reader.say(INTERNAL_LEVELS[each.level])),
    )


def _type(complaint: Complaint, reader: _Reader) -> str:
    """Its type in words (R12 to R17), else the host's own category (R95)."""
    given = complaint.facts.get("type")
    known = [each for each in ComplaintType if each.value == given]
    if known:
        return reader.say(known[0])
    return str(given or complaint.facts.get("category") or "–")


def _causes(report: AnnualReport, reader: _Reader) -> Section:
    named = [(reader.say(cause), count) for cause, count in report.causes]
    return section(
        Text("Causes", "原因分布", "原因分佈"),
        named,
        words(_CAUSE, lambda each: each[0]),
        figure(Text("cases", "件数", "件數"), lambda each: each[1]),
        chart=_bars(named),
    )


def _repeats(report: AnnualReport, reader: _Reader) -> Section:
    return section(
        Text("Problems that came again", "重复出现的问题", "重複出現的問題"),
        report.repeats,
        words(_SERVICE, lambda each: reader.item(each.item)),
        words(_CAUSE, lambda each: reader.say(each.cause)),
        figure(Text("times", "次数", "次數"), lambda each: len(each.requests)),
        whole(Text("cases", "工单", "工單"), lambda each: ", ".join(each.requests)),
    )


def _quotas(report: AnnualReport, reader: _Reader) -> Section:
    def amount(title: Text, of: Callable[[Balance], Param]) -> Column[QuotaUse]:
        return figure(title, lambda each: render(of(each.balance), reader.lang))

    return section(
        Text("Quotas", "服务额度", "服務額度"),
        report.quotas,
        words(Text("quota", "额度", "額度"), lambda each: reader.say(each.quota.title)),
        amount(Text("granted", "授予", "授予"), lambda left: left.granted),
        amount(Text("used", "已用", "已用"), lambda left: left.used),
        amount(Text("expired", "过期", "過期"), lambda left: left.expired),
        amount(Text("remaining", "剩余", "剩餘"), lambda left: left.remaining),
        amount(Text("beyond", "超出", "超出"), lambda left: left.overage),
    )


def _fees(report: AnnualReport, reader: _Reader) -> Section:
    net = Text("net", "不含税金额", "不含稅金額")
    tax = Text("tax", "税额", "稅額")
    payable = Text("to pay", "应付金额", "應付金額")
    credit = Text("given back", "抵扣退还", "抵扣退還")
    sums = [
        *(
            pair
            for each in report.fees
            for pair in ((net, each.net), (tax, each.tax), (payable, each.payable))
        ),
        *((credit, each) for each in report.credits),
    ]
    return section(
        Text("Fees and credits", "费用与抵扣", "費用與抵扣"),
        sums,
        words(Text("sum", "项目", "項目"), lambda each: reader.say(each[0])),
        figure(Text("amount", "金额", "金額"), lambda each: reader.say(each[1])),
    )


def _satisfaction(report: AnnualReport, reader: _Reader) -> Section:
    def subject(each: Satisfaction) -> str:
        known = _SUBJECTS.get(each.subject)
        return each.subject if known is None else reader.say(known)

    return section(
        Text("Satisfaction", "满意度", "滿意度"),
        report.satisfaction,
        words(Text("subject", "项目", "項目"), subject),
        figure(Text("mean score", "平均分", "平均分"), lambda each: _decimal(each.mean, 2)),
        figure(Text("answers", "份数", "份數"), lambda each: each.answers),
    )


def _dues(report: AnnualReport, reader: _Reader) -> Section:
    found: dict[tuple[Text, Bearer], Counter[DueState]] = {}
    for each in report.dues:
        found.setdefault((each.title, each.by), Counter())[each.state] += 1

    def count(state: DueState) -> Column[tuple[tuple[Text, Bearer], Counter[DueState]]]:
        return figure(state.text, lambda each: each[1][state])

    return section(
        Text("Dated duties of both sides", "双方约定事项履行情况", "雙方約定事項履行情況"),
        found.items(),
        sentence(_DUTY, lambda each: reader.say(each[0][0])),
        words(_OWED_BY, lambda each: reader.say(_ROLES[each[0][1].value])),
        *(count(state) for state in DueState),
    )


def _neglected(report: AnnualReport, reader: _Reader) -> Section:
    return section(
        Text("Duties late or missed", "逾期或未完成事项", "逾期或未完成事項"),
        list(_in_a_row(report.dues)),
        sentence(_DUTY, lambda each: reader.say(each[0].title)),
        words(_OWED_BY, lambda each: reader.say(_ROLES[each[0].by.value])),
        whole(Text("for", "所属期间或服务", "所屬期間或服務"), lambda each: _of(each, reader)),
        whole(Text("due", "期限", "期限"), lambda each: str(each[-1].due)),
        words(Text("state", "状态", "狀態"), lambda each: reader.say(each[0].state)),
        whole(Text("done", "完成日期", "完成日期"), lambda each: _done(each[0])),
    )


def _in_a_row(dues: Iterable[DueObligation]) -> Iterable[list[DueObligation]]:
    """What was late or missed; periods missed one after the other are told together."""
    row: list[DueObligation] = []
    for each in dues:
        if each.state not in (DueState.LATE, DueState.MISSED):
            continue
        if row and not _follows(each, row[-1]):
            yield row
            row = []
        row.append(each)
    if row:
        yield row


def _follows(due: DueObligation, before: DueObligation) -> bool:
    if due.period is None or before.period is None or due.state is not DueState.MISSED:
        return False
    same = due.owed == before.owed and before.state is DueState.MISSED
    return same and due.period.start == before.period.end


def _of(row: Sequence[DueObligation], reader: _Reader) -> str:
    first, last = row[0], row[-1]
    if first.period is not None and last.period is not None:
        return Period(first.period.start, last.period.end).written(reader.lang)
    if first.after is not None:
        return ", ".join(filter(None, (first.after.request, str(first.after.on))))
    return "–"


def _done(due: DueObligation) -> str:
    return "–" if due.performed is None else due.performed.on.isoformat()


def _duties(report: AnnualReport, reader: _Reader) -> Section:
    return section(
        Text("Other duties of the customer", "客户其他配合事项", "客戶其他配合事項"),
        report.duties,
        sentence(_DUTY, lambda each: reader.say(each.obligation.text)),
        words(Text("kept", "是否履行", "是否履行"), lambda each: render(each.kept, reader.lang)),
    )


def _improvements(report: AnnualReport, _: _Reader) -> Section:
    return section(
        Text("Improvement plan", "服务质量改进计划", "服務質量改進計劃"),
        report.improvements,
        sentence(_GOAL, lambda each: each.goal),
        sentence(Text("measure", "措施", "措施"), lambda each: each.measure),
        whole(Text("milestone", "时间节点", "時間節點"), lambda each: each.milestone.isoformat()),
        sentence(Text("result", "改进结果", "改進結果"), lambda each: each.result or "–"),
    )


def _cases(report: AnnualReport, reader: _Reader) -> Section:
    def channel(each: Case) -> str:
        key = each.request.channel
        return reader.say(_NONE) if key is None else key_label(key, reader.lang)

    return section(
        Text("List of services and their handling", "服务及处理情况清单", "服務及處理情況清單"),
        report.cases,
        whole(Text("case", "工单", "工單"), lambda each: each.request.id),
        whole(_DATE, lambda each: reader.day(each.request.at)),
        words(Text("channel", "渠道", "渠道"), channel),
        words(_SERVICE, lambda each: reader.item(each.request.item)),
        whole(
            Text("severity", "级别", "級別"),
            lambda each: reader.say(each.request.severity or _NONE),
        ),
        words(_CAUSE, lambda each: reader.say(each.cause)),
        sentence(Text("matter", "事项", "事項"), lambda each: each.title),
        words(Text("handling", "处理情况", "處理情況"), lambda each: _handled(each, reader)),
    )


def _handled(case: Case, reader: _Reader) -> str:
    """Which promises were broken, else whether one still runs, else that all were kept."""
    clocks = case.assessment.started
    late = [each for each in clocks if isinstance(each, Breached)]
    if late:
        named = (reader.say(each.title) if each.title else each.metric for each in late)
        return reader.say(_LATE).format(names=", ".join(dict.fromkeys(named)))
    if any(isinstance(each, Running | Paused) for each in clocks):
        return reader.say(ClockState.RUNNING)
    return reader.say(ClockState.MET if clocks else _NONE)
