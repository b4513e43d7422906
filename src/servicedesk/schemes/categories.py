"""What kind of matter it is: complaint types, problem types, feedback, complexity, cause.

Each is a table over what was reported or found. What evidence a type of complaint needs,
`servicedesk.complaints` says.
"""

from servicedesk.decisions import (
    Condition,
    DecisionTable,
    Flag,
    HitPolicy,
    OneOf,
    Row,
    when,
)
from servicedesk.incidents import Cause, Kind
from servicedesk.reasons import Binding, Clause, Term, Text


class ComplaintType(Term):
    """The six types of complaint (R12 to R17); the members have no order."""

    FUNCTION_FAULT = "function_fault", "function fault or bug", "功能故障/BUG", "功能故障/BUG"
    POOR_SERVICE = "poor_service", "poor service", "服务不到位", "服務不到位"
    CONTRACT_OR_FEE = "contract_or_fee", "contract or fee dispute", "合同/费用纠纷", "合同/費用糾紛"
    DATA_SECURITY = "data_security", "data security", "数据安全问题", "數據安全問題"
    COMPATIBILITY = (
        "compatibility",
        "compatibility or extensibility",
        "兼容性/扩展性差",
        "兼容性/擴展性差",
    )
    EXPERIENCE = "experience", "user experience", "用户体验不佳", "用戶體驗不佳"


class ProblemType(Term):
    """The eight types of problem (R60)."""

    INSTALLATION = "installation", "installation and configuration", "安装与配置", "安裝與配置"
    OPERATION = "operation", "operation", "操作", "操作"
    DATA = "data", "data", "数据", "數據"
    SYSTEM_FAULT = "system_fault", "system fault", "系统故障", "系統故障"
    FUNCTION = "function", "use of functions", "功能使用", "功能使用"
    SECURITY = "security", "security", "安全", "安全"
    UPGRADE = "upgrade", "upgrade", "升级", "升級"
    INTEGRATION = "integration", "integration", "集成", "集成"


class FeedbackKind(Term):
    """The three kinds of feedback in the product (R107)."""

    FAULT = "fault", "software fault", "软件故障", "軟件故障"
    SUGGESTION = "suggestion", "suggestion", "优化建议", "優化建議"
    COMPLAINT = "complaint", "complaint about service", "服务投诉", "服務投訴"


class Complexity(Term):
    """Common or complex (R71)."""

    COMMON = "common", "common", "常见", "常見"
    COMPLEX = "complex", "complex", "复杂", "複雜"


def _outcomes(terms: type[Term]) -> tuple[str, ...]:
    return tuple(term.value for term in terms)


def _labels(terms: type[Term]) -> tuple[Text, ...]:
    return tuple(term.text for term in terms)


_Symptoms = tuple[tuple[str, str, str, str], ...]


def _by_symptom(
    name: str, title: Text, terms: type[Term], filed: tuple[tuple[Term, str, _Symptoms], ...]
) -> DecisionTable:
    """One row per symptom; *filed* lists type, rule and (key, en, zh-Hans, zh-Hant) of each."""
    symptoms = [(each, term, ref) for term, ref, listed in filed for each in listed]
    return DecisionTable(
        name=name,
        facts=(
            OneOf(
                fact="symptom",
                values=tuple(key for (key, *_), _, _ in symptoms),
                ordered=False,
                labels=tuple(Text(*words) for (_, *words), _, _ in symptoms),
                text=Text("symptom", "现象", "現象"),
            ),
        ),
        outcomes=_outcomes(terms),
        labels=_labels(terms),
        text=title,
        hit_policy=HitPolicy.UNIQUE,
        rows=tuple(
            Row(id=key, when=when(symptom=key), then=term.value, clauses=(_norm(ref),))
            for (key, *_), term, ref in symptoms
        ),
    )


def _norm(ref: str) -> Clause:
    return Clause(ref, Binding.NORM)


