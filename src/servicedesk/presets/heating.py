"""S4: the after-sales service of a vendor of heating-billing software, as it promises it.

Every value cites its rule and the vendor's own words. Where the document leaves a question open
(C1, C7, C8) the reading is a named argument; what was chosen stands in each explanation as a
clause marked "our choice", and `UNDECIDED` leaves it open.

    contract = heating.contract("2025-017", term=season, tier="premium", fee_plan=annual)
    coverage(contract, request, cause, at=now)
"""

from servicedesk.contracts import (
    Contract,
    Entitlement,
    Every,
    Obligation,
    Party,
    Payment,
    Quota,
    ServiceItem,
    Site,
)
from servicedesk.decisions import All, AnyOf, Between, Condition, Is, Not, at_least, when
from servicedesk.incidents import Cause, Period, Severity, Tier
from servicedesk.reasons import Binding, Choice, Clause, Text, choice
from servicedesk.tariffs import FeePlan

PREMIUM = Tier.PREMIUM.value


def _said(ref: str, quote: str, binding: Binding = Binding.PROMISE) -> Clause:
    return Clause(ref, binding, quote)


BUG_FIX = _said("R109", "修正产品原有功能模块的Bug。")
POLICY_CHANGE = _said("R110", "根据新的政策进行软件产品的修改,以适应新的政策。")
INVOICE_FORM = _said("R111", "根据新的发票样式,进行制作和打印调整,发布升级包。")
MEDIA = _said(
    "R112",
    "授权书、光盘、U盾、安装包损坏后,通过快递,发送新的介质(按次服务客户需支付工本费)。",
)
CONSULTATION = _said("R113", "通过电话、传真、邮件、QQ等方式提供业务,政策等咨询服务。")
DEDICATED_ENGINEER = _said("R114", "专属服务工程师一对一服务。")
ON_SITE = _said(
    "R115",
    "派遣技术人员到现场处理解决问题,重大问题不限次数。(供热企业需承担交通和住宿费用)",
)
DATA_CORRECTION = _said(
    "R116",
    "对用户不按照规范进行操作,所导致的金额对不上、票据对不上、数据混乱等进行辅助矫正。",
)
MIGRATION = _said(
    "R117",
    "由于服务器重新安装系统,或者迁移到其他服务器等。需对供热系统进行再次安装部署。",
)
EXTRA_TRAINING = _said(
    "R118",
    "为供热企业新招收或者更换的工作人员以及管理人员进行额外远程培训,对于系统功能使用进行远程指导。",
)
PREMIUM_SUPPORT = _said("R119", "一对一软件产品管家提供7X24小时电话、网络支持。")
PRODUCT_UPGRADE = _said("R120", "根据供热政策变化,对系统功能进行适配性升级")
HARDWARE_HELP = _said("R121", "辅助解决网络、服务器、电脑、打印机等设备的故障。")
MAINTENANCE = _said(
    "R122",
    "根据需要,主动开展软件使用规范性、稳定性、安全性、数据完整性方面的维护,提前排除隐患。",
)
SYSTEM_PATCHES = _said("R123", "对有外网环境的服务器,定期进行操作系统漏洞修复。")
BACKUP = _said("R124", "对有外网环境的服务器,制定数据异地备份策略,定期巡检备份结果。")
MODES = _said("R126", "例行维护: 根据需要,收费期主动上门进行预防性全面维护保养。")
DAILY_BACKUP = _said("R131", "对有外网环境并且网络稳定的客户,本地一日一备份,并同步到异地服务器;")
ARCHIVE = _said("R132", "所有服务过程和结果都做详细记录并归档;")
ANNUAL_REPORT = _said(
    "R133",
    "根据每年度的服务情况,制作年度服务报告,并向客户单位提供该年度的服务及处理情况清单。",
)
FEEDBACK = _said("R107", "用户都可以在使用软件的同时直接提交问题到众齐软件内部的客户服务系统")
AGREEMENT = _said("R108", "通过签订年维护协议的方式约定软件服务内容")
TRAINED_PEOPLE = _said(
    "R134",
    "确保有两人或两人以上完成众齐软件提供的用户软件应用培训,并确保能通过网络反馈交流使用现状;",
)
SAFE_ENVIRONMENT = _said(
    "R135",
    "应建立相关制度,以确保系统运行环境(计算机、打印机及相关硬件设备)的安全;",
)
OWN_BACKUPS = _said("R135", "定期做好系统数据备份,并对备份数据进行妥善保管;")
PROMPT_REPORT = _said(
    "R136",
    "在应用过程中发现软件出现异常,应及时与乙方取得联系,并记录当前故障现象,便于乙方作出诊断;",
)
SIGN_OFF = _said(
    "R137",
    "服务人员服务完成后,配合检查软件系统运行是否正常,数据是否正确,并在服务记录上进行签字确认。",
)


