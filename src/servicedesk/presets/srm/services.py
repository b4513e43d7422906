"""The catalogue of S2's services, how each is paid for, and who is liable."""

from attrs import evolve

from servicedesk.contracts import (
    Bearer,
    Entitlement,
    Every,
    Goal,
    Liability,
    Payment,
    ServiceItem,
)
from servicedesk.decisions import DecisionTable, Fault, Is, OneOf, Row, Waiver
from servicedesk.incidents import Cause
from servicedesk.money import Money, Ratio
from servicedesk.presets.questions import with_period, with_periods
from servicedesk.presets.srm import sentences as said
from servicedesk.reasons import Choice, Clause, Text, chosen
from servicedesk.tariffs import AddedService, Annual

CATALOGUE: tuple[ServiceItem, ...] = (
    ServiceItem(
        key="fault_repair",
        name=Text("repair of faults", "故障排除", "故障排除"),
        modes=("remote", "on_site"),
        clauses=(said.REPAIR, said.JOINT),
    ),
    ServiceItem(
        key="monitoring",
        name=Text("daily monitoring", "日常监控", "日常監控"),
        due=Every(days=1),
        clauses=(said.MONITORING,),
    ),
    ServiceItem(
        key="inspection",
        name=Text("full inspection", "全面巡检", "全面巡檢"),
        steps=("running_state", "hardware_health", "data_security"),
        due=Every(months=1),
        clauses=(said.INSPECTION,),
    ),
    ServiceItem(
        key="optimisation",
        name=Text("optimisation", "系统优化", "系統優化"),
        clauses=(said.OPTIMISATION,),
    ),
    ServiceItem(
        key="basic_upgrade",
        name=Text("basic upgrade", "基础升级", "基礎升級"),
        steps=("announce", "test", "assist"),
        clauses=(said.UPGRADE, said.TESTED_FIRST),
    ),
    ServiceItem(
        key="major_upgrade",
        name=Text("major functional upgrade", "重大功能升级", "重大功能升級"),
        steps=("announce", "test", "assist"),
        clauses=(said.UPGRADE, said.TESTED_FIRST),
    ),
    ServiceItem(
        key="customisation",
        name=Text("customisation", "定制化服务", "定製化服務"),
        clauses=(said.CUSTOMISATION, said.AGREED_FIRST),
    ),
    ServiceItem(
        key="new_user_training",
        name=Text("training of new users", "新用户培训", "新用戶培訓"),
        modes=("online_video", "offline_class"),
        clauses=(said.NEW_USERS,),
    ),
    ServiceItem(
        key="advanced_training",
        name=Text("advanced training", "进阶培训", "進階培訓"),
        clauses=(said.ADVANCED,),
    ),
    ServiceItem(
        key="visit_training",
        name=Text("training after a visit", "回访培训", "回訪培訓"),
        clauses=(said.VISITED,),
    ),
    ServiceItem(
        key="full_backup",
        name=Text("full backup", "全量备份", "全量備份"),
        due=Every(days=1),
        clauses=(said.BACKUP,),
    ),
    ServiceItem(
        key="incremental_backup",
        name=Text("incremental backup", "增量备份", "增量備份"),
        due=Every(days=7),
        clauses=(said.BACKUP,),
    ),
    ServiceItem(
        key="vulnerability_scan",
        name=Text("vulnerability scan", "安全扫描", "安全掃描"),
        steps=("scan", "fix", "notify"),
        clauses=(said.SCAN,),
    ),
    ServiceItem(
        key="feedback",
        name=Text("handling of feedback", "反馈处理", "反饋處理"),
        modes=("web", "email", "phone"),
        steps=("handle", "return_result", "follow_up"),
        clauses=(said.OPINIONS, said.FOLLOW_UP),
    ),
)
"""The services that the document names (R72, R74 to R78, R80, R81, R87, R88)."""

_BACKUPS = Text(
    "a weekly incremental backup beside a daily full one adds nothing",
    "每日全量备份之外，每周增量备份并无新增内容",
    "每日全量備份之外，每週增量備份並無新增內容",
)
_BACKED_UP = {
    True: Text("both are made", "两者均执行", "兩者均執行"),
    False: Text("only the full one is made", "仅执行全量备份", "僅執行全量備份"),
}


