"""Levels of fault as vendors and service firms in China publish them."""

from servicedesk.decisions import Between, Cap, Flag, Floor, Is, Row, Waiver, when
from servicedesk.decisions.tables import Fault
from servicedesk.incidents import DataState, Kind, Window
from servicedesk.presets.severity.parts import (
    ADVISORY,
    BREACHED,
    BROKEN,
    CORE,
    CRITICAL_PERIOD,
    DATA_AT_RISK,
    DATA_HARMED,
    DATA_WRONG,
    FEW,
    GOOD_WAY,
    HALTED,
    IMPORTANT,
    LITTLE_EFFECT,
    MANY,
    MAY_BREAK,
    MINOR,
    MINOR_FUNCTION,
    MODERATE,
    NOT_CORE,
    NOT_DOWN,
    PARTIAL,
    RUNS,
    SERIOUS,
    SEVERE,
    SOME_ANSWER,
    SUSPECTED,
    TEST_SYSTEM,
    UNUSABLE,
    both,
    either,
    published,
    rows,
)
from servicedesk.reasons import Text

_ANY_FUNCTION = either(CORE, NOT_CORE)

YONYOU_U8_PARTNER = published(
    "yonyou-u8-partner",
    Text(
        "Yonyou U8 partner: urgent A, B, C",
        "用友U8服务商:特急A、紧急B、一般C",
        "用友U8服務商:特急A、緊急B、一般C",
    ),
    sources=("用友U8服务商 响应时间", "http://gxzf.cc/about_show.asp?id=166"),
    levels=(("A", 1, 1), ("B", 2, 2), ("C", 3, 4)),
    definition=rows(
        "用友U8服务商",
        (
            ("paralysed", "A", UNUSABLE),
            ("special_period", "A", both(CRITICAL_PERIOD, either(MINOR, BROKEN))),
            ("data_loss_risk_or_worse", "A", DATA_AT_RISK),
            ("environment_risk", "A", both(when(kind=Kind.DATA), MAY_BREAK)),
            ("business_halted", "A", HALTED),
            ("breach", "A", BREACHED),
            ("function_unusable", "B", SEVERE),
            ("important_function", "B", both(PARTIAL, IMPORTANT)),
            ("work_affected", "B", SERIOUS),
            ("data_error", "B", DATA_WRONG),
            ("breach_suspected", "B", SUSPECTED),
            ("ordinary", "C", RUNS),
            ("no_effect", "C", SOME_ANSWER),
            ("question", "C", ADVISORY),
        ),
    ),
    modifiers=(
        Cap(id="one_function", when=both(NOT_CORE, NOT_DOWN), at_most="B"),
        Cap(id="few_users", when=both(FEW, NOT_DOWN), at_most="B"),
        Floor(id="directly_used", when=both(UNUSABLE, MANY, IMPORTANT), at_least="A"),
        Cap(id="minor_function", when=both(MINOR_FUNCTION, NOT_DOWN), at_most="C"),
        Cap(id="workaround", when=both(GOOD_WAY, NOT_DOWN), at_most="B"),
        Floor(id="risk_to_data", when=DATA_AT_RISK, at_least="A"),
        # the definition names this case itself, under B, though a paralysed system is an A
        Cap(
            id="database_lost_or_suspect",
            when=both(
                Is("data", (DataState.CORRUPTION, DataState.LOSS)),
                UNUSABLE,
            ),
            at_most="B",
        ),
        Floor(
            id="in_special_period",
            when=both(
                when(window=(Window.PERIOD_CLOSE, Window.PAYROLL, Window.AUDIT)),
                either(MINOR, BROKEN),
            ),
            at_least="A",
        ),
        Cap(id="not_production", when=TEST_SYSTEM, at_most="C"),
    ),
    waivers=(
        Waiver(
            fault=Fault.DIP,
            why=Text(
                "the source rates mere risk to data as A, but a lost or suspect database that "
                "makes the system unusable as B",
                "原文把数据丢失风险列为A级,却把数据库丢失、置疑导致系统无法使用列为B级",
                "原文把數據丟失風險列為A級,卻把數據庫丟失、置疑導致系統無法使用列為B級",
            ),
        ),
    ),
)