COMPLAINT_TYPES = _by_symptom(
    "complaint-type",
    Text("type of complaint", "投诉类型", "投訴類型"),
    ComplaintType,
    (
        (
            ComplaintType.FUNCTION_FAULT,
            "R12",
            (
                ("module_unusable", "module unusable", "模块无法使用", "模塊無法使用"),
                ("data_lost", "data lost", "数据丢失", "數據丟失"),
                ("report_wrong", "report wrong", "报表异常", "報表異常"),
            ),
        ),
        (
            ComplaintType.POOR_SERVICE,
            "R13",
            (
                ("slow_response", "slow response", "响应慢", "響應慢"),
                ("unsolved", "not solved", "无法解决", "無法解決"),
                ("bad_attitude", "bad attitude", "态度恶劣", "態度惡劣"),
            ),
        ),
        (
            ComplaintType.CONTRACT_OR_FEE,
            "R14",
            (
                ("renewal_error", "renewal error", "续费误差", "續費誤差"),
                ("breach_of_contract", "breach of contract", "合同违约", "合同違約"),
                ("opaque_fees", "opaque fees", "收费不透明", "收費不透明"),
            ),
        ),
        (
            ComplaintType.DATA_SECURITY,
            "R15",
            (
                ("data_leaked", "data leaked", "数据泄露", "數據泄露"),
                ("wrong_permissions", "wrong permissions", "权限错误", "權限錯誤"),
                ("backup_lost", "backup lost", "备份丢失", "備份丟失"),
            ),
        ),
        (
            ComplaintType.COMPATIBILITY,
            "R16",
            (
                ("hard_to_connect", "hard to integrate", "对接困难", "對接困難"),
                ("no_customising", "customising not possible", "无法满足定制", "無法滿足定制"),
            ),
        ),
        (
            ComplaintType.EXPERIENCE,
            "R17",
            (
                ("cumbersome", "cumbersome", "操作繁琐", "操作繁瑣"),
                ("unfriendly", "unfriendly interface", "界面不友好", "界面不友好"),
                ("poor_training", "poor training", "培训不到位", "培訓不到位"),
            ),
        ),
    ),
)
"""Symptom → complaint type."""

PROBLEM_TYPES = _by_symptom(
    "problem-type",
    Text("type of problem", "问题类型", "問題類型"),
    ProblemType,
    (
        (
            ProblemType.INSTALLATION,
            "R60",
            (
                ("install", "installing", "安装", "安裝"),
                ("configure", "configuring", "配置", "配置"),
            ),
        ),
        (
            ProblemType.OPERATION,
            "R60",
            (("operate", "operating", "操作", "操作"),),
        ),
        (
            ProblemType.DATA,
            "R60",
            (
                ("data_lost", "data lost", "数据丢失", "數據丟失"),
                ("data_wrong", "data wrong", "数据错误", "數據錯誤"),
                ("backup_restore", "backup or restore", "备份恢复", "備份恢復"),
            ),
        ),
        (
            ProblemType.SYSTEM_FAULT,
            "R60",
            (
                ("freeze", "freezes", "死机", "死機"),
                ("login_failed", "cannot log in", "无法登录", "無法登錄"),
                ("slow", "runs slowly", "运行缓慢", "運行緩慢"),
            ),
        ),
        (
            ProblemType.FUNCTION,
            "R60",
            (("use", "using a function", "功能使用", "功能使用"),),
        ),
        (
            ProblemType.SECURITY,
            "R60",
            (("secure", "security", "安全", "安全"),),
        ),
        (
            ProblemType.UPGRADE,
            "R60",
            (("upgrade", "upgrading", "升级", "升級"),),
        ),
        (
            ProblemType.INTEGRATION,
            "R60",
            (("integrate", "integrating", "集成", "集成"),),
        ),
    ),
)
"""Symptom → problem type."""

COMPLEXITY = _by_symptom(
    "complexity",
    Text("complexity", "问题复杂程度", "問題複雜程度"),
    Complexity,
    (
        (
            Complexity.COMMON,
            "R71",
            (
                ("login_failed", "login fails", "登录异常", "登錄異常"),
                ("report_error", "report fails", "报表生成错误", "報表生成錯誤"),
            ),
        ),
        (
            Complexity.COMPLEX,
            "R71",
            (
                ("data_lost", "data lost", "数据丢失", "數據丟失"),
                (
                    "process_blocked",
                    "business process blocked",
                    "业务流程无法运行",
                    "業務流程無法運行",
                ),
            ),
        ),
    ),
)
"""Symptom → common or complex. The document names two examples of each; hosts add theirs."""

_R107 = (Clause("R107", Binding.PROMISE),)

