"""The shipped bilingual lexicon: words of the trade and the fact of an incident they suggest.

Written from the vocabulary of support desks, not from any test's sentences. Chinese words are
Simplified; Taiwanese words that differ beyond their glyphs (當機, 資料庫, 登入) stand folded.
"""

from servicedesk.text.matching import Entry


def entry(entry_id: str, fact: str, value: str, chinese: str, english: str) -> Entry:
    """Words are separated by blanks (Chinese) and by semicolons (English); "true" is a flag."""
    words = (*chinese.split(), *(word.strip() for word in english.split(";") if word.strip()))
    return Entry(entry_id, fact, value == "true" or value, words)


_SERVICE = (
    entry(
        "service.down",
        "service",
        "down",
        "瘫痪 宕机 停机 死机 当机 崩溃 系统中断 服务中断 业务中断 全面中断 无法启动 启动不了 "
        "起不来 打不开系统 系统打不开 服务器挂了 挂掉 挂了 停摆 连不上服务器 无法运行 停止运行 "
        "停止服务 断线 蓝屏",
        "down; outage; crash; shut down; hard down; offline; not running; stopped running; "
        "does not start; won't start; unreachable",
    ),
    entry(
        "service.unusable",
        "service",
        "unusable",
        "无法使用 不能使用 用不了 不可用 无法正常使用 不能正常使用 无法登录 登录不了 不能登录 "
        "无法登入 登入不了 登录失败 无法访问 访问不了 打不开 进不去 卡死 无响应 没有响应 没反应 "
        "失效 功能失效 无法操作 无法保存 保存不了 无法提交 提交不了 无法打印 无法导出 不工作",
        "unusable; unavailable; not available; inoperable; cannot log in; can't log in; "
        "unable to log in; cannot use; can't use; unable to use; not working; does not work; "
        "doesn't work; stopped working; hang; frozen; inaccessible; cannot access; not responding; "
        "unresponsive; blocked",
    ),
    entry(
        "service.severe",
        "service",
        "severe",
        "严重下降 性能严重下降 严重受损 严重受限 非常慢 特别慢 极慢 极其缓慢 频繁掉线 频繁报错 "
        "频繁中断 严重影响使用 严重影响系统 部分丧失",
        "severely impaired; severely degraded; severely restricted; greatly impaired; "
        "serious degradation; significant degradation; significant performance degradation; "
        "extremely slow; major malfunction; severely limited",
    ),
    entry(
        "service.partial",
        "service",
        "partial",
        "部分功能 部分受限 功能受限 受限 运行缓慢 缓慢 很慢 变慢 卡顿 异常 报错 出错 延迟 不稳定 "
        "偶尔报错 间歇性 有所下降 性能下降 报表异常 显示错误",
        "degraded; partial loss; partially; intermittent; slow; sluggish; limited functionality; "
        "impaired; error message; malfunction; reduced",
    ),
    entry(
        "service.minor",
        "service",
        "minor",
        "小问题 轻微 小缺陷 界面错位 错别字 显示不全 样式问题 界面问题",
        "cosmetic; minor issue; minor problem; typo; layout glitch; minor glitch; minor defect",
    ),
    entry(
        "service.none",
        "service",
        "none",
        "运行正常 正常运行 不影响使用 不影响正常使用 使用正常",
        "working as expected; functioning as expected; fully available; no interruption",
    ),
)

_FUNCTION = (
    entry(
        "function.core",
        "function",
        "core",
        "核心 核心功能 核心业务 核心模块 关键业务 关键功能 主要业务 主业务 主流程 核心接口 "
        "核心流程 关键模块",
        "core; critical function; critical functionality; critical feature; core business; "
        "business-critical; business critical; mission critical; main process",
    ),
    entry(
        "function.important",
        "function",
        "important",
        "主要功能 重要功能 重要模块 主要模块",
        "important function; important functionality; important feature; major feature; "
        "main feature; key feature",
    ),
    entry(
        "function.minor",
        "function",
        "minor",
        "次要功能 次要模块 辅助功能 个别功能 非核心 非关键 个别组件 小功能 很少使用",
        "minor feature; minor function; less significant; non-critical; noncritical; rarely used; "
        "nice to have; secondary function",
    ),
)