def _item(
    key: str,
    name: Text,
    *clauses: Clause,
    modes: tuple[str, ...] = (),
    every: Every | None = None,
) -> ServiceItem:
    return ServiceItem(key=key, name=name, modes=modes, every=every, clauses=clauses)


CATALOGUE: tuple[ServiceItem, ...] = (
    _item("bug_fix", Text("bug fix", "Bug修复", "Bug修復"), BUG_FIX),
    _item("policy_change", Text("policy change", "政策调整", "政策調整"), POLICY_CHANGE),
    _item("invoice_form", Text("invoice form", "发票制作", "發票製作"), INVOICE_FORM),
    _item("media", Text("replacement of media", "介质更换", "介質更換"), MEDIA, modes=("courier",)),
    _item(
        "consultation",
        Text("consultation", "普通咨询", "普通諮詢"),
        CONSULTATION,
        modes=("phone", "fax", "email", "chat"),
    ),
    _item(
        "feedback",
        Text("feedback in the product", "意见反馈", "意見反饋"),
        FEEDBACK,
        modes=("in_product",),
    ),
    _item(
        "dedicated_engineer",
        Text("dedicated engineer", "专人负责", "專人負責"),
        DEDICATED_ENGINEER,
    ),
    _item("on_site", Text("on-site support", "现场支持", "現場支持"), ON_SITE, modes=("on_site",)),
    _item("data_correction", Text("data correction", "数据矫正", "數據矯正"), DATA_CORRECTION),
    _item("migration", Text("system migration", "系统迁移", "系統遷移"), MIGRATION),
    _item(
        "extra_training",
        Text("extra training", "额外培训", "額外培訓"),
        EXTRA_TRAINING,
        modes=("remote",),
    ),
    _item(
        "premium_support",
        Text("premium support", "高端支持", "高端支持"),
        PREMIUM_SUPPORT,
        modes=("phone", "web"),
    ),
    _item("product_upgrade", Text("product upgrade", "产品升级", "產品升級"), PRODUCT_UPGRADE),
    _item("hardware_help", Text("help with hardware", "硬件故障", "硬件故障"), HARDWARE_HELP),
    _item(
        "maintenance",
        Text("routine maintenance", "例行维护", "例行維護"),
        MAINTENANCE,
        MODES,
        modes=("on_site",),
    ),
    _item("system_patches", Text("system patches", "系统补丁", "系統補丁"), SYSTEM_PATCHES),
    _item("backup", Text("off-site backup", "数据备份", "數據備份"), BACKUP),
    _item(
        "daily_backup",
        Text("daily backup", "一日一备份", "一日一備份"),
        DAILY_BACKUP,
        every=Every(days=1),
    ),
    _item(
        "annual_report",
        Text("annual service report", "年度服务报告", "年度服務報告"),
        ANNUAL_REPORT,
        ARCHIVE,
        every=Every(months=12),
    ),
)
"""The services that the document names (R107, R109 to R124, R131, R133)."""

FREE_ITEMS = (
    ("bug_fix", BUG_FIX),
    ("policy_change", POLICY_CHANGE),
    ("invoice_form", INVOICE_FORM),
    ("consultation", CONSULTATION),
    ("feedback", FEEDBACK),
    ("annual_report", ANNUAL_REPORT),
)
PREMIUM_ITEMS = (
    ("dedicated_engineer", DEDICATED_ENGINEER),
    ("on_site", ON_SITE),
    ("data_correction", DATA_CORRECTION),
    ("migration", MIGRATION),
    ("extra_training", EXTRA_TRAINING),
    ("premium_support", PREMIUM_SUPPORT),
    ("product_upgrade", PRODUCT_UPGRADE),
    ("hardware_help", HARDWARE_HELP),
    ("maintenance", MAINTENANCE),
)

PER_INCIDENT = AnyOf((when(fee_plan="per_incident"), when(tier="per_incident")))
OUTSIDE_NETWORK = Is("outside_network", (True,))
STABLE_NETWORK = Is("stable_network", (True,))

