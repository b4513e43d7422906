"""S3: a software company's complaint-handling policy (客户投诉处理制度), as it promises it.

The numbers are per step: hand-over within 1 h after recording and classifying, contact within
2 h of the department's receipt, confirmation within 24 h after completion. "Within 3 h of
receipt" is promised nowhere (C2). Every value cites its rule and the policy's own words; where
the document leaves a question open the reading is a named argument, and what was chosen stands
in each explanation.

    policy = complaint_policy.policy()
    assess(policy, log, {"urgency": Urgency.URGENT}, at=now)

The log's events are `received`, `recorded`, `classified`, `handed_over`, `handling_started`,
`contacted`, `completed`, `confirmed`, `dissatisfied`, `withdrawn` and `closed`.
"""

from datetime import timedelta

from servicedesk.clocks.story import words_of
from servicedesk.decisions import when
from servicedesk.reasons import UNDECIDED, Binding, Choice, Clause, Term, Text, choice, render
from servicedesk.sla import (
    ELAPSED,
    ExtensionRule,
    Metric,
    Policy,
    Promised,
    Reopening,
    Target,
    TargetClock,
)
from servicedesk.spans import ZERO


class Urgency(Term):
    """The three levels of a complaint, mildest first; not the levels of a fault (C5)."""

    GENERAL = "general", "general", "一般", "一般"
    IMPORTANT = "important", "important", "重要", "重要"
    URGENT = "urgent", "urgent", "紧急", "緊急"


URGENT_AT_ONCE = Clause(
    "R96",
    Binding.PROMISE,
    "紧急投诉指可能对客户造成重大损失或严重影响客户正常使用的问题,需立即处理",
)
IMPORTANT = Clause("R97", Binding.PROMISE, "重要投诉指对客户业务有较大影响,但不具备紧急性的问题")
GENERAL = Clause("R98", Binding.PROMISE, "一般投诉指对客户影响较小的一般性问题")
HAND_OVER = Clause(
    "R99",
    Binding.PROMISE,
    "投诉受理人员在完成记录和分类后,应在1小时内将投诉信息以电子工单的形式传递给相关投诉处理部门",
)
CONTACT = Clause(
    "R100",
    Binding.PROMISE,
    "投诉处理部门在接到投诉信息后,应在2小时内与客户取得联系,确认投诉信息,"
    "向客户说明已受理投诉,并告知预计处理时间。",
)
EXTENSION = Clause(
    "R103",
    Binding.PROMISE,
    "对于一些复杂问题,可与客户协商适当延长处理时间,但需向客户说明原因和预计解决时间。",
)
CONFIRMATION = Clause(
    "R105",
    Binding.PROMISE,
    "处理完成后,投诉处理人员应在24小时内与客户取得联系,确认问题是否得到解决",
)


def policy(
    *,
    clock: TargetClock = ELAPSED,
    hand_over_from: str = "classified",
    at_once: timedelta = ZERO,
    extension_needs_consent: bool | Choice = True,
    most_extensions: int | None = None,
) -> Policy:
    """The clocks of a complaint by S3.

    Metrics: `hand_over` (R99), `contact` (R100), `confirmation` (R105), `handling` for urgent
    complaints only (R96), and `solution`: by the instant that the fact `promised_at` holds, which
    the department tells the customer at contact (R100) and which can be extended (R103). A
    dissatisfied customer reopens it (R106); the promise stays, unless it is extended.

    Args:
        clock: whose time counts (C1): the document never says working or calendar time; by
            default all time counts, the reading that is strictest for the company.
        hand_over_from: the event from which the hour runs (C2): "完成记录和分类后", so by
            default the classification, which comes last. "received" promises more than S3 does.
        at_once: what "立即" allows from the classification to the start of handling (C5): the
            document gives no number; by default none, so every second is late.
        extension_needs_consent: whether "协商" needs the customer's consent (C10); False takes
            notice ("说明") for enough, `UNDECIDED` refuses to judge an extension without it.
        most_extensions: how often a date may be extended (C10); the document sets no limit.

    Raises:
        WrongType, InvalidValue: for an argument of another kind, a negative time, no event type.
    """
    counted = choice(
        "C1",
        "counted by the clock that was given, since the document names none",
        "文件未说明工作时间或自然时间,按给定时钟计时",
        "文件未說明工作時間或自然時間,按給定時鐘計時",
    )
    begun = words_of(hand_over_from)
    from_event = choice(
        "C2",
        f"the hour runs from {render(begun, 'en')}",
        f"一小时自“{render(begun, 'zh-Hans')}”起算",
        f"一小時自「{render(begun, 'zh-Hant')}」起算",
    )
    unnumbered = choice(
        "C5",
        "“at once” has no number in the document; this is the company's",
        "“立即”在文件中没有数值,此处为公司自定",
        "“立即”在文件中沒有數值,此處為公司自定",
    )
    consent = {
        True: choice("C10", "consent is needed", "延期须经客户同意", "延期須經客戶同意"),
        False: choice("C10", "notice is enough", "延期告知客户即可", "延期告知客戶即可"),
        UNDECIDED: choice("C10", "not decided yet", "尚未决定", "尚未決定"),
    }[extension_needs_consent]
    return Policy(
        name="complaint_policy",
        metrics=[
            Metric(
                name="hand_over",
                start=hand_over_from,
                stop="handed_over",
                text=Text("hand-over", "信息传递", "信息傳遞"),
            ),
            Metric(
                name="handling",
                start="classified",
                stop=("handling_started", "completed"),
                text=Text("start of handling", "开始处理", "開始處理"),
            ),
            Metric(
                name="contact",
                start="handed_over",
                stop="contacted",
                recurs=True,
                text=Text("contact with the customer", "联系客户", "聯繫客戶"),
            ),
            Metric(
                name="solution",
                start="recorded",
                stop="completed",
                reopen="dissatisfied",
                reopening=Reopening.CONTINUE,
                text=Text("solution", "处理完成", "處理完成"),
            ),
            Metric(
                name="confirmation",
                start="completed",
                stop="confirmed",
                recurs=True,
                text=Text("confirmation with the customer", "客户确认", "客戶確認"),
            ),
        ],
        targets=[
            Target(
                metric="hand_over",
                within=timedelta(hours=1),
                clock=clock,
                clauses=[HAND_OVER, from_event, counted],
            ),
            Target(
                metric="handling",
                within=at_once,
                clock=clock,
                when=when(urgency=Urgency.URGENT),
                clauses=[URGENT_AT_ONCE, unnumbered],
            ),
            Target(
                metric="contact",
                within=timedelta(hours=2),
                clock=clock,
                clauses=[CONTACT, counted],
            ),
            Target(
                metric="solution",
                within=Promised("promised_at"),
                clauses=[CONTACT, EXTENSION, consent],
            ),
            Target(
                metric="confirmation",
                within=timedelta(hours=24),
                clock=clock,
                clauses=[CONFIRMATION, counted],
            ),
        ],
        terminal=("withdrawn", "closed"),
        extensions=ExtensionRule(needs_consent=extension_needs_consent, at_most=most_extensions),
    )