_SCOPE = (
    entry(
        "scope.all",
        "scope",
        "all",
        "全部用户 所有用户 全体用户 所有人 全员 全公司 整个公司 全厂 全院 全部门店 大家都",
        "all users; every user; everyone; everybody; entire company; whole company; all customers; "
        "company-wide; company wide; all staff",
    ),
    entry(
        "scope.many",
        "scope",
        "many",
        "大量用户 多数用户 大部分用户 许多用户 很多用户 大批用户 多个部门 大面积",
        "many users; most users; large number; majority; many customers; multiple sites; "
        "high number of users; multiple departments",
    ),
    entry(
        "scope.few",
        "scope",
        "few",
        "少数用户 部分用户 几个用户 个别用户 若干用户 少量用户",
        "few users; small number; some users; several users; few customers; handful of users; "
        "subset of users",
    ),
    entry(
        "scope.one",
        "scope",
        "one",
        "单个用户 一个用户 某个用户 一台电脑 一名用户 只有我",
        "one user; single user; one client; only me; one workstation; one customer",
    ),
)

_WORKAROUND = (
    entry(
        "workaround.none",
        "workaround",
        "none",
        "没有替代方案 无替代方案 没有替代 没有办法绕过 无法绕过 没有变通办法 没有其他办法 "
        "没有临时方案 别无他法",
        "no workaround; no alternative; no acceptable workaround; without workaround; "
        "no way around; no reasonable workaround; no acceptable alternative; no workarounds",
    ),
    entry(
        "workaround.unacceptable",
        "workaround",
        "unacceptable",
        "替代方案不可接受 替代方案太复杂 绕过太麻烦",
        "unacceptable workaround; workaround too complex; difficult workaround; "
        "inconvenient workaround",
    ),
    entry(
        "workaround.acceptable",
        "workaround",
        "acceptable",
        "有替代方案 可以绕过 临时方案 变通办法 临时解决 可绕过 有办法绕过 替代办法",
        "workaround available; acceptable workaround; workaround exists; has a workaround; "
        "there is a workaround; alternative solution; circumvented; circumvention; "
        "reasonable workaround; workaround is available",
    ),
)

_DATA = (
    entry(
        "data.loss",
        "data",
        "loss",
        "数据丢失 丢失数据 数据库丢失 数据不见了 数据没了 丢数据 备份丢失 数据被删 数据全丢 "
        "误删数据 资料丢失 数据遗失 丢失了数据 丢了数据",
        "data loss; loss of data; lost data; data lost; data is lost; data was lost; "
        "data have been lost; data has been lost; missing data; deleted data; data deleted; "
        "lost records; lose data; losing data; data is gone",
    ),
    entry(
        "data.corruption",
        "data",
        "corruption",
        "数据损坏 数据受损 数据库损坏 数据错乱 数据库置疑 置疑 数据被破坏 文件损坏 资料库损坏 "
        "资料损坏",
        "data corruption; corrupt data; corrupted data; data corrupt; data is corrupted; "
        "data corrupted; database corruption; corrupted database; damaged data; data is corrupt; "
        "data has become corrupted",
    ),
    entry(
        "data.at_risk",
        "data",
        "at_risk",
        "数据风险 数据丢失风险 丢失风险 可能丢失数据 数据可能丢失 备份失败",
        "data at risk; risk of data loss; may lose data; backup failed; backups fail; "
        "could lose data",
    ),
    entry(
        "data.error",
        "data",
        "error",
        "数据错误 数据不准 数据不一致 数据不对 计算错误 金额错误 报表错误 结果错误 对不上账 "
        "账不平 数据有误",
        "wrong data; incorrect data; data error; incorrect result; wrong result; wrong total; "
        "inconsistent data; incorrect amount; wrong amount; miscalculated",
    ),
    entry(
        "data.exposure",
        "data",
        "exposure",
        "数据泄露 数据泄漏 信息泄露 泄露数据 数据外泄 资料外泄 隐私泄露 泄密 泄露",
        "data exposure; exposed data; data breach; data leak; leaked data; exposing customer data; "
        "customer data exposed; data disclosure; data was exposed; data leaked",
    ),
)

