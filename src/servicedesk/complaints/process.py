"""The nine stages of ISO 10002 clause 7 as a lifecycle table, with the guards of S0 and S3.

`PROCESS` is the table that runs: its states and moves are what `apply`, `next_steps` and the
state diagram of the reference read. Its bounds come from the complaint's policy as facts.
"""

from servicedesk.complaints.guards import (
    CAUSE_TO_ESCALATE,
    CONSENT,
    COORDINATED,
    EXTENSIONS_LEFT,
    HAS_HANDLER,
    IN_DEPARTMENTS,
    IN_TIME_TO_REOPEN,
    IS_COMPLAINT,
    LEVELS_LEFT,
    NOT_OVERDUE,
    OF_THE_SOLUTION,
    OFFICIALLY_ACCEPTED,
    OTHER_KIND,
    OTHER_REVIEWER,
    OUTSIDE_MAY_BE_ASKED,
    PROMISED,
    REVIEWS_LEFT,
    RIGHT_FORUM,
    ROUNDS_LEFT,
    SILENT,
    advice,
    said,
)
from servicedesk.lifecycles import Guard, Lifecycle, Move, State
from servicedesk.reasons import Binding, Clause, Text

HANDLING = ("investigating", "response_proposed", "implementing")
INTAKE = ("noted", "lodged", "returned_incomplete")
OPEN = (
    *INTAKE,
    "received",
    "acknowledged",
    "assessed",
    *HANDLING,
    "completed",
    "decision_communicated",
    "under_review",
    "external",
)


def _state(key: str, en: str, zh_hans: str, zh_hant: str, *, final: bool = False) -> State:
    return State(key=key, text=Text(en, zh_hans, zh_hant), final=final)


STATES = (
    _state("noted", "noted, not yet a complaint", "已获知，尚非投诉", "已獲知，尚非投訴"),
    _state("lodged", "lodged", "已提交", "已提交"),
    _state("returned_incomplete", "returned for completion", "待补充", "待補充"),
    _state("received", "received (7.2)", "已受理登记（7.2）", "已受理登記（7.2）"),
    _state("acknowledged", "acknowledged (7.4)", "已确认受理（7.4）", "已確認受理（7.4）"),
    _state("assessed", "assessed (7.5)", "已初步评估（7.5）", "已初步評估（7.5）"),
    _state("investigating", "under investigation (7.6)", "调查中（7.6）", "調查中（7.6）"),
    _state(
        "response_proposed", "response proposed (7.7)", "已提出方案（7.7）", "已提出方案（7.7）"
    ),
    _state("implementing", "being put right", "实施中", "實施中"),
    _state("completed", "put right, to be confirmed", "处理完成，待确认", "處理完成，待確認"),
    _state(
        "decision_communicated",
        "decision communicated (7.8)",
        "已告知结果（7.8）",
        "已告知結果（7.8）",
    ),
    _state("under_review", "under second review", "二次复审中", "二次復審中"),
    _state("external", "before an outside body", "已转外部处理", "已轉外部處理"),
    _state("closed", "closed (7.9)", "已关闭（7.9）", "已關閉（7.9）", final=True),
    _state("lapsed", "lapsed by silence", "因未回复而关闭", "因未回覆而關閉", final=True),
    _state("withdrawn", "withdrawn", "已撤回", "已撤回", final=True),
    _state("not_a_complaint", "not a complaint", "非投诉", "非投訴", final=True),
)

