"""S3: a software company's complaint-handling policy (客户投诉处理制度), as it promises it.

The numbers are per step: hand-over within 1 h after recording and classifying, contact within
2 h of the department's receipt, confirmation within 24 h after completion. "Within 3 h of
receipt" is promised nowhere (C2). Every value cites its rule and the policy's own words; where
the document leaves a question open the reading is a named argument: what was chosen stands in
each explanation, and `UNDECIDED` leaves it open.

    policy, handling = complaint_policy.policy(), complaint_policy.handling()
    assess(policy, log, {"urgency": Urgency.URGENT}, at=now)

The log's events are those of `complaints.PROCESS`: every one that ends a complaint ends its clocks.
"""

from datetime import timedelta

from servicedesk.calendars import BusinessCalendar
from servicedesk.complaints import ENDINGS, ComplaintPolicy
from servicedesk.contracts import ServiceHours
from servicedesk.decisions import AnyOf, DecisionTable, Flag, OneOf, Row, when
from servicedesk.incidents import Channel
from servicedesk.presets.questions import counted_by, extendable, started_by
from servicedesk.reasons import (
    LANGUAGES,
    Binding,
    Choice,
    Clause,
    Term,
    Text,
    chosen,
    render_duration,
)
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


CHANNELS = Clause(
    "R93",
    Binding.PROMISE,
    "公司应确保多种投诉渠道的畅通,包括专门的投诉电话、电子邮箱、在线客服平台等",
)
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


URGENCY = DecisionTable(
    name="complaint_urgency",
    facts=(
        Flag(
            fact="major_loss",
            text=Text("it may cause a major loss", "可能造成重大损失", "可能造成重大損失"),
        ),
        Flag(
            fact="use_impaired",
            text=Text("normal use is seriously affected", "严重影响正常使用", "嚴重影響正常使用"),
        ),
        OneOf(
            fact="business_effect",
            values=("small", "large"),
            labels=(Text("small", "较小", "較小"), Text("large", "较大", "較大")),
            text=Text("effect on business", "对业务的影响", "對業務的影響"),
        ),
    ),
    outcomes=tuple(level.value for level in Urgency),
    labels=tuple(level.text for level in Urgency),
    text=Text("urgency of a complaint", "投诉紧急程度", "投訴緊急程度"),
    rows=(
        Row(
            id="urgent",
            when=AnyOf((when(major_loss=True), when(use_impaired=True))),
            then=Urgency.URGENT.value,
            clauses=(URGENT_AT_ONCE,),
        ),
        Row(
            id="important",
            when=when(business_effect="large"),
            then=Urgency.IMPORTANT.value,
            clauses=(IMPORTANT,),
        ),
        Row(
            id="general",
            when=when(business_effect="small"),
            then=Urgency.GENERAL.value,
            clauses=(GENERAL,),
        ),
    ),
)
"""How urgent a complaint is (R96 to R98); whoever takes it in judges by it (R90)."""

_AT_ONCE = Text(
    "what “at once” allows is not said",
    "“立即”是多长时间，原文未规定",
    "「立即」是多長時間，原文未規定",
)
_NO_TIME = Text("no time at all", "不留时间", "不留時間")
_SOME_TIME = Text("a time of its own", "另定时限", "另定時限")
_HOTLINE = Text(
    "the hotline of 9:00 to 18:30 in the file is that of the site which hosts it",
    "文件中9:00—18:30的热线属于登载该文件的网站",
    "文件中9:00—18:30的熱線屬於登載該文件的網站",
)
_HOTLINES = {
    False: Text("it is not the company's", "不视为公司的服务时间", "不視為公司的服務時間"),
    True: Text("it is taken for the company's", "视为公司的服务时间", "視為公司的服務時間"),
}
HOTLINE_WEEK = "Mon-Sun 09:00-18:30"


