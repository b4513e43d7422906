"""The catalogue of S1's services, how each is paid for, and its tables."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve

from servicedesk.contracts import (
    AfterEach,
    Bearer,
    Due,
    Entitlement,
    Every,
    Goal,
    Liability,
    Payment,
    ServiceItem,
)
from servicedesk.decisions import DecisionTable, HitPolicy, OneOf, Row, when
from servicedesk.errors import UnknownName
from servicedesk.money import Money, Ratio
from servicedesk.presets.construction import sentences as said
from servicedesk.presets.questions import MAY_BE_CHARGED, with_periods
from servicedesk.reasons import Choice, Clause, Text, chosen
from servicedesk.tariffs import AfterEnd, Discount, Milestone, PriceList, Project


def _item(
    key: str,
    name: Text,
    *clauses: Clause,
    modes: tuple[str, ...] = (),
    steps: tuple[str, ...] = (),
    due: Due | None = None,
) -> ServiceItem:
    return ServiceItem(key=key, name=name, modes=modes, steps=steps, due=due, clauses=clauses)


PROBLEMS: tuple[ServiceItem, ...] = tuple(
    _item(key, name, said.PROBLEMS)
    for key, name in (
        (
            "installation",
            Text("installation and configuration", "系统安装与配置", "系統安裝與配置"),
        ),
        ("operation", Text("operation", "系统操作", "系統操作")),
        ("data", Text("data", "数据问题", "數據問題")),
        ("system_fault", Text("system fault", "系统故障", "系統故障")),
        ("use_of_functions", Text("use of functions", "功能使用", "功能使用")),
        ("security", Text("security", "安全问题", "安全問題")),
        ("upgrade_problem", Text("upgrade", "系统升级", "系統升級")),
        ("integration", Text("integration", "与其他系统的集成", "與其他系統的集成")),
    )
)
"""The eight kinds of problems that after-sales service solves (R60)."""

CATALOGUE: tuple[ServiceItem, ...] = (
    *PROBLEMS,
    _item(
        "hotline",
        Text("hotline", "热线支持", "熱線支持"),
        said.HOTLINE,
        said.LOGGED,
        modes=("phone",),
        steps=("log_time", "log_symptom", "log_operations"),
    ),
    _item(
        "fault_repair",
        Text("repair of faults", "故障维修", "故障維修"),
        said.REMOTE_FIRST,
        said.ON_SITE,
        said.TOLD,
        modes=("remote", "on_site"),
        steps=("tell_cause", "tell_solution", "tell_prevention"),
    ),
    _item("preventive_check", Text("preventive check", "故障排查", "故障排查"), said.CHECKED),
    _item(
        "simple_troubleshooting",
        Text("simple troubleshooting", "简单的故障排除", "簡單的故障排除"),
        said.FREE_BASICS,
    ),
    _item("maintenance", Text("maintenance", "系统维护", "系統維護"), said.FREE_BASICS),
    _item(
        "in_depth_support",
        Text("in-depth support", "深度的技术支持", "深度的技術支持"),
        said.CHARGED,
    ),
    _item("customisation", Text("customisation", "定制化开发", "定制化開發"), said.CHARGED),
    _item("data_analysis", Text("data analysis", "数据分析", "數據分析"), said.ADDED_VALUE),
    _item("report_making", Text("report making", "报表生成", "報表生成"), said.ADDED_VALUE),
    _item(
        "upgrade",
        Text("upgrade", "升级", "升級"),
        said.UPGRADE_PLAN,
        said.UPGRADE_TESTS,
        said.UPGRADE_TRAINING,
        modes=("online_video", "offline_class"),
        steps=("plan", "unit_test", "integration_test", "system_test", "deploy", "train"),
    ),
    _item(
        "backup_check",
        Text("check of backups", "备份检查", "備份檢查"),
        said.BACKUPS_CHECKED,
    ),
    _item("recovery_drill", Text("recovery drill", "恢复演练", "恢復演練"), said.DRILL),
    _item("security_audit", Text("security audit", "安全审计", "安全審計"), said.AUDIT),
    _item(
        "new_user_training",
        Text("training of new users", "新用户入门培训", "新用戶入門培訓"),
        said.NEW_USERS,
        said.ASSESSED,
        modes=("offline_class",),
        steps=("teach", "assess"),
    ),
    _item(
        "module_training",
        Text("training by module", "功能模块专项培训", "功能模塊專項培訓"),
        said.MODULES,
        said.ASSESSED,
        modes=("online_video", "offline_practice"),
        steps=("teach", "assess"),
    ),
    _item(
        "tailored_training",
        Text("tailored training", "定制化培训", "定制化培訓"),
        said.TAILORED,
        said.ASSESSED,
        modes=("one_to_one_on_site",),
        steps=("teach", "assess"),
    ),
    _item(
        "adaptation",
        Text("adaptation of processes", "业务流程适配", "業務流程適配"),
        said.ADAPTATION,
        steps=("survey", "configure", "interface", "advise", "evaluate", "continue"),
    ),
    _item(
        "documentation",
        Text("documentation", "技术文档", "技術文檔"),
        said.DOCUMENTATION,
        said.FAULT_GUIDE,
        modes=("manual", "white_paper", "fault_guide"),
        steps=("symptom", "cause", "solution"),
    ),
    _item(
        "disaster_recovery",
        Text("disaster recovery", "灾难恢复", "災難恢復"),
        said.DISASTER_PLAN,
        said.RECOVERY_TESTED,
        steps=(
            "assess_disaster",
            "restore",
            "test_function",
            "test_performance",
            "test_data_accuracy",
        ),
    ),
    _item(
        "recovery_test",
        Text("test after a recovery", "恢复后系统测试", "恢復後系統測試"),
        said.RECOVERY_TESTED,
        steps=("test_function", "test_performance", "test_data_accuracy"),
        due=AfterEach(items="disaster_recovery"),
    ),
    _item(
        "survey",
        Text("satisfaction survey", "满意度调查", "滿意度調查"),
        said.SURVEY,
        modes=("questionnaire", "phone"),
    ),
    _item(
        "improvement_plan",
        Text("improvement plan", "服务质量改进计划", "服務質量改進計劃"),
        said.IMPROVEMENT,
        steps=("goal", "measure", "milestone", "tell_user"),
    ),
)
"""The services that the document names (R34 to R36, R41, R42, R45, R47, R49 to R52, R56 to R58,
R60 to R62). Checks, drills, audits and surveys are "periodic" without a period (C12), so none of
them falls due by itself until `catalogue` names one."""

PERIODIC = ("preventive_check", "backup_check", "recovery_drill", "security_audit", "survey")
"""The services that the document makes "periodic" (R42, R47, R57)."""

Periods = Mapping[str, Every | Choice | None]
_NO_PERIODS: Periods = MappingProxyType({})


def catalogue(periods: Periods | Choice = _NO_PERIODS) -> tuple[ServiceItem, ...]:
    """`CATALOGUE` with the question decided how often periodic services are due (C12).

    Args:
        periods: how often, by the keys in `PERIODIC`, each of which may be `UNDECIDED`, as all of
            them may be together. The document is silent; by default no period is promised, and
            what is left out is given on request.

    Raises:
        UnknownName: for a service that is not periodic.
    """
    if isinstance(periods, Choice):
        return with_periods(CATALOGUE, dict.fromkeys(PERIODIC, periods))
    for key in periods:
        if key not in PERIODIC:
            raise UnknownName("not a periodic service", got=key, expected=", ".join(PERIODIC))
    return with_periods(CATALOGUE, dict.fromkeys(PERIODIC) | dict(periods))


BACKUP_EXAMPLES: tuple[ServiceItem, ...] = (
    ServiceItem(
        key="key_data_backup",
        name=Text("full backup of key data", "关键数据全量备份", "關鍵數據全量備份"),
        due=Every(days=1),
        clauses=(said.BACKUPS,),
    ),
    ServiceItem(
        key="ordinary_data_backup",
        name=Text("incremental backup of ordinary data", "一般数据增量备份", "一般數據增量備份"),
        due=Every(days=7),
        clauses=(said.BACKUPS,),
    ),
)
"""The document's example of a backup plan (R46), for a vendor that adopts it."""