JX_YZX = published(
    "jx-yzx",
    Text("levels 0 to 3 (jx-yzx)", "响应级别0至3级（jx-yzx）", "響應級別0至3級（jx-yzx）"),
    sources=("jx-yzx 响应级别", "http://www.jx-yzx.com/service.htm"),
    levels=(("0级", 1, 1), ("1级", 2, 2), ("2级", 3, 4), ("3级", 4, 4)),
    definition=rows(
        "jx-yzx 响应级别",
        (
            ("does_not_run", "0级", UNUSABLE),
            ("work_stops", "0级", HALTED),
            ("data_harmed", "0级", DATA_HARMED),
            ("breach", "0级", BREACHED),
            ("main_functions_fail", "1级", SEVERE),
            ("core_errors", "1级", both(PARTIAL, IMPORTANT)),
            ("business_serious", "1级", SERIOUS),
            ("data_at_risk", "1级", DATA_AT_RISK),
            ("breach_suspected", "1级", SUSPECTED),
            ("small_defects", "2级", MINOR),
            ("fault_without_effect", "2级", BROKEN),
            ("wrong_results", "2级", DATA_WRONG),
            ("business_moderate", "2级", MODERATE),
            ("normal_use", "3级", RUNS),
            ("no_effect", "3级", SOME_ANSWER),
            ("requirement", "3级", ADVISORY),
        ),
    ),
    modifiers=(
        Cap(id="part_of_the_functions", when=both(NOT_CORE, NOT_DOWN), at_most="1级"),
        Cap(id="minor_function", when=both(MINOR_FUNCTION, NOT_DOWN), at_most="2级"),
        Floor(id="harmed_data", when=DATA_HARMED, at_least="0级"),
        Cap(id="not_production", when=TEST_SYSTEM, at_most="2级"),
    ),
)

XINHEYUN = published(
    "xinheyun",
    Text("Xinheyun P0 to P2", "新核云P0至P2", "新核雲P0至P2"),
    sources=("新核云 服务优先级定义", "https://xinheyun.discourse.group/t/topic/119"),
    levels=(("P0", 1, 1), ("P1", 2, 2), ("P2", 3, 4)),
    definition=rows(
        "新核云 服务优先级",
        (
            ("core_paralysed", "P0", UNUSABLE),
            ("business_halted", "P0", HALTED),
            ("data_fault", "P0", both(when(kind=Kind.DATA), DATA_WRONG)),
            ("data_harmed", "P0", DATA_HARMED),
            ("breach", "P0", BREACHED),
            ("impaired", "P1", SEVERE),
            ("key_configuration", "P1", both(PARTIAL, IMPORTANT)),
            ("business_serious", "P1", SERIOUS),
            ("data_at_risk", "P1", DATA_AT_RISK),
            ("breach_suspected", "P1", SUSPECTED),
            ("strategic_customer", "P1", both(MINOR, when(strategic_customer=True))),
            ("function_abnormal", "P2", RUNS),
            ("wrong_results", "P2", DATA_WRONG),
            ("no_effect", "P2", SOME_ANSWER),
            ("suggestion", "P2", ADVISORY),
        ),
    ),
    modifiers=(
        Cap(id="not_core", when=both(NOT_CORE, NOT_DOWN), at_most="P1"),
        Cap(id="workaround", when=GOOD_WAY, at_most="P1"),
        Floor(id="data_repair", when=DATA_HARMED, at_least="P0"),
        Cap(id="not_production", when=TEST_SYSTEM, at_most="P1"),
    ),
    own_facts=(
        Flag(
            fact="strategic_customer",
            text=Text(
                "strategic (S) or key (A) customer",
                "战略（S类）或重点（A类）客户",
                "戰略（S類）或重點（A類）客戶",
            ),
        ),
    ),
)

WATI = published(
    "wati",
    Text("Wati support P1 to P4", "Wati 支持P1至P4", "Wati 支援P1至P4"),
    sources=(
        "Wati 标准客户支持:事件严重程度",
        "https://support.wati.io/zh-CN/articles/11462989",
    ),
    levels=(("P1", 1, 1), ("P2", 2, 2), ("P3", 3, 3), ("P4", 4, 4)),
    definition=rows(
        "Wati 标准客户支持",
        (
            ("unavailable", "P1", UNUSABLE),
            ("data_harmed", "P1", DATA_HARMED),
            ("operations_disrupted", "P1", SERIOUS),
            ("breach", "P1", BREACHED),
            ("extreme_degradation", "P2", SEVERE),
            ("data_at_risk", "P2", DATA_AT_RISK),
            ("breach_suspected", "P2", SUSPECTED),
            ("main_function", "P2", both(PARTIAL, CORE)),
            ("some_components", "P3", PARTIAL),
            ("wrong_results", "P3", DATA_WRONG),
            ("business_moderate", "P3", MODERATE),
            ("small_problem", "P4", RUNS),
            ("no_effect", "P4", SOME_ANSWER),
            ("question", "P4", ADVISORY),
        ),
    ),
    modifiers=(
        # "a main function is unavailable" stands under P2: P1 is the service as a whole
        Cap(id="one_function", when=both(_ANY_FUNCTION, NOT_DOWN), at_most="P2"),
        Cap(id="not_critical", when=both(MINOR_FUNCTION, NOT_DOWN), at_most="P3"),
        Cap(id="workaround", when=GOOD_WAY, at_most="P2"),
        Cap(id="few_users_with_workaround", when=both(FEW, GOOD_WAY, NOT_DOWN), at_most="P4"),
        Floor(id="operations_stop", when=HALTED, at_least="P1"),
        Floor(id="restore_from_backup", when=DATA_HARMED, at_least="P1"),
        Cap(id="not_production", when=TEST_SYSTEM, at_most="P3"),
    ),
)