# Readings of what the document leaves open
_OTHERS = choice(
    "C8",
    "what others than premium customers pay for premium services is not said; this is our rule",
    "非高端客户使用高端服务如何收费,原文未规定,由我方约定",
    "非高端客戶使用高端服務如何收費,原文未規定,由我方約定",
)
_UPGRADE = choice(
    "C8",
    "an upgrade that a change of policy needs is named free (R110) and premium (R120); this is"
    " our rule for others than premium customers",
    "因政策变化的升级既列为免费(R110)又列为高端(R120);对非高端客户由我方约定",
    "因政策變化的升級既列為免費(R110)又列為高端(R120);對非高端客戶由我方約定",
)
_SEASON = choice(
    "C8",
    "routine maintenance is premium (R122) and a standard way of service in the fee season"
    " (R126); this is our rule for others than premium customers",
    "例行维护既列为高端(R122)又列为收费期的服务方式(R126);对非高端客户由我方约定",
    "例行維護既列為高端(R122)又列為收費期的服務方式(R126);對非高端客戶由我方約定",
)
_ENGINEER = choice(
    "C8",
    "a dedicated engineer is premium (R114), yet every customer has an implementation engineer;"
    " this is our rule for others than premium customers",
    "专属服务工程师列为高端(R114),而每个客户都有实施工程师;对非高端客户由我方约定",
    "專屬服務工程師列為高端(R114),而每個客戶都有實施工程師;對非高端客戶由我方約定",
)
_VISITS = choice(
    "C8",
    "how many visits for problems that are not major are included is not said",
    "非重大问题的现场支持次数,原文未规定",
    "非重大問題的現場支持次數,原文未規定",
)
_BACKUP = choice(
    "C7",
    "the daily backup is promised to all with a stable outside network (R131), off-site backup"
    " to premium customers (R124); this is our rule for others than premium customers",
    "一日一备份承诺给所有外网稳定的客户(R131),异地备份却列为高端(R124);对非高端客户由我方约定",
    "一日一備份承諾給所有外網穩定的客戶(R131),異地備份卻列為高端(R124);對非高端客戶由我方約定",
)


def entitlements(
    *,
    premium_to_others: Payment | Choice = Payment.QUOTE_FIRST,
    engineer_to_others: Payment | Choice = Payment.NOT_OFFERED,
    policy_upgrade: Payment | Choice = Payment.FREE,
    season_maintenance: Payment | Choice = Payment.QUOTE_FIRST,
    daily_backup: Payment | Choice = Payment.FREE,
    minor_visits: str | None = None,
    major: Severity = Severity.HIGH,
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
        *_networked("system_patches", SYSTEM_PATCHES, premium_to_others),
        *_networked("backup", BACKUP, premium_to_others),
        *_backed_up(daily_backup),
        Entitlement(
            item="product_upgrade",
            payment=policy_upgrade,
            when=when(cause=Cause.POLICY_CHANGE),
            clauses=(POLICY_CHANGE, PRODUCT_UPGRADE, _UPGRADE),
        ),
        Entitlement(
            item="maintenance",
            payment=season_maintenance,
            when=when(season=True),
            clauses=(MODES, MAINTENANCE, _SEASON),
        ),
        Entitlement(
            item="dedicated_engineer",
            payment=engineer_to_others,
            clauses=(DEDICATED_ENGINEER, _ENGINEER),
        ),
        *(
            entitlement
            for item, clause in PREMIUM_ITEMS
            for entitlement in _to_others(item, clause, premium_to_others)
        ),
    )


def _free() -> tuple[Entitlement, ...]:
    return (
        Entitlement(item="media", payment=Payment.AT_COST, when=PER_INCIDENT, clauses=(MEDIA,)),
        Entitlement(item="media", payment=Payment.FREE, clauses=(MEDIA,)),
        *(
            Entitlement(item=item, payment=Payment.FREE, clauses=(clause,))
            for item, clause in FREE_ITEMS
        ),
    )


def _premium(minor_visits: str | None, major: Severity) -> tuple[Entitlement, ...]:
    included = {item: clause for item, clause in PREMIUM_ITEMS if item != "on_site"}
    return (
        Entitlement(
            item="on_site",
            payment=Payment.EXPENSES_ONLY,
            tiers=PREMIUM,
            quota=minor_visits,
            unmetered=None if minor_visits is None else at_least("severity", major),
            clauses=(ON_SITE, _VISITS),
        ),
        *(
            Entitlement(
                item=item,
                payment=Payment.INCLUDED,
                tiers=PREMIUM,
                covers=Cause.MISOPERATION if clause is DATA_CORRECTION else (),
                clauses=(clause,),
            )
            for item, clause in included.items()
        ),
    )


