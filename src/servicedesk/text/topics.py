"""The shipped lexicon's words for what a matter is about: complaint and problem types."""

from servicedesk.text.entries import entry
from servicedesk.text.matching import Entry

_COMPLAINT = (
    entry(
        "complaint.service",
        "complaint_type",
        "poor_service",
        "态度恶劣 态度不好 态度差 响应慢 没人管 推诿 无人处理 不理人 服务差 无人接听 迟迟不处理",
        "rude; nobody answers; no response from support; ignored; poor service; bad attitude",
    ),
    entry(
        "complaint.contract",
        "complaint_type",
        "contract_or_fee",
        "乱收费 收费不透明 违约 合同纠纷 退款 多收费 续费 发票 合同违约 费用争议 续费误差",
        "overcharged; refund; invoice; breach of contract; billing dispute; hidden fees; "
        "renewal fee",
    ),
    entry(
        "complaint.data_security",
        "complaint_type",
        "data_security",
        "数据泄露 数据泄漏 信息泄露 权限错误 备份丢失 隐私泄露 泄密 资料外泄",
        "data leak; data breach; leaked data; permission error; privacy violation",
    ),
    entry(
        "complaint.compatibility",
        "complaint_type",
        "compatibility",
        "不兼容 兼容性 对接困难 无法对接 接口不通 无法集成 扩展性差 无法满足定制",
        "incompatible; compatibility; integration failed; cannot integrate; interface mismatch",
    ),
    entry(
        "complaint.experience",
        "complaint_type",
        "experience",
        "操作繁琐 不好用 难用 界面不友好 太复杂 不会用 培训不到位 体验差",
        "hard to use; confusing; user-unfriendly; too complicated; clumsy; not intuitive",
    ),
    entry(
        "complaint.defect",
        "complaint_type",
        "function_fault",
        "故障 bug 崩溃 数据丢失 报表异常 模块无法使用 无法使用 报错 死机 当机",
        "bug; defect; crash; data loss; does not work; not working; error message",
    ),
)

_PROBLEM = (
    entry(
        "problem.installation",
        "problem_type",
        "installation",
        "安装 配置 部署 环境搭建 卸载 初始化 客户端安装",
        "install; installation; configuration; deploy; set up; uninstall",
    ),
    entry(
        "problem.operation",
        "problem_type",
        "operation",
        "操作 误操作 操作步骤 如何操作 怎么操作 不会操作",
        "how to operate; how do i; operating step; user error",
    ),
    entry(
        "problem.data",
        "problem_type",
        "data",
        "数据 数据丢失 数据错误 备份 数据备份 恢复 数据恢复 数据库 资料库",
        "data; backup; restore; database; data loss; data error",
    ),
    entry(
        "problem.system_fault",
        "problem_type",
        "system_fault",
        "故障 系统故障 死机 当机 无法登录 无法登入 运行缓慢 崩溃 宕机",
        "crash; outage; system fault; cannot log in; freeze; hang; slow",
    ),
    entry(
        "problem.function",
        "problem_type",
        "function",
        "功能 模块 报表 打印 审批 流程 功能使用 查询 导出 导入",
        "feature; function; report; module; workflow; export; import; printing",
    ),
    entry(
        "problem.security",
        "problem_type",
        "security",
        "安全 漏洞 权限 加密 病毒 攻击 密码",
        "security; vulnerability; permission; encryption; virus; password",
    ),
    entry(
        "problem.upgrade",
        "problem_type",
        "upgrade",
        "升级 补丁 新版本 版本更新 系统升级 更新",
        "upgrade; patch; new version; update; hotfix",
    ),
    entry(
        "problem.integration",
        "problem_type",
        "integration",
        "集成 接口 对接 第三方系统 同步 数据交换",
        "integration; interface; api; third-party system; synchronisation; synchronization; "
        "connector",
    ),
)

TOPIC_ENTRIES: tuple[Entry, ...] = (*_COMPLAINT, *_PROBLEM)
"""Words that suggest a complaint type (R12 to R17) or a problem type (R60)."""