_AFTER_WARRANTY = Text(
    "once the warranty has ended, of which the document is silent",
    "质保期满后，原文未规定",
    "質保期滿後，原文未規定",
)

CHARGED_ITEMS = (
    ("in_depth_support", said.CHARGED),
    ("customisation", said.CHARGED),
    ("data_analysis", said.ADDED_VALUE),
    ("report_making", said.ADDED_VALUE),
    ("tailored_training", said.TRAINING_FEES),
)


BASICS = ("maintenance", "simple_troubleshooting")


def liabilities() -> tuple[Liability, ...]:
    """Within warranty the vendor bears the basic services, whatever the cause (R61)."""
    return (
        Liability(
            bearer=Bearer.VENDOR, in_warranty=True, items=BASICS, clauses=(said.FREE_BASICS,)
        ),
    )


def entitlements(
    *,
    after_warranty: Payment | Choice = Payment.CHARGEABLE,
    may_be_charged: Payment | Choice = Payment.CHARGEABLE,
    other: Payment = Payment.INCLUDED,
) -> tuple[Entitlement, ...]:
    """How the services are paid for.

    Maintenance and simple troubleshooting are free within warranty (R61, see `liabilities`);
    customisation, in-depth support, value-added services and advanced training may cost (R62).
    "合同約定": the contract decides, so each is a named argument.

    Args:
        after_warranty: how maintenance and simple troubleshooting are paid for once the warranty
            has ended. By default they are charged.
        may_be_charged: how the services of R62 are paid for (C8). By default they are charged.
        other: how all other services of the catalogue are paid for. By default the fee includes
            them.
    """
    charged = dict(CHARGED_ITEMS)
    return (
        *(
            Entitlement(
                item=item,
                payment=after_warranty,
                clauses=(said.FREE_BASICS, chosen("C8", _AFTER_WARRANTY, after_warranty)),
            )
            for item in BASICS
        ),
        *(
            Entitlement(
                item=item,
                payment=may_be_charged,
                clauses=(clause, chosen("C8", MAY_BE_CHARGED, may_be_charged)),
            )
            for item, clause in charged.items()
        ),
        *(
            Entitlement(item=item.key, payment=other, clauses=item.clauses[:1])
            for item in CATALOGUE
            if item.key not in BASICS and item.key not in charged
        ),
    )