def _networked(item: str, clause: Clause, to_others: Payment | Choice) -> tuple[Entitlement, ...]:
    return (
        _only_if(item, clause, OUTSIDE_NETWORK),
        Entitlement(item=item, payment=Payment.INCLUDED, tiers=PREMIUM, clauses=(clause,)),
        *_to_others(item, clause, to_others),
    )


def _backed_up(to_others: Payment | Choice) -> tuple[Entitlement, ...]:
    return (
        _only_if("daily_backup", DAILY_BACKUP, All((OUTSIDE_NETWORK, STABLE_NETWORK))),
        Entitlement(
            item="daily_backup",
            payment=Payment.INCLUDED,
            tiers=PREMIUM,
            clauses=(DAILY_BACKUP, BACKUP),
        ),
        Entitlement(
            item="daily_backup", payment=to_others, clauses=(DAILY_BACKUP, BACKUP, _BACKUP)
        ),
    )


def _only_if(item: str, clause: Clause, condition: Condition) -> Entitlement:
    return Entitlement(
        item=item, payment=Payment.NOT_OFFERED, when=Not(condition), clauses=(clause,)
    )


def _to_others(item: str, clause: Clause, payment: Payment | Choice) -> tuple[Entitlement, ...]:
    cited = (clause, _OTHERS)
    return (
        Entitlement(item=item, payment=Payment.CHARGEABLE, when=PER_INCIDENT, clauses=cited),
        Entitlement(item=item, payment=payment, clauses=cited),
    )


def obligations() -> tuple[Obligation, ...]:
    """What the customer owes (R134 to R137).

    The document attaches no consequence to neglect; a host that does evolves the obligation with
    a consequence and the clause of its own policy.
    """
    return (
        Obligation(
            key="trained_people",
            text=Text(
                "at least two people trained, who can report online how the software is used",
                "至少两人完成培训,并能通过网络反馈使用现状",
                "至少兩人完成培訓,並能通過網絡反饋使用現狀",
            ),
            kept=All((Between("trained_people", 2), Is("reports_online", (True,)))),
            clauses=(TRAINED_PEOPLE,),
        ),
        Obligation(
            key="safe_environment",
            text=Text(
                "rules that keep the environment of the system safe",
                "建立保障系统运行环境安全的制度",
                "建立保障系統運行環境安全的制度",
            ),
            kept=Is("environment_rules", (True,)),
            clauses=(SAFE_ENVIRONMENT,),
        ),
        Obligation(
            key="own_backups",
            text=Text(
                "regular backups of their own, kept safely",
                "定期备份数据并妥善保管",
                "定期備份數據並妥善保管",
            ),
            kept=Is("own_backups", (True,)),
            clauses=(OWN_BACKUPS,),
        ),
        Obligation(
            key="prompt_report",
            text=Text(
                "report a fault promptly and record its symptoms",
                "及时报告异常并记录故障现象",
                "及時報告異常並記錄故障現象",
            ),
            kept=Is("reported_promptly", (True,)),
            clauses=(PROMPT_REPORT,),
        ),
        Obligation(
            key="sign_off",
            text=Text(
                "check after the service and sign its record",
                "服务后检查并在服务记录上签字确认",
                "服務後檢查並在服務記錄上簽字確認",
            ),
            kept=Is("signed_off", (True,)),
            clauses=(SIGN_OFF,),
        ),
    )


def contract(
    name: str,
    *,
    term: Period,
    tier: str,
    fee_plan: FeePlan | None = None,
    granted: tuple[Entitlement, ...] | None = None,
    quotas: tuple[Quota, ...] = (),
    parties: tuple[Party, ...] = (),
    sites: tuple[Site, ...] = (),
) -> Contract:
    """A contract by the vendor's service terms, in yuan and Beijing time (R108).

    Args:
        name: the host's name of the contract.
        term: its civil dates.
        tier: "free", "per_incident", "annual", "premium" or the host's own.
        fee_plan: how it is paid for; None: nothing is.
        granted: `entitlements(...)` with the open questions decided; None: its defaults.
        quotas: the quota that `minor_visits` names, if it does.
        parties: who has agreed.
        sites: where the software is used, if in several places.
    """
    return Contract(
        id=name,
        currency="CNY",
        timezone="Asia/Shanghai",
        term=term,
        tier=tier,
        fee_plan=fee_plan,
        items=CATALOGUE,
        entitlements=entitlements() if granted is None else granted,
        quotas=quotas,
        parties=parties,
        sites=sites,
        obligations=obligations(),
        clauses=(AGREEMENT,),
    )
