"""The catalogue of S4's services, and how each is paid for."""

from attrs import evolve

from servicedesk.contracts import Due, Entitlement, Every, Payment, ServiceItem
from servicedesk.decisions import All, AnyOf, Condition, Is, Not, at_least, when
from servicedesk.incidents import Cause, Severity, Tier
from servicedesk.presets.heating import sentences as said
from servicedesk.presets.questions import from_severity, with_periods
from servicedesk.reasons import Choice, Clause, Text, chosen

PREMIUM = Tier.PREMIUM.value
PER_INCIDENT = AnyOf((when(fee_plan="per_incident"), when(tier="per_incident")))
OUTSIDE_NETWORK = Is("outside_network", (True,))
STABLE_NETWORK = Is("stable_network", (True,))


def _item(
    key: str,
    name: Text,
    *clauses: Clause,
    modes: tuple[str, ...] = (),
    due: Due | None = None,
) -> ServiceItem:
    return ServiceItem(key=key, name=name, modes=modes, due=due, clauses=clauses)


CATALOGUE: tuple[ServiceItem, ...] = (
    _item("bug_fix", Text("bug fix", "Bug修复", "Bug修復"), said.BUG_FIX),
    _item("policy_change", Text("policy change", "政策调整", "政策調整"), said.POLICY_CHANGE),
    _item("invoice_form", Text("invoice form", "发票制作", "發票製作"), said.INVOICE_FORM),
    _item(
        "media",
        Text("replacement of media", "介质更换", "介質更換"),
        said.MEDIA,
        modes=("courier",),
    ),
    _item(
        "consultation",
        Text("consultation", "普通咨询", "普通諮詢"),
        said.CONSULTATION,
        modes=("phone", "fax", "email", "chat"),
    ),
    _item(
        "feedback",
        Text("feedback in the product", "意见反馈", "意見反饋"),
        said.FEEDBACK,
        modes=("in_product",),
    ),
    _item(
        "dedicated_engineer",
        Text("dedicated engineer", "专人负责", "專人負責"),
        said.DEDICATED_ENGINEER,
    ),
    _item(
        "on_site", Text("on-site support", "现场支持", "現場支持"), said.ON_SITE, modes=("on_site",)
    ),
    _item("data_correction", Text("data correction", "数据矫正", "數據矯正"), said.DATA_CORRECTION),
    _item("migration", Text("system migration", "系统迁移", "系統遷移"), said.MIGRATION),
    _item(
        "extra_training",
        Text("extra training", "额外培训", "額外培訓"),
        said.EXTRA_TRAINING,
        modes=("remote",),
    ),
    _item(
        "premium_support",
        Text("premium support", "高端支持", "高端支持"),
        said.PREMIUM_SUPPORT,
        modes=("phone", "web"),
    ),
    _item("product_upgrade", Text("product upgrade", "产品升级", "產品升級"), said.PRODUCT_UPGRADE),
    _item("hardware_help", Text("help with hardware", "硬件故障", "硬件故障"), said.HARDWARE_HELP),
    _item(
        "maintenance",
        Text("routine maintenance", "例行维护", "例行維護"),
        said.MAINTENANCE,
        said.MODES,
        modes=("on_site",),
    ),
    _item("system_patches", Text("system patches", "系统补丁", "系統補丁"), said.SYSTEM_PATCHES),
    _item("backup", Text("off-site backup", "数据备份", "數據備份"), said.BACKUP),
    _item(
        "daily_backup",
        Text("daily backup", "一日一备份", "一日一備份"),
        said.DAILY_BACKUP,
        due=Every(days=1),
    ),
    _item(
        "program_update",
        Text("update of program files", "程序文件更新", "程序文件更新"),
        said.PROGRAM_UPDATE,
    ),
    _item(
        "annual_report",
        Text("annual service report", "年度服务报告", "年度服務報告"),
        said.ANNUAL_REPORT,
        said.ARCHIVE,
        due=Every(months=12),
    ),
)
"""The services that the document names (R107, R109 to R124, R130, R131, R133)."""