CN_3LEVEL = published(
    "cn-3level",
    Text("three levels of fault", "三级故障划分", "三級故障劃分"),
    sources=("故障总体划分", "https://www.ahtravels.com/project-detail/InfoId/55.html"),
    levels=(("一级故障", 1, 1), ("二级故障", 2, 2), ("三级故障", 3, 4)),
    definition=rows(
        "故障总体划分",
        (
            ("interrupted", "一级故障", UNUSABLE),
            ("ten_minutes", "一级故障", Between("outage_minutes", low=10)),
            ("data_lost", "一级故障", DATA_HARMED),
            ("business_halted", "一级故障", HALTED),
            ("breach", "一级故障", BREACHED),
            ("partly_lost", "二级故障", SEVERE),
            ("important_partly_lost", "二级故障", both(PARTIAL, IMPORTANT)),
            ("may_fail", "二级故障", MAY_BREAK),
            ("data_at_risk", "二级故障", DATA_AT_RISK),
            ("business_serious", "二级故障", SERIOUS),
            ("breach_suspected", "二级故障", SUSPECTED),
            ("key_business_unaffected", "三级故障", RUNS),
            ("wrong_results", "三级故障", DATA_WRONG),
            ("no_effect", "三级故障", SOME_ANSWER),
            ("question", "三级故障", ADVISORY),
        ),
    ),
    modifiers=(
        Cap(id="not_basic", when=both(NOT_CORE, NOT_DOWN), at_most="二级故障"),
        Cap(id="minor_function", when=both(MINOR_FUNCTION, NOT_DOWN), at_most="三级故障"),
        Floor(id="key_data", when=DATA_HARMED, at_least="一级故障"),
        Floor(id="long_interruption", when=Between("outage_minutes", low=10), at_least="一级故障"),
        Cap(id="not_production", when=TEST_SYSTEM, at_most="三级故障"),
    ),
)


def _four_levels(source: str, names: tuple[str, str, str, str]) -> tuple[Row, ...]:
    """Four levels of which only examples are published: trade custom fills the rest."""
    first, second, third, fourth = names
    return rows(
        source,
        (
            ("down", first, UNUSABLE),
            ("business_halted", first, HALTED),
            ("data_harmed", first, DATA_HARMED),
            ("breach", first, BREACHED),
            ("severe", second, SEVERE),
            ("daily_work", second, both(PARTIAL, CORE, MANY)),
            ("business_serious", second, SERIOUS),
            ("data_at_risk", second, DATA_AT_RISK),
            ("breach_suspected", second, SUSPECTED),
            ("partial", third, PARTIAL),
            ("wrong_results", third, DATA_WRONG),
            ("business_moderate", third, MODERATE),
            ("may_break", third, MAY_BREAK),
            ("runs", fourth, RUNS),
            ("no_effect", fourth, SOME_ANSWER),
            ("question", fourth, ADVISORY),
        ),
    )


def _four_caps(names: tuple[str, str, str, str]) -> tuple[Cap | Floor, ...]:
    first, second, third, fourth = names
    return (
        Cap(id="one_function", when=both(NOT_CORE, NOT_DOWN), at_most=second),
        Cap(id="few_users", when=both(FEW, NOT_DOWN), at_most=second),
        Cap(id="minor_function", when=both(MINOR_FUNCTION, NOT_DOWN), at_most=third),
        Cap(id="workaround", when=GOOD_WAY, at_most=second),
        Cap(id="feature_workaround", when=both(GOOD_WAY, NOT_CORE, NOT_DOWN), at_most=third),
        Cap(id="little_effect", when=both(LITTLE_EFFECT, MINOR_FUNCTION, NOT_DOWN), at_most=fourth),
        Floor(id="harmed_data", when=DATA_HARMED, at_least=first),
        Cap(id="not_production", when=TEST_SYSTEM, at_most=third),
    )


_DENLEE = ("1", "2", "3", "4")
DENLEE = published(
    "denlee",
    Text("four levels (denlee)", "四级（denlee）", "四級（denlee）"),
    sources=("denlee 问题级别（二手转述）", "https://denlee.cc/archives/5juDi3u4"),
    levels=((_DENLEE[0], 1, 1), (_DENLEE[1], 2, 2), (_DENLEE[2], 3, 3), (_DENLEE[3], 4, 4)),
    definition=_four_levels("denlee 问题级别", _DENLEE),
    modifiers=_four_caps(_DENLEE),
)