FEEDBACK_KINDS = DecisionTable(
    name="feedback-kind",
    facts=(
        OneOf(
            fact="kind",
            values=(Kind.ENHANCEMENT, Kind.PERFORMANCE, Kind.FAULT, Kind.DATA, Kind.SECURITY),
            ordered=False,
            labels=tuple(
                kind.text
                for kind in (
                    Kind.ENHANCEMENT,
                    Kind.PERFORMANCE,
                    Kind.FAULT,
                    Kind.DATA,
                    Kind.SECURITY,
                )
            ),
            text=Text("kind", "类别", "類別"),
        ),
        Flag(
            fact="about_service",
            ordered=False,
            text=Text("about how one was served", "针对服务本身", "針對服務本身"),
        ),
    ),
    outcomes=_outcomes(FeedbackKind),
    labels=_labels(FeedbackKind),
    text=Text("kind of feedback", "反馈类别", "反饋類別"),
    hit_policy=HitPolicy.UNIQUE,
    rows=(
        Row(
            id="complaint",
            when=when(about_service=True),
            then=FeedbackKind.COMPLAINT.value,
            clauses=_R107,
        ),
        Row(
            id="suggestion",
            when=when(about_service=False, kind=Kind.ENHANCEMENT),
            then=FeedbackKind.SUGGESTION.value,
            clauses=_R107,
        ),
        Row(
            id="fault",
            when=when(
                about_service=False,
                kind=(Kind.PERFORMANCE, Kind.FAULT, Kind.DATA, Kind.SECURITY),
            ),
            then=FeedbackKind.FAULT.value,
            clauses=_R107,
        ),
    ),
)
"""Feedback in the product → one of the three kinds."""


def _finding(fact: str, english: str, hans: str, hant: str) -> Flag:
    return Flag(fact=fact, ordered=False, text=Text(english, hans, hant))


def _cause(cause: Cause, condition: Condition, ref: str, binding: Binding) -> Row:
    return Row(id=cause.value, when=condition, then=cause.value, clauses=(Clause(ref, binding),))


CAUSES = DecisionTable(
    name="cause",
    facts=(
        _finding("natural_event", "force majeure struck", "发生不可抗力", "發生不可抗力"),
        _finding("policy_changed", "a policy changed", "政策发生调整", "政策發生調整"),
        _finding("hardware_failed", "hardware failed", "硬件损坏", "硬件損壞"),
        _finding("third_party_failed", "a third party failed", "第三方原因", "第三方原因"),
        _finding(
            "environment_changed", "the customer's environment", "客户环境所致", "客戶環境所致"
        ),
        _finding("after_our_fix", "a fix of ours brought it", "由我方修复引起", "由我方修復引起"),
        _finding("customised", "in customised code", "出在定制代码", "出在定制代碼"),
        _finding("document_wrong", "the document is wrong", "文档有误", "文檔有誤"),
        _finding("document_followed", "the document was followed", "按文档操作", "按文檔操作"),
        _finding(
            "works_as_designed", "the product works as designed", "产品按设计运行", "產品按設計運行"
        ),
        _finding("question_only", "only a question", "仅为咨询", "僅為諮詢"),
    ),
    outcomes=_outcomes(Cause),
    labels=_labels(Cause),
    text=Text("cause", "原因判定", "原因判定"),
    hit_policy=HitPolicy.FIRST,
    rows=(
        _cause(Cause.FORCE_MAJEURE, when(natural_event=True), "R85", Binding.NORM),
        _cause(Cause.POLICY_CHANGE, when(policy_changed=True), "R110", Binding.PROMISE),
        _cause(Cause.HARDWARE, when(hardware_failed=True), "R121", Binding.PROMISE),
        _cause(Cause.THIRD_PARTY, when(third_party_failed=True), "R85", Binding.NORM),
        _cause(Cause.ENVIRONMENT, when(environment_changed=True), "R135", Binding.PROMISE),
        _cause(Cause.FOLLOW_ON, when(after_our_fix=True), "R84", Binding.NORM),
        _cause(Cause.CUSTOMISATION, when(customised=True), "R87", Binding.NORM),
        _cause(
            Cause.WRONG_DOCUMENTATION,
            when(document_wrong=True, document_followed=True),
            "R51",
            Binding.NORM,
        ),
        _cause(Cause.PRODUCT_DEFECT, when(works_as_designed=False), "R84 R109", Binding.NORM),
        _cause(
            Cause.HOW_TO, when(works_as_designed=True, question_only=True), "R113", Binding.PROMISE
        ),
        _cause(
            Cause.MISOPERATION,
            when(works_as_designed=True, question_only=False, document_followed=False),
            "R85",
            Binding.NORM,
        ),
        Row(
            id="not_found",
            then=Cause.UNKNOWN.value,
            clauses=(Clause("an undetermined cause never blocks the response", Binding.NORM),),
        ),
    ),
)
"""What an investigation found → the cause, which liability needs.

The order is that of the rows: what comes from outside first, then what we did, then the product,
then its use. A cause that nothing settles is `unknown`, and the table names what to find out.
"""