_SECURITY = (
    entry(
        "security.breach",
        "security",
        "breach",
        "被入侵 入侵 黑客攻击 网络攻击 勒索病毒 勒索软件 中毒 被攻击 被盗号 账号被盗 越权访问",
        "security breach; hacked; ransomware; intrusion; compromised; cyber attack; cyberattack; "
        "unauthorized access; unauthorised access; account takeover",
    ),
    entry(
        "security.suspected",
        "security",
        "suspected",
        "疑似攻击 可疑登录 可疑访问 安全漏洞 漏洞 权限错误 异常登录 安全隐患",
        "vulnerability; suspicious login; suspicious activity; security concern; "
        "suspicious access; security issue; permission error",
    ),
)

_BUSINESS = (
    entry(
        "business.halted",
        "business",
        "halted",
        "业务停顿 业务不能开展 业务无法开展 业务停止 无法开展业务 工作无法开展 生产停止 停产 "
        "无法办公 无法营业 工作无法进行 业务瘫痪",
        "business is stopped; business halted; operations halted; work has stopped; "
        "cannot work at all; business at a standstill; production stopped; "
        "cannot continue business; unable to continue operations; work is impossible",
    ),
    entry(
        "business.serious",
        "business",
        "serious",
        "严重影响业务 业务影响严重 影响很大 严重影响工作 重大损失 严重损失 重大影响 较大影响 "
        "影响日常工作 影响正常工作 严重影响",
        "serious impact; serious business impact; seriously affected; major impact; severe impact; "
        "critical business impact; significant business impact; serious losses; serious loss; "
        "significant impact; heavy losses",
    ),
    entry(
        "business.moderate",
        "business",
        "moderate",
        "影响效率 效率降低 影响业务 一定影响 影响工作",
        "moderate impact; moderate business impact; reduced productivity; some business impact; "
        "business is affected; less efficient",
    ),
    entry(
        "business.minimal",
        "business",
        "minimal",
        "影响较小 影响不大 影响很小 轻微影响 影响轻微",
        "minimal impact; minimal effect; little effect; limited impact; low impact; "
        "minor impact; little impact",
    ),
    entry(
        "business.none",
        "business",
        "none",
        "不影响业务 对业务无影响 没有影响 不影响工作",
        "without any impact; no impact; no effect; without impact; no business impact",
    ),
)

_WINDOW = (
    entry(
        "window.go_live",
        "window",
        "go_live",
        "上线 割接 切换上线 正式上线 试运行 即将上线",
        "go-live; go live; going live; cutover; cut-over; production release; launch day",
    ),
    entry(
        "window.period_close",
        "window",
        "period_close",
        "月结 月底结账 月末结账 结账 年结 年末结账 期末 关账 季末",
        "month-end; month end; period close; closing the books; year-end close; period-end; "
        "year end; quarter end; quarter-end; month-end close",
    ),
    entry(
        "window.payroll",
        "window",
        "payroll",
        "发工资 工资发放 发薪 薪资发放 算工资 发放工资",
        "payroll; pay run; payday; salary payment",
    ),
    entry("window.audit", "window", "audit", "审计 年审 稽核 税务检查", "audit; tax inspection"),
    entry(
        "window.season",
        "window",
        "season",
        "旺季 收费期 供暖季 采暖季 大促 双十一 双11 收费高峰 促销高峰",
        "peak season; high season; heating season; black friday; busy season",
    ),
)