_RMINFO = ("危急", "高", "中", "低")
RMINFO = published(
    "rminfo",
    Text("four priorities (rminfo)", "危急、高、中、低（rminfo）", "危急、高、中、低（rminfo）"),
    sources=("rminfo 售后服务", "http://www.rminfo.net/shfw/index_92.aspx"),
    levels=((_RMINFO[0], 1, 1), (_RMINFO[1], 2, 2), (_RMINFO[2], 3, 3), (_RMINFO[3], 4, 4)),
    definition=_four_levels("rminfo 售后服务", _RMINFO),
    modifiers=_four_caps(_RMINFO),
)

AOYOU = published(
    "aoyou",
    Text("faults A, wishes B (aoyou)", "A级故障、B级需求（aoyou）", "A級故障、B級需求（aoyou）"),
    sources=("aoyou 技术支持", "https://www.dhvjtx.cn/support.html"),
    levels=(("A级", 1, 3), ("B级", 4, 4)),
    definition=rows(
        "aoyou 技术支持",
        (
            ("fault", "A级", MINOR),
            ("broken", "A级", BROKEN),
            ("wrong_results", "A级", DATA_WRONG),
            ("business_affected", "A级", MODERATE),
            ("breach_suspected", "A级", SUSPECTED),
            ("no_fault", "B级", RUNS),
            ("no_effect", "B级", SOME_ANSWER),
            ("wish", "B级", ADVISORY),
        ),
    ),
    modifiers=(),
)

SEED_001 = published(
    "seed-001",
    Text("first- and second-level faults", "一级故障、二级故障", "一級故障、二級故障"),
    sources=("R37", "R38", "R39", "C5"),
    levels=(("一级故障", 1, 1), ("二级故障", 2, 3)),
    definition=rows(
        "R37–R39",
        (
            ("seriously_affected", "一级故障", SEVERE),
            ("management_stops", "一级故障", HALTED),
            ("data_harmed", "一级故障", DATA_HARMED),
            ("breach", "一级故障", BREACHED),
            ("functions_limited", "二级故障", RUNS),
            ("wrong_results", "二级故障", DATA_WRONG),
            ("business_affected", "二级故障", SOME_ANSWER),
            ("breach_suspected", "二级故障", SUSPECTED),
            ("no_fault", "二级故障", ADVISORY),
        ),
    ),
    modifiers=(
        # the list of second-level faults is open (等): what is no first-level fault is one (C5)
        Cap(id="main_flow_unaffected", when=both(MINOR_FUNCTION, NOT_DOWN), at_most="二级故障"),
        Cap(id="few_users", when=both(FEW, NOT_DOWN), at_most="二级故障"),
        Floor(id="harmed_data", when=DATA_HARMED, at_least="一级故障"),
        Cap(id="not_production", when=TEST_SYSTEM, at_most="二级故障"),
    ),
)

SEED_003 = published(
    "seed-003",
    Text("urgent, important, ordinary", "紧急、重要、一般", "緊急、重要、一般"),
    sources=("R96", "R97", "R98"),
    levels=(("紧急", 1, 1), ("重要", 2, 2), ("一般", 3, 4)),
    definition=rows(
        "R96–R98",
        (
            ("normal_use_affected", "紧急", SEVERE),
            ("business_halted", "紧急", HALTED),
            ("loss_of_data", "紧急", DATA_AT_RISK),
            ("may_cause_major_loss", "紧急", both(MAY_BREAK, SERIOUS)),
            ("breach", "紧急", BREACHED),
            ("large_effect", "重要", MODERATE),
            ("important_function", "重要", both(PARTIAL, IMPORTANT)),
            ("many_users", "重要", both(PARTIAL, MANY)),
            ("breach_suspected", "重要", SUSPECTED),
            ("small_effect", "一般", RUNS),
            ("wrong_results", "一般", DATA_WRONG),
            ("no_effect", "一般", SOME_ANSWER),
            ("question", "一般", ADVISORY),
        ),
    ),
    modifiers=(
        Cap(id="minor_function", when=both(MINOR_FUNCTION, NOT_DOWN), at_most="一般"),
        Cap(id="little_effect", when=both(LITTLE_EFFECT, NOT_DOWN), at_most="一般"),
        Cap(id="workaround", when=both(GOOD_WAY, NOT_DOWN), at_most="重要"),
        Floor(id="loss", when=DATA_HARMED, at_least="紧急"),
        Cap(id="not_production", when=TEST_SYSTEM, at_most="一般"),
    ),
)