def catalogue(
    *,
    report_days: int | Choice = 30,
    maintenance: Every | Choice | None = None,
    patches: Every | Choice | None = None,
    backup_checks: Every | Choice | None = None,
) -> tuple[ServiceItem, ...]:
    """`CATALOGUE` with the question decided how often periodic services are due (C12).

    Args:
        report_days: so many days after the year that it reports of (R133). The document says each
            year and no more; by default 30 days.
        maintenance: how often routine maintenance is made ("根据需要", R122). By default no
            period is promised.
        patches: how often the system is patched ("定期", R123); likewise.
        backup_checks: how often backups are inspected ("定期巡检", R124); likewise.

    Each may be `UNDECIDED`.
    """
    yearly = Every(months=12, days_after=None if isinstance(report_days, Choice) else report_days)
    answer = report_days if isinstance(report_days, Choice) else yearly
    named = chosen("C12", said.REPORT_TERM, answer)
    periods = {"maintenance": maintenance, "system_patches": patches, "backup": backup_checks}
    return with_periods(
        tuple(
            evolve(item, due=yearly, clauses=(*item.clauses, named))
            if item.key == "annual_report"
            else item
            for item in CATALOGUE
        ),
        periods,
    )


FREE_ITEMS = (
    ("bug_fix", said.BUG_FIX),
    ("policy_change", said.POLICY_CHANGE),
    ("invoice_form", said.INVOICE_FORM),
    ("consultation", said.CONSULTATION),
    ("feedback", said.FEEDBACK),
    ("annual_report", said.ANNUAL_REPORT),
    ("program_update", said.PROGRAM_UPDATE),
)
PREMIUM_ITEMS = (
    ("dedicated_engineer", said.DEDICATED_ENGINEER),
    ("on_site", said.ON_SITE),
    ("data_correction", said.DATA_CORRECTION),
    ("migration", said.MIGRATION),
    ("extra_training", said.EXTRA_TRAINING),
    ("premium_support", said.PREMIUM_SUPPORT),
    ("product_upgrade", said.PRODUCT_UPGRADE),
    ("hardware_help", said.HARDWARE_HELP),
    ("maintenance", said.MAINTENANCE),
)


def entitlements(
    *,
    premium_to_others: Payment | Choice = Payment.QUOTE_FIRST,
    engineer_to_others: Payment | Choice = Payment.NOT_OFFERED,
    policy_upgrade: Payment | Choice = Payment.FREE,
    season_maintenance: Payment | Choice = Payment.QUOTE_FIRST,
    daily_backup: Payment | Choice = Payment.FREE,
    minor_visits: str | Choice | None = None,
    major: Severity | Choice = Severity.HIGH,
) -> tuple[Entitlement, ...]:
    """The free and the premium table, item by item (R109 to R124), with C7 and C8 decided.

    Args:
        premium_to_others: how a customer who is not premium pays for a premium service (C8).
            The document is silent; by default a quote comes first. Customers who pay per
            incident pay by the price list in any case.
        engineer_to_others: whether others have a dedicated engineer, who is premium by R114
            although every customer has an implementation engineer (C8). By default they have not.
        policy_upgrade: how others pay for an upgrade that a change of policy needs, free by R110
            and premium by R120 (C8). By default the free promise, made to all, holds.
        season_maintenance: how others pay for routine maintenance in the fee season, premium by
            R122 and a standard way of service by R126 (C8). By default a quote comes first.
        daily_backup: how others with a stable outside network pay for the daily backup of R131,
            which R124 makes premium (C7). By default the promise of R131 holds.
        minor_visits: the key of the quota on which visits for problems that are not major draw
            (C8); None: they are not counted either.
        major: from this severity on a problem is major (重大问题, R115), a reading of C5.

    Each may be `UNDECIDED`: a coverage that needs it is then refused by name.
    """
    return (
        *_free(),
        *_premium(minor_visits, major),
        *_networked("system_patches", said.SYSTEM_PATCHES, premium_to_others),
        *_networked("backup", said.BACKUP, premium_to_others),
        *_backed_up(daily_backup),
        Entitlement(
            item="product_upgrade",
            payment=policy_upgrade,
            when=when(cause=Cause.POLICY_CHANGE),
            clauses=(
                said.POLICY_CHANGE,
                said.PRODUCT_UPGRADE,
                chosen("C8", said.UPGRADE_TO_OTHERS, policy_upgrade),
            ),
        ),
        Entitlement(
            item="maintenance",
            payment=season_maintenance,
            when=when(season=True),
            clauses=(
                said.MODES,
                said.MAINTENANCE,
                chosen("C8", said.SEASON_TO_OTHERS, season_maintenance),
            ),
        ),
        Entitlement(
            item="dedicated_engineer",
            payment=engineer_to_others,
            clauses=(
                said.DEDICATED_ENGINEER,
                chosen("C8", said.ENGINEER_TO_OTHERS, engineer_to_others),
            ),
        ),
        *(
            entitlement
            for item, clause in PREMIUM_ITEMS
            if item != "dedicated_engineer"
            for entitlement in _to_others(item, clause, premium_to_others)
        ),
    )