def policy(
    *,
    clock: TargetClock | Choice = ELAPSED,
    hand_over_from: str | Choice = "classified",
    at_once: timedelta | Choice = ZERO,
    extension_needs_consent: bool | Choice = True,
    most_extensions: int | Choice | None = 1,
) -> Policy:
    """The clocks of a complaint by S3.

    Metrics: `hand_over` (R99), `contact` (R100), `confirmation` (R105), `handling` for urgent
    complaints only (R96), and `solution`: by the instant that the fact `promised_at` holds, which
    the department tells the customer at contact (R100) and which can be extended (R103). A
    dissatisfied customer reopens it (R106), as does a new plan after a review or after an outside
    body gave it back; the promise stays, unless it is extended. A complaint that is reopened after
    its end starts a new cycle, due by the date that is told next; the old verdict stays.

    Accepting fulfils the solution and the start of handling; a complaint that ends otherwise
    (withdrawn, lapsed, rerouted, decided outside) ends its open clocks without a verdict.

    Args:
        clock: whose time counts (C1): the document never says working or calendar time; by
            default all time counts, the reading that is strictest for the company.
        hand_over_from: the event from which the hour runs (C2): "完成记录和分类后", so by
            default the classification, which comes last. "received" promises more than S3 does.
        at_once: what "立即" allows from the classification to the start of handling (C5): the
            document gives no number; by default none, so every second is late.
        extension_needs_consent: whether "协商" needs the customer's consent (C10); False takes
            notice ("说明") for enough.
        most_extensions: how often a date may be extended (C10); None sets no limit. The document
            sets none; by default once, since a date that can always move is none.

    Each may be `UNDECIDED`: what needs it is then refused by name.

    Raises:
        WrongType, InvalidValue: for an argument of another kind, a negative time, no event type.
    """
    counted, time = counted_by(clock)
    events = hand_over_from if isinstance(hand_over_from, Choice) else (hand_over_from,)
    begins, begun = started_by(events, "C2", ("classified",), ("received",))
    soon = chosen("C5", _AT_ONCE, _told(at_once), of=(_NO_TIME, _SOME_TIME))
    return Policy(
        name="complaint_policy",
        metrics=[
            Metric(
                name="hand_over",
                start=begins,
                stop="handed_over",
                text=Text("hand-over", "信息传递", "信息傳遞"),
            ),
            Metric(
                name="handling",
                start="classified",
                stop=("handling_started", "completed", "accepted"),
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
                start=("recorded", "reopened"),
                stop=("completed", "accepted"),
                recurs=True,
                reopen=("dissatisfied", "reviewed", "returned_from_outside"),
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
                clock=counted,
                clauses=[HAND_OVER, begun, time],
            ),
            Target(
                metric="handling",
                within=ZERO if isinstance(at_once, Choice) else at_once,
                clock=counted,
                when=when(urgency=Urgency.URGENT),
                clauses=[URGENT_AT_ONCE, soon, time],
            ),
            Target(
                metric="contact",
                within=timedelta(hours=2),
                clock=counted,
                clauses=[CONTACT, time],
            ),
            Target(
                metric="solution",
                within=Promised("promised_at"),
                clauses=[
                    CONTACT,
                    EXTENSION,
                    *extendable(needs_consent=extension_needs_consent, at_most=most_extensions),
                ],
            ),
            Target(
                metric="confirmation",
                within=timedelta(hours=24),
                clock=counted,
                clauses=[CONFIRMATION, time],
            ),
        ],
        terminal=ENDINGS,
        extensions=ExtensionRule(needs_consent=extension_needs_consent, at_most=most_extensions),
    )


def _told(at_once: timedelta | Choice) -> Text | Choice:
    if isinstance(at_once, Choice) or at_once == ZERO:
        return at_once if isinstance(at_once, Choice) else _NO_TIME
    return Text(*(render_duration(at_once, lang) for lang in LANGUAGES))


def handling(
    *,
    most_rounds: int | Choice = 2,
    most_reviews: int | Choice = 1,
    lapse_attempts: int | Choice = 3,
    lapse_days: int | Choice = 14,
    reopen_days: int | Choice = 30,
    extension_needs_consent: bool | Choice = True,
    most_extensions: int | Choice = 1,
    owner_hands_over: bool | Choice = False,
) -> ComplaintPolicy:
    """How complaints are handled by S3, with the bounds that its text lacks.

    Args:
        most_rounds: how often a dissatisfied customer has a new plan (R106, C9). The loop has no
            bound in the text; by default two, then a review or the next level.
        most_reviews: how often another person reviews (C9). S3 has none; by default one, as in S0.
        lapse_attempts: after how many attempts silence ends it (C9): not said. By default three.
        lapse_days: after how many days of silence it ends (C9): not said. By default 14.
        reopen_days: how long it may be reopened (C9): not said. By default 30 days.
        extension_needs_consent: as in `policy` (C10); give both the same.
        most_extensions: as in `policy` (C10); give both the same.
        owner_hands_over: whether who handles it also answers for it after hand-over (C13). By
            default the first contact still does (首问负责制), with the handler beside.

    Each may be `UNDECIDED`: a move that needs it is then refused by name.
    """
    return ComplaintPolicy(
        name="complaint_policy",
        most_rounds=most_rounds,
        most_reviews=most_reviews,
        lapse_attempts=lapse_attempts,
        lapse_days=lapse_days,
        reopen_days=reopen_days,
        timezone="Asia/Shanghai",
        extension_needs_consent=extension_needs_consent,
        most_extensions=most_extensions,
        owner_hands_over=owner_hands_over,
        clauses=(EXTENSION,),
    )


def hours(*, hotline: bool | Choice = False) -> tuple[ServiceHours, ...]:
    """When a complaint is taken in: by phone, e-mail and online (R93), no hours are named.

    Args:
        hotline: whether the hotline of 9:00 to 18:30 that the file carries is the company's
            (C15). By default it is not: it belongs to the site that hosts the file.
    """
    answer = hotline if isinstance(hotline, Choice) else _HOTLINES[hotline]
    named = chosen("C15", _HOTLINE, answer, of=tuple(_HOTLINES.values()))
    desk = BusinessCalendar("Asia/Shanghai", HOTLINE_WEEK)
    return (
        ServiceHours(
            clock=desk if hotline is True else ELAPSED,
            when=when(channel=Channel.PHONE),
            clauses=(CHANNELS, named),
        ),
        ServiceHours(clock=ELAPSED, clauses=(CHANNELS,)),
    )
