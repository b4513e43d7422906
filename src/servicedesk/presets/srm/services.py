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
_BOTH = Text("both are made", "两者均执行", "兩者均執行")
_FULL_ONLY = Text("only the full one is made", "仅执行全量备份", "僅執行全量備份")


def catalogue(*, weekly_backup: bool | Choice = True) -> tuple[ServiceItem, ...]:
    """`CATALOGUE` with the question decided whether the weekly backup is made (C7).

    Args:
        weekly_backup: whether the weekly incremental backup is made beside the daily full one of
            the same data (R77), which leaves it nothing to do (C7). By default it is, as the
            document says; otherwise it is made on request only.
    """
    if isinstance(weekly_backup, Choice):
        return CATALOGUE
    named = chosen("C7", _BACKUPS, _BOTH if weekly_backup else _FULL_ONLY)
    return tuple(_decided(item, named, weekly=weekly_backup) for item in CATALOGUE)


def _decided(item: ServiceItem, named: Clause, *, weekly: bool) -> ServiceItem:
    if item.key not in ("full_backup", "incremental_backup"):
        return item
    due = item.due if weekly or item.key == "full_backup" else None
    return evolve(item, due=due, clauses=(*item.clauses, named))


SURVEY = ServiceItem(
    key="survey",
    name=Text("satisfaction survey", "满意度调查", "滿意度調查"),
    steps=("response_speed", "ability", "attitude"),
    clauses=(said.SURVEY,),
)
"""The survey; the document says "periodically" and gives a quarter as an example (R79, C12)."""

QUARTERLY_SURVEY = ServiceItem(
    key=SURVEY.key,
    name=SURVEY.name,
    steps=SURVEY.steps,
    due=Every(months=3),
    clauses=(said.SURVEY, said.QUARTERLY),
)
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


def entitlements(*, basic_upgrade: Payment | Choice = Payment.INCLUDED) -> tuple[Entitlement, ...]:
    """How the services are paid for.

    What the base fee includes is the vendor's to say (R82): here all services of the catalogue
    but major upgrades (R86), which are charged, and customisation, which is agreed first (R87).

    Args:
        basic_upgrade: how a basic upgrade is paid for. That it is free is the practice of "some"
            vendors (R86), an example; by default the fee includes it.
    """
    apart = {"basic_upgrade", "major_upgrade", "customisation"}
    return (
        Entitlement(
            item="basic_upgrade", payment=basic_upgrade, clauses=(said.BASIC_UPGRADE, said.FEES)
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
    if isinstance(rate_months, Choice):
        return GOALS
    over = Text(f"{rate_months} months", f"{rate_months}个月", f"{rate_months}個月")
    named = chosen("C14", _OVER, over)
    return tuple(evolve(goal, months=rate_months, clauses=(*goal.clauses, named)) for goal in GOALS)