def _free() -> tuple[Entitlement, ...]:
    return (
        Entitlement(
            item="media", payment=Payment.AT_COST, when=PER_INCIDENT, clauses=(said.MEDIA,)
        ),
        Entitlement(item="media", payment=Payment.FREE, clauses=(said.MEDIA,)),
        *(
            Entitlement(item=item, payment=Payment.FREE, clauses=(clause,))
            for item, clause in FREE_ITEMS
        ),
    )


def _premium(
    minor_visits: str | Choice | None, major: Severity | Choice
) -> tuple[Entitlement, ...]:
    included = {item: clause for item, clause in PREMIUM_ITEMS if item != "on_site"}
    return (
        Entitlement(
            item="on_site",
            payment=Payment.EXPENSES_ONLY,
            tiers=PREMIUM,
            quota=minor_visits if isinstance(minor_visits, str) else None,
            unmetered=at_least("severity", _from(major)) if isinstance(minor_visits, str) else None,
            clauses=(said.ON_SITE, *_visits(minor_visits, major)),
        ),
        *(
            Entitlement(
                item=item,
                payment=Payment.INCLUDED,
                tiers=PREMIUM,
                covers=Cause.MISOPERATION if clause is said.DATA_CORRECTION else (),
                clauses=(clause,),
            )
            for item, clause in included.items()
        ),
    )


def _from(major: Severity | Choice) -> Severity:
    return Severity.CRITICAL if isinstance(major, Choice) else major


def _visits(quota: str | Choice | None, major: Severity | Choice) -> tuple[Clause, ...]:
    if quota is None:
        return (chosen("C8", said.MINOR_VISITS, said.NOT_COUNTED),)
    answer = quota if isinstance(quota, Choice) else said.BY_QUOTA
    from_major = major if isinstance(major, Choice) else from_severity(major)
    levels = (from_severity(Severity.CRITICAL), from_severity(Severity.HIGH))
    return (
        chosen("C8", said.MINOR_VISITS, answer, of=(said.NOT_COUNTED, said.BY_QUOTA)),
        chosen("C5", said.MAJOR, from_major, of=levels),
    )


def _networked(item: str, clause: Clause, to_others: Payment | Choice) -> tuple[Entitlement, ...]:
    return (
        _only_if(item, clause, OUTSIDE_NETWORK),
        Entitlement(item=item, payment=Payment.INCLUDED, tiers=PREMIUM, clauses=(clause,)),
        *_to_others(item, clause, to_others),
    )


def _backed_up(to_others: Payment | Choice) -> tuple[Entitlement, ...]:
    return (
        _only_if("daily_backup", said.DAILY_BACKUP, All((OUTSIDE_NETWORK, STABLE_NETWORK))),
        Entitlement(
            item="daily_backup",
            payment=Payment.INCLUDED,
            tiers=PREMIUM,
            clauses=(said.DAILY_BACKUP, said.BACKUP),
        ),
        Entitlement(
            item="daily_backup",
            payment=to_others,
            clauses=(
                said.DAILY_BACKUP,
                said.BACKUP,
                chosen("C7", said.BACKUP_TO_OTHERS, to_others),
            ),
        ),
    )


def _only_if(item: str, clause: Clause, condition: Condition) -> Entitlement:
    return Entitlement(
        item=item, payment=Payment.NOT_OFFERED, when=Not(condition), clauses=(clause,)
    )


def _to_others(item: str, clause: Clause, payment: Payment | Choice) -> tuple[Entitlement, ...]:
    by_incident = (clause, chosen("C8", said.TO_OTHERS, Payment.CHARGEABLE))
    return (
        Entitlement(item=item, payment=Payment.CHARGEABLE, when=PER_INCIDENT, clauses=by_incident),
        Entitlement(
            item=item, payment=payment, clauses=(clause, chosen("C8", said.TO_OTHERS, payment))
        ),
    )