def project_plan(price: Money, milestones: tuple[Milestone, ...], *, prices: PriceList) -> Project:
    """A project's fee plan: later problems are charged again, by a price list (R63)."""
    return Project(price=price, milestones=milestones, after_end=AfterEnd.CHARGED, prices=prices)


def long_term_discount(share: Ratio, least_months: int) -> Discount:
    """A discount for a long-term customer; the document gives no number (R63)."""
    return Discount(key="long_term", share=share, least_months=least_months, clause=said.LONG_TERM)


NEXT_STEP = DecisionTable(
    name="next_step",
    hit_policy=HitPolicy.UNIQUE,
    facts=(
        OneOf(
            fact="remote_attempt",
            values=("not_tried", "failed", "solved"),
            ordered=False,
            labels=(
                Text("not tried", "尚未尝试", "尚未嘗試"),
                Text("failed", "未能解决", "未能解決"),
                Text("solved", "已解决", "已解決"),
            ),
            text=Text("remote attempt", "远程协助", "遠程協助"),
        ),
    ),
    outcomes=("tell_user", "diagnose_remotely", "repair_on_site"),
    labels=(
        Text("tell the user", "反馈用户", "反饋用戶"),
        Text("diagnose remotely", "远程协助诊断", "遠程協助診斷"),
        Text("repair on site", "现场维修", "現場維修"),
    ),
    text=Text("next step", "下一步", "下一步"),
    rows=(
        Row(
            id="remote_first",
            when=when(remote_attempt="not_tried"),
            then="diagnose_remotely",
            clauses=(said.REMOTE_FIRST,),
        ),
        Row(
            id="then_on_site",
            when=when(remote_attempt="failed"),
            then="repair_on_site",
            clauses=(said.ON_SITE,),
        ),
        Row(
            id="solved",
            when=when(remote_attempt="solved"),
            then="tell_user",
            clauses=(said.TOLD,),
        ),
    ),
)
"""Remote first (R35), on site if that fails (R36), then the user is told (R41)."""