_ISO = {
    stage: Clause(f"ISO 10002:2018 {stage}", Binding.NORM)
    for stage in ("7.2", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9")
}


def _move(
    event: str,
    sources: tuple[str, ...],
    to: str | None,
    text: Text,
    *,
    needs: tuple[str, ...] = (),
    guards: tuple[Guard, ...] = (),
    by: tuple[str, ...] = (),
    clauses: tuple[Clause, ...] = (),
) -> Move:
    return Move(
        event=event,
        sources=sources,
        to=to,
        needs=needs,
        guards=guards,
        by=by,
        text=text,
        clauses=clauses,
    )


_COMPLAINANT = ("complainant",)
_INTAKE = ("intake",)
_HANDLER = ("handler",)

MOVES = (
    _move(
        "received",
        ("noted",),
        "lodged",
        Text("lodge", "提交投诉", "提交投訴"),
        needs=("channel",),
        guards=(OFFICIALLY_ACCEPTED,),
        by=("complainant", "intake"),
        clauses=(*advice("R7", "R29"), *said("R93")),
    ),
    _move(
        "returned",
        ("lodged",),
        "returned_incomplete",
        Text("ask for what is missing", "退回补充", "退回補充"),
        needs=("asked_for",),
        by=_INTAKE,
        clauses=advice("R28"),
    ),
    _move(
        "supplemented",
        ("returned_incomplete",),
        "lodged",
        Text("complete it", "补充材料", "補充材料"),
        by=_COMPLAINANT,
        clauses=advice("R28", "R30"),
    ),
    _move(
        "recorded",
        ("lodged",),
        "received",
        Text("register", "登记", "登記"),
        needs=("number",),
        guards=(IS_COMPLAINT,),
        by=_INTAKE,
        clauses=(*advice("R7", "R8"), *said("R90", "R94"), _ISO["7.2"]),
    ),
    _move(
        "rerouted",
        ("lodged", "received"),
        "not_a_complaint",
        Text("reroute", "转其他流程", "轉其他流程"),
        needs=("feedback",),
        guards=(OTHER_KIND,),
        by=_INTAKE,
        clauses=said("R107"),
    ),
    _move(
        "acknowledged",
        ("received",),
        "acknowledged",
        Text("acknowledge", "告知已受理", "告知已受理"),
        needs=("next_step",),
        by=_INTAKE,
        clauses=(_ISO["7.4"],),
    ),
    _move(
        "classified",
        ("received", "acknowledged"),
        "assessed",
        Text("assess", "初步分类评估", "初步分類評估"),
        needs=("category", "urgency"),
        by=_INTAKE,
        clauses=(*said("R90", "R95", "R96", "R97", "R98"), _ISO["7.5"]),
    ),
    _move(
        "handed_over",
        ("assessed", *HANDLING),
        None,
        Text("hand over", "移交处理部门", "移交處理部門"),
        needs=("department", "handler"),
        by=_INTAKE,
        clauses=(*advice("R9"), *said("R99"), Clause("C13", Binding.CHOICE)),
    ),
    _move(
        "contacted",
        ("assessed",),
        "investigating",
        Text("contact the customer", "联系客户", "聯繫客戶"),
        needs=("promised_at",),
        guards=(HAS_HANDLER,),
        by=_HANDLER,
        clauses=said("R100"),
    ),
    _move(
        "contacted",
        HANDLING,
        None,
        Text("contact the customer anew", "再次联系客户", "再次聯繫客戶"),
        needs=("promised_at",),
        guards=(HAS_HANDLER,),
        by=_HANDLER,
        clauses=said("R100"),
    ),
    _move(
        "investigated",
        ("investigating",),
        None,
        Text("record findings", "记录调查结果", "記錄調查結果"),
        needs=("cause",),
        by=_HANDLER,
        clauses=(*said("R91", "R101"), _ISO["7.6"]),
    ),
    _move(
        "coordinated",
        ("investigating",),
        None,
        Text("record the coordination meeting", "记录协调会议", "記錄協調會議"),
        needs=("coordination_record",),
        by=("coordination_group",),
        clauses=(*said("R92", "R101"), *advice("R72")),
    ),
    _move(
        "proposed",
        ("investigating",),
        "response_proposed",
        Text("propose a solution", "提出方案", "提出方案"),
        needs=("cause", "remedy", "responsible", "promised_at", "departments"),
        guards=(IN_DEPARTMENTS, COORDINATED),
        by=_HANDLER,
        clauses=(*said("R91", "R102"), _ISO["7.7"]),
    ),
    _move(
        "extended",
        HANDLING,
        None,
        Text("extend the promise", "协商延期", "協商延期"),
        needs=("extends", "extension_reason", "new_due"),
        guards=(PROMISED, OF_THE_SOLUTION, NOT_OVERDUE, CONSENT, EXTENSIONS_LEFT),
        by=_HANDLER,
        clauses=(*said("R103"), Clause("C10", Binding.CHOICE)),
    ),
    _move(
        "handling_started",
        ("response_proposed",),
        "implementing",
        Text("put it right", "实施方案", "實施方案"),
        by=_HANDLER,
        clauses=said("R91", "R104"),
    ),
    _move(
        "progress_reported",
        HANDLING,
        None,
        Text("report progress", "反馈进展", "反饋進展"),
        needs=("progress", "next_step"),
        by=_HANDLER,
        clauses=(*advice("R73"), *said("R91", "R104")),
    ),
    _move(
        "completed",
        ("implementing",),
        "completed",
        Text("report completion", "处理完成", "處理完成"),
        by=_HANDLER,
        clauses=said("R91", "R104"),
    ),
    _move(
        "confirmed",
        ("completed",),
        "decision_communicated",
        Text("confirm with the customer", "与客户确认", "與客戶確認"),
        needs=("outcome", "outcome_reason", "recourse"),
        by=_HANDLER,
        clauses=(*said("R105"), _ISO["7.8"]),
    ),
    _move(
        "accepted",
        ("decision_communicated", "response_proposed"),
        "closed",
        Text("accept", "接受处理结果", "接受處理結果"),
        needs=("statement",),
        by=_COMPLAINANT,
        clauses=(_ISO["7.9"],),
    ),
    _move(
        "dissatisfied",
        ("response_proposed", "decision_communicated"),
        "investigating",
        Text("reject", "不满意，要求重新处理", "不滿意，要求重新處理"),
        needs=("dissatisfaction",),
        guards=(ROUNDS_LEFT,),
        by=_COMPLAINANT,
        clauses=(*said("R106"), Clause("C9", Binding.CHOICE)),
    ),
    _move(
        "review_requested",
        ("response_proposed", "decision_communicated"),
        "under_review",
        Text("ask for a review", "申请二次复审", "申請二次復審"),
        needs=("dissatisfaction", "reviewer"),
        guards=(REVIEWS_LEFT, OTHER_REVIEWER),
        by=_COMPLAINANT,
        clauses=(*advice("R10", "R22"), Clause("C9", Binding.CHOICE)),
    ),
    _move(
        "reviewed",
        ("under_review",),
        "response_proposed",
        Text("propose anew after review", "复审后重新提出方案", "復審後重新提出方案"),
        needs=("remedy", "responsible", "promised_at"),
        by=("reviewer",),
        clauses=advice("R22"),
    ),
    _move(
        "upheld",
        ("under_review",),
        "decision_communicated",
        Text("uphold the decision", "复审维持原处理", "復審維持原處理"),
        needs=("outcome", "outcome_reason", "recourse"),
        by=("reviewer",),
        clauses=advice("R22"),
    ),
    _move(
        "contact_attempted",
        ("returned_incomplete", "completed", "decision_communicated"),
        None,
        Text("try to reach the complainant", "尝试联系投诉人", "嘗試聯繫投訴人"),
        by=("intake", "handler"),
        clauses=advice("R28"),
    ),
    _move(
        "lapsed",
        ("returned_incomplete", "completed", "decision_communicated"),
        "lapsed",
        Text("close for silence", "因未回复关闭", "因未回覆關閉"),
        guards=(SILENT,),
        by=("intake", "handler"),
        clauses=(Clause("C9", Binding.CHOICE),),
    ),
    _move(
        "escalated",
        tuple(state for state in OPEN if state not in (*INTAKE, "external")),
        None,
        Text("escalate", "升级投诉", "升級投訴"),
        needs=("escalation_reason",),
        guards=(CAUSE_TO_ESCALATE, LEVELS_LEFT),
        by=("complainant", "coordination_group"),
        clauses=(*advice("R10", "R11", "R26", "R33"), *said("R92")),
    ),
    _move(
        "referred",
        tuple(state for state in OPEN if state not in (*INTAKE, "external")),
        "external",
        Text("refer outside", "转外部机构", "轉外部機構"),
        needs=("forum",),
        guards=(OUTSIDE_MAY_BE_ASKED, RIGHT_FORUM),
        by=_COMPLAINANT,
        clauses=advice("R3", "R11", "R23", "R25", "R32"),
    ),
    _move(
        "decided_outside",
        ("external",),
        "closed",
        Text("record the outside decision", "记录外部处理结果", "記錄外部處理結果"),
        needs=("outcome",),
        by=_HANDLER,
        clauses=advice("R19", "R25"),
    ),
    _move(
        "returned_from_outside",
        ("external",),
        "investigating",
        Text("take it back", "退回公司处理", "退回公司處理"),
        needs=("outcome_reason",),
        by=_HANDLER,
        clauses=advice("R32"),
    ),
    _move(
        "withdrawn",
        OPEN,
        "withdrawn",
        Text("withdraw", "撤回投诉", "撤回投訴"),
        by=_COMPLAINANT,
        clauses=(Clause("C9", Binding.CHOICE),),
    ),
    _move(
        "reopened",
        ("closed", "lapsed"),
        "investigating",
        Text("reopen", "重新打开", "重新打開"),
        needs=("new_facts",),
        guards=(IN_TIME_TO_REOPEN,),
        by=_COMPLAINANT,
        clauses=(Clause("C9", Binding.CHOICE),),
    ),
    _move(
        "linked",
        tuple(state.key for state in STATES),
        None,
        Text("link to a ticket or complaint", "关联工单或投诉", "關聯工單或投訴"),
        needs=("linked_to",),
        by=("intake", "handler"),
        clauses=said("R107"),
    ),
)

PROCESS = Lifecycle(name="complaint", initial="noted", states=STATES, moves=MOVES)
"""The lifecycle of a complaint."""

ENDINGS = tuple(
    dict.fromkeys(
        move.event for move in MOVES if move.to is not None and PROCESS.state(move.to).final
    )
)
"""The events that end a complaint: clocks that time its log end with them (`Policy.terminal`)."""