def catalogue(
    *,
    weekly_backup: bool | Choice = True,
    scans: Every | Choice | None = None,
    return_visits: Every | Choice | None = None,
) -> tuple[ServiceItem, ...]:
    """`CATALOGUE` with C7 and C12 decided.

    Args:
        weekly_backup: whether the weekly incremental backup is made beside the daily full one of
            the same data (R77), which leaves it nothing to do (C7). By default it is, as the
            document says; otherwise it is made on request only.
        scans: how often the system is scanned ("定期", R78, C12). The document gives no period; by
            default none is promised.
        return_visits: how often customers are visited ("定期回访", R76, C12); likewise.

    Each may be `UNDECIDED`.
    """
    periods = {"vulnerability_scan": scans, "visit_training": return_visits}
    answer = weekly_backup if isinstance(weekly_backup, Choice) else _BACKED_UP[weekly_backup]
    named = chosen("C7", _BACKUPS, answer, of=tuple(_BACKED_UP.values()))
    items = tuple(_decided(item, named, weekly=weekly_backup is not False) for item in CATALOGUE)
    return with_periods(items, periods)


def _decided(item: ServiceItem, named: Clause, *, weekly: bool) -> ServiceItem:
    if item.key not in ("full_backup", "incremental_backup"):
        return item
    due = item.due if weekly or item.key == "full_backup" else None
    return evolve(item, due=due, clauses=(*item.clauses, named))


def surveyed(every: Every | Choice | None = None) -> ServiceItem:
    """The survey of satisfaction (R79).

    Args:
        every: how often; the document says "定期" and gives a quarter as an example (C12). By
            default no period is promised. May be `UNDECIDED`.
    """
    said_of = (said.SURVEY, said.QUARTERLY) if every == Every(months=3) else (said.SURVEY,)
    item = ServiceItem(
        key="survey",
        name=Text("satisfaction survey", "满意度调查", "滿意度調查"),
        steps=("response_speed", "ability", "attitude"),
        clauses=said_of,
    )
    return with_period(item, every)


SURVEY = surveyed()
"""The survey without a period."""

QUARTERLY_SURVEY = surveyed(Every(months=3))
"""The example of R79, for a vendor that adopts it."""


_BORNE_BY = Text(
    'who bears what the document says "may" be charged',
    "原文称“可能”收取的费用由谁承担",
    "原文稱「可能」收取的費用由誰承擔",
)


def liabilities(*, customers_own: Bearer | Choice = Bearer.CUSTOMER) -> tuple[Liability, ...]:
    """Who is liable for a fault: the vendor for its product within warranty (R84).

    Args:
        customers_own: who bears misoperation and force majeure, which "may" be charged (R85,
            C8). By default the customer does; a vendor that waives it says `Bearer.VENDOR`.
    """
    return (
        Liability(
            causes=(Cause.PRODUCT_DEFECT, Cause.FOLLOW_ON),
            bearer=Bearer.VENDOR,
            in_warranty=True,
            clauses=(said.DEFECT,),
        ),
        Liability(
            causes=(Cause.MISOPERATION, Cause.FORCE_MAJEURE),
            bearer=customers_own,
            clauses=(said.CUSTOMERS_OWN, chosen("C8", _BORNE_BY, customers_own)),
        ),
    )


_FREE_UPGRADE = Text(
    "only some vendors are said to upgrade for free",
    "原文只称“有些供应商”基础升级免费",
    "原文只稱「有些供應商」基礎升級免費",
)