_ENVIRONMENT = (
    entry(
        "environment.production",
        "environment",
        "production",
        "生产环境 正式环境 生产系统 正式系统 生产库 线上环境 正式库",
        "production; productive system; live system; prod environment; in prod; live environment",
    ),
    entry(
        "environment.non_production",
        "environment",
        "non_production",
        "测试环境 测试系统 开发环境 演示环境 预发布 培训环境 沙箱 测试库",
        "test environment; test system; staging; sandbox; development environment; non-production; "
        "nonproduction; demo system; lower environment; test instance; dev environment",
    ),
)

_KIND = (
    entry(
        "kind.question",
        "kind",
        "question",
        "咨询 请问 如何操作 怎么操作 怎么使用 如何使用 怎样使用 如何设置 怎么设置 想问 请教",
        "how do i; how to; how can i; question; inquiry; enquiry; query; general guidance; "
        "please advise",
    ),
    entry(
        "kind.enhancement",
        "kind",
        "enhancement",
        "希望增加 建议增加 新增功能 需求 增加功能 增加报表 优化建议 改进建议 定制 要求增加 希望能",
        "enhancement; feature request; new feature; suggestion; wish; would like to have; "
        "improvement request; change request",
    ),
    entry(
        "kind.documentation",
        "kind",
        "documentation",
        "说明书 操作手册 用户手册 帮助文档 技术文档 手册有误",
        "documentation; user guide; manual; release notes; help text",
    ),
    entry(
        "kind.training", "kind", "training", "培训 教学 学习课程", "training; workshop; onboarding"
    ),
    entry(
        "kind.performance",
        "kind",
        "performance",
        "性能 响应速度 运行速度 卡顿 缓慢 运行缓慢 很慢 变慢 超时 加载慢",
        "performance; slow; slowness; latency; timeout; timing out; sluggish; response time",
    ),
    entry(
        "kind.security",
        "kind",
        "security",
        "安全问题 安全事件 安全漏洞 漏洞 入侵 黑客攻击 网络攻击 勒索病毒 数据泄露 权限错误",
        "security breach; security incident; vulnerability; ransomware; hacked; data breach; "
        "unauthorized access; unauthorised access; intrusion",
    ),
    entry(
        "kind.data",
        "kind",
        "data",
        "数据丢失 丢失数据 数据损坏 数据受损 数据错误 数据不一致 数据库损坏 数据库丢失 数据恢复 "
        "数据有误 数据不准 置疑",
        "data loss; loss of data; lost data; data lost; data corruption; corrupted data; "
        "data corrupted; wrong data; incorrect data; data have been lost; data has been lost",
    ),
    entry(
        "kind.fault",
        "kind",
        "fault",
        "故障 崩溃 死机 当机 宕机 瘫痪 报错 出错 异常 无法使用 不能使用 无法登录 无法登入 用不了 "
        "打不开 失效 停机 无法运行 服务中断 bug 缺陷 不可用 无响应",
        "fault; bug; defect; crash; outage; failure; malfunction; broken; down; unavailable; hang; "
        "cannot log in; not working; does not work; fail; unusable; inoperable; error message",
    ),
)

_RISK = (
    entry(
        "at_risk",
        "at_risk",
        "true",
        "潜在 隐患 潜在风险 潜在危险 可能会导致 有风险 预警 告警 即将满 磁盘快满",
        "indicators of; potential loss; may lose functionality; likely to become; at risk; "
        "potential outage; early warning; about to fail; might fail soon",
    ),
    entry(
        "redundancy_lost",
        "redundancy_lost",
        "true",
        "失去冗余 冗余丧失 单点运行 备机故障 备用节点故障 无冗余",
        "no redundancy; redundancy lost; lost redundancy; single point of failure; standby failed; "
        "failover unavailable",
    ),
)

FACT_ENTRIES: tuple[Entry, ...] = (
    *_SERVICE,
    *_FUNCTION,
    *_SCOPE,
    *_WORKAROUND,
    *_DATA,
    *_SECURITY,
    *_BUSINESS,
    *_WINDOW,
    *_ENVIRONMENT,
    *_KIND,
    *_RISK,
)
"""Words that suggest a field of `IncidentFacts`."""
