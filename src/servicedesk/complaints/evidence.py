"""What to bring for each type of complaint; what is missing is asked for and refuses nothing."""

from collections.abc import Mapping

from attrs import field, frozen

from servicedesk.errors import are, is_a
from servicedesk.incidents import FactValue, is_key
from servicedesk.lifecycles import lacking
from servicedesk.reasons import Binding, Clause, Lang, Reason, ReasonKind, Text
from servicedesk.schemes.categories import ComplaintType

ASK = ReasonKind(
    "complaint.evidence",
    "please add {item} (for {type})",
    "请补充：{item}（{type}）",
    "請補充：{item}（{type}）",
)
PRIVACY = ReasonKind(
    "complaint.privacy",
    "{item} may hold personal or secret data: give no more of it than the matter needs",
    "{item}可能含个人信息或敏感数据，请仅提供必要部分",
    "{item}可能含個人信息或敏感數據，請僅提供必要部分",
)


@frozen(kw_only=True)
class Evidence:
    """One thing to bring.

    Attributes:
        key: the name of the fact under which the host files it.
        text: its words.
        required: whether it is asked for, or only helpful.
        sensitive: whether it may hold personal or secret data (R21).
    """

    key: str = field(validator=is_key())
    text: Text = field(validator=is_a(Text))
    required: bool = field(default=True, validator=is_a(bool))
    sensitive: bool = field(default=False, validator=is_a(bool))

    def label(self, lang: Lang) -> str:
        return self.text.label(lang)


@frozen(kw_only=True)
class Checklist:
    """What one type of complaint needs."""

    type: ComplaintType = field(validator=is_a(ComplaintType))
    items: tuple[Evidence, ...] = field(validator=are(Evidence))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))


def _item(
    key: str,
    en: str,
    zh_hans: str,
    zh_hant: str,
    *,
    required: bool = True,
    sensitive: bool = False,
) -> Evidence:
    return Evidence(
        key=key, text=Text(en, zh_hans, zh_hant), required=required, sensitive=sensitive
    )


_DESCRIPTION = _item("description", "a detailed description", "详细问题描述", "詳細問題描述")
_SCREENSHOT = _item(
    "screenshot", "a screenshot or recording", "截图或录屏", "截圖或錄屏", sensitive=True
)
_RECORDS = _item(
    "communication_records",
    "the communication, with its times",
    "沟通记录（含时间）",
    "溝通記錄（含時間）",
    sensitive=True,
)
_CONTRACT = _item("contract", "the contract", "合同", "合同", sensitive=True)
_INVOICE = _item("invoice", "the invoice", "发票", "發票", sensitive=True)
_LOGS = _item(
    "logs",
    "the logs, preserved unchanged",
    "相关日志（原样保留）",
    "相關日誌（原樣保留）",
    sensitive=True,
)

CHECKLISTS: tuple[Checklist, ...] = (
    Checklist(
        type=ComplaintType.FUNCTION_FAULT,
        items=(
            _DESCRIPTION,
            _SCREENSHOT,
            _item(
                "error_log", "error logs", "错误日志", "錯誤日誌", required=False, sensitive=True
            ),
        ),
        clauses=(Clause("R12", Binding.NORM), Clause("R30", Binding.NORM)),
    ),
    Checklist(
        type=ComplaintType.POOR_SERVICE,
        items=(
            _RECORDS,
            _item("tickets", "the tickets concerned", "相关工单", "相關工單", required=False),
        ),
        clauses=(Clause("R13", Binding.NORM),),
    ),
    Checklist(
        type=ComplaintType.CONTRACT_OR_FEE,
        items=(
            _CONTRACT,
            _INVOICE,
            _item(
                "breach_clause",
                "the clause that is breached, and the amount claimed",
                "所违反的条款及主张金额",
                "所違反的條款及主張金額",
                required=False,
            ),
        ),
        clauses=(Clause("R14", Binding.NORM), Clause("R32", Binding.NORM)),
    ),
    Checklist(
        type=ComplaintType.DATA_SECURITY,
        items=(
            _LOGS,
            _item(
                "affected_data",
                "which data are affected, and when that was found",
                "受影响的数据及发现时间",
                "受影響的數據及發現時間",
                sensitive=True,
            ),
        ),
        clauses=(Clause("R15", Binding.NORM),),
    ),
    Checklist(
        type=ComplaintType.COMPATIBILITY,
        items=(
            _item("business_scenario", "the business scenario", "业务场景", "業務場景"),
            _item(
                "interfaces",
                "the interfaces and versions concerned",
                "相关接口与版本",
                "相關接口與版本",
                required=False,
            ),
        ),
        clauses=(Clause("R16", Binding.NORM),),
    ),
    Checklist(
        type=ComplaintType.EXPERIENCE,
        items=(
            _item("suggestion", "a suggestion how to improve it", "改进建议", "改進建議"),
            _item(
                "where_seen",
                "the screen or step, and how often",
                "涉及的界面或步骤及频率",
                "涉及的界面或步驟及頻率",
                required=False,
            ),
        ),
        clauses=(Clause("R17", Binding.NORM),),
    ),
)


def checklist(complaint_type: ComplaintType) -> Checklist:
    """What this type of complaint needs (R12 to R17)."""
    return next(each for each in CHECKLISTS if each.type is complaint_type)


def ask_for(complaint_type: ComplaintType, facts: Mapping[str, FactValue]) -> tuple[Reason, ...]:
    """What is still to be asked for, with a word of care where it may hold sensitive data.

    Missing evidence never refuses intake; it is a question to the complainant.
    """
    needed = checklist(complaint_type)
    return tuple(
        ASK(
            item=item,
            type=complaint_type,
            clauses=needed.clauses,
            because=(
                [PRIVACY(item=item, clauses=[Clause("R21", Binding.NORM)])]
                if item.sensitive
                else []
            ),
        )
        for item in needed.items
        if item.required and not is_told(item.key, facts)
    )


def is_told(name: str, facts: Mapping[str, FactValue]) -> bool:
    """Whether something was brought or said: neither an empty field nor a plain no does."""
    return not lacking((name,), facts) and facts[name] is not False