def entitlements(*, basic_upgrade: Payment | Choice = Payment.INCLUDED) -> tuple[Entitlement, ...]:
    """How the services are paid for.

    What the base fee includes is the vendor's to say (R82): here all services of the catalogue
    but major upgrades (R86), which are charged, and customisation, which is agreed first (R87).

    Args:
        basic_upgrade: how a basic upgrade is paid for (C8). That it is free is the practice of
            "some" vendors (R86), an example; by default the fee includes it.
    """
    upgrade = chosen("C8", _FREE_UPGRADE, basic_upgrade, of=(Payment.FREE, Payment.CHARGEABLE))
    apart = {"basic_upgrade", "major_upgrade", "customisation"}
    return (
        Entitlement(
            item="basic_upgrade",
            payment=basic_upgrade,
            clauses=(said.BASIC_UPGRADE, said.FEES, upgrade),
        ),
        Entitlement(
            item="major_upgrade", payment=Payment.CHARGEABLE, clauses=(said.BASIC_UPGRADE,)
        ),
        Entitlement(
            item="customisation",
            payment=Payment.QUOTE_FIRST,
            clauses=(said.CUSTOMISATION, said.AGREED_FIRST),
        ),
        *(
            Entitlement(
                item=item.key, payment=Payment.INCLUDED, clauses=(*item.clauses[:1], said.FEES)
            )
            for item in (*CATALOGUE, SURVEY)
            if item.key not in apart
        ),
    )


def fee_plan(base: Money, *added: AddedService) -> Annual:
    """A year's fee: the base and the value-added services, each with its own fee (R82).

    The document gives no amount: "small" firms pay low, "large" ones what is negotiated.
    """
    return Annual(fee=base, added=added, clause=said.FEES)


def _row(row: str, then: str, values: tuple[str, ...], clause: Clause) -> Row:
    return Row(id=row, then=then, when=Is("problem", values), clauses=(clause,))


COMPLEXITY = DecisionTable(
    name="complexity",
    facts=(
        OneOf(
            fact="problem",
            values=("login", "report", "data_loss", "process_stopped", "other"),
            ordered=False,
            labels=(
                Text("login", "登录异常", "登錄異常"),
                Text("report", "报表生成错误", "報表生成錯誤"),
                Text("data lost", "数据丢失", "數據丟失"),
                Text("process stopped", "业务流程无法运行", "業務流程無法運行"),
                Text("other", "其他", "其他"),
            ),
            text=Text("problem", "问题", "問題"),
        ),
    ),
    outcomes=("common", "complex"),
    labels=(Text("common", "常见问题", "常見問題"), Text("complex", "复杂问题", "複雜問題")),
    text=Text("complexity", "问题复杂程度", "問題複雜程度"),
    rows=(
        _row("common", "common", ("login", "report"), said.COMMON),
        _row("complex", "complex", ("data_loss", "process_stopped"), said.COMPLEX),
    ),
    waivers=(
        Waiver(
            fault=Fault.GAP,
            why=Text(
                "both lists are open: a problem that the document does not name is in neither",
                "原文两类均为列举（“等”），未列举的问题不归入任何一类",
                "原文兩類均為列舉（「等」），未列舉的問題不歸入任何一類",
            ),
            facts=(("problem", "other"),),
        ),
    ),
)
"""Common and complex problems (R71). Both lists are open ("等"): another problem is neither."""

GOALS = (
    Goal(
        key="common_problems_solved",
        text=Text(
            "common problems solved in a short time",
            "常见问题在短时间内解决",
            "常見問題在短時間內解決",
        ),
        at_least=Ratio(9, 10),
        clauses=(said.COMMON_SOLVED,),
    ),
)
"""At least 90 % of common problems (R70); of which period and population is open (C14)."""

_OVER = Text("over which time is not said", "统计期间，原文未规定", "統計期間，原文未規定")


def goals(*, rate_months: int | Choice = 12) -> tuple[Goal, ...]:
    """`GOALS` with the period decided over which the rate of R70 is taken (C14).

    Args:
        rate_months: so many civil months. The document is silent; by default a year.
    """
    answer = rate_months if isinstance(rate_months, Choice) else _months(rate_months)
    named = chosen("C14", _OVER, answer, of=(_months(1), _months(12)))
    months = None if isinstance(rate_months, Choice) else rate_months
    return tuple(evolve(goal, months=months, clauses=(*goal.clauses, named)) for goal in GOALS)


def _months(count: int) -> Text:
    return Text(f"{count} months" if count > 1 else "a month", f"{count}个月", f"{count}個月")