PERMISSIONS = DecisionTable(
    name="permissions",
    hit_policy=HitPolicy.UNIQUE,
    facts=(
        OneOf(
            fact="role",
            values=("ordinary", "administrator"),
            ordered=False,
            labels=(
                Text("ordinary user", "普通用户", "普通用戶"),
                Text("administrator", "管理员", "管理員"),
            ),
            text=Text("role", "角色", "角色"),
        ),
        OneOf(
            fact="operation",
            values=("query", "enter", "configure", "delete"),
            ordered=False,
            labels=(
                Text("query", "查询", "查詢"),
                Text("enter", "录入", "錄入"),
                Text("configure", "配置", "配置"),
                Text("delete", "删除", "刪除"),
            ),
            text=Text("operation", "操作", "操作"),
        ),
    ),
    outcomes=("allowed", "refused"),
    labels=(Text("allowed", "允许", "允許"), Text("refused", "不允许", "不允許")),
    text=Text("permissions", "操作权限", "操作權限"),
    rows=(
        Row(
            id="everyone",
            when=when(operation=("query", "enter")),
            then="allowed",
            clauses=(said.PERMISSIONS, said.ADMIN_ONLY),
        ),
        Row(
            id="administrators",
            when=when(role="administrator", operation=("configure", "delete")),
            then="allowed",
            clauses=(said.PERMISSIONS, said.ADMIN_ONLY),
        ),
        Row(
            id="others",
            when=when(role="ordinary", operation=("configure", "delete")),
            then="refused",
            clauses=(said.PERMISSIONS, said.ADMIN_ONLY),
        ),
    ),
)
"""Only administrators configure and delete, as the document's example has it (R48)."""

GOALS = (
    Goal(
        key="complaint_rate",
        text=Text("complaints, of all requests", "投诉占全部请求的比率", "投訴佔全部請求的比率"),
        clauses=(said.COMPLAINT_RATE,),
    ),
)
"""A low complaint rate (R64), for which the document gives no number."""

_HOW_LOW = Text(
    "how low a complaint rate is low, and over which time, is not said",
    "投诉率多低算低、按多长期间统计，原文未规定",
    "投訴率多低算低、按多長期間統計，原文未規定",
)
_NO_AIM = Text("it is measured without an aim", "只统计，不设目标值", "只統計，不設目標值")


def goals(
    *, most_complaints: Ratio | Choice | None = None, rate_months: int = 12
) -> tuple[Goal, ...]:
    """`GOALS` with the question decided how low the rate of complaints shall be (C14).

    Args:
        most_complaints: the greatest share of requests that may be complaints (R64). The document
            gives none; by default the rate is measured and no aim is set.
        rate_months: over so many civil months. By default a year.
    """
    if isinstance(most_complaints, Choice):
        named = chosen("C14", _HOW_LOW, most_complaints)
        return tuple(evolve(goal, clauses=(*goal.clauses, named)) for goal in GOALS)
    share = "-" if most_complaints is None else str(most_complaints)
    aim = Text(
        f"at most {share} over {rate_months} months",
        f"{rate_months}个月内至多{share}",
        f"{rate_months}個月內至多{share}",
    )
    named = chosen("C14", _HOW_LOW, _NO_AIM if most_complaints is None else aim)
    return tuple(
        evolve(
            goal,
            at_most=most_complaints,
            months=rate_months,
            clauses=(*goal.clauses, named),
        )
        for goal in GOALS
    )
