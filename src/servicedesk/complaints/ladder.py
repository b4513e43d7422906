"""Where a complaint can go, when it may go there, and the deadlines of those who decide there.

The rungs are alternatives once the company has not solved it in time (R11), not a chain; data
security, large loss and serious breach may jump (R15, R23, R25). A business buyer cannot lodge a
consumer complaint, but may report (C11).
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import field, frozen

from servicedesk.calendars import BusinessCalendar, ClosedStart, CombinedCalendar
from servicedesk.errors import InvalidValue, OutOfRange, are, check_aware, check_type, is_a
from servicedesk.incidents import FactValue, is_key
from servicedesk.reasons import Binding, Clause, Reason, ReasonKind, Term, Text, choice
from servicedesk.spans import to_utc


class Forum(Term):
    """An outside body (R2, R3, R11, R25)."""

    AGENT = (
        "agent",
        "the agent or platform it was bought from",
        "购买渠道（代理商/平台）",
        "購買渠道（代理商/平臺）",
    )
    CONSUMER_BODY = (
        "consumer_body",
        "consumer complaint (12315, consumer association)",
        "消费投诉（12315、消费者协会）",
        "消費投訴（12315、消費者協會）",
    )
    REPORT = "report", "report to the regulator (举报)", "向监管部门举报", "向監管部門舉報"
    REGULATOR = (
        "regulator",
        "industry regulator or competent authority",
        "行业监管/主管部门",
        "行業監管/主管部門",
    )
    ASSOCIATION = "association", "industry association", "行业协会", "行業協會"
    ARBITRATION = "arbitration", "arbitration", "仲裁", "仲裁"
    COURT = "court", "court", "诉讼", "訴訟"


INTERNAL_LEVELS = (
    Text("the handler", "处理人员", "處理人員"),
    Text("a superior or another reviewer", "上级主管或复审人", "上級主管或復審人"),
    Text("the supervision and coordination group", "监督与协调小组", "監督與協調小組"),
)
"""The vendor's own levels (R10, R33, R92); outside bodies come after them."""

_JUMPS = {
    "data_security": (Text("data security", "数据安全", "數據安全"), Clause("R15", Binding.NORM)),
    "large_loss": (Text("a large loss", "经济损失大", "經濟損失大"), Clause("R25", Binding.NORM)),
    "serious_breach": (
        Text("a serious breach", "严重违约", "嚴重違約"),
        Clause("R23", Binding.NORM),
    ),
}
_SELLERS = {
    "vendor": Text("the vendor", "厂商", "廠商"),
    "agent": Text("an agent", "代理商", "代理商"),
    "platform": Text("a platform", "第三方平台", "第三方平臺"),
}
_RESELLERS = ("agent", "platform")
_NOT_FOR_FIRMS = choice(
    "C11",
    "by article 3 of the regulation only consumers can complain, firms can report",
    "按规定第三条仅消费者可以投诉，企业只能举报",
    "按規定第三條僅消費者可以投訴，企業只能舉報",
)

BOUGHT_THERE = ReasonKind(
    "complaint.bought_there",
    "{forum}: only for what was bought there; this was bought from {seller}",
    "{forum}：仅限经其购买的产品；本产品购自{seller}",
    "{forum}：僅限經其購買的產品；本產品購自{seller}",
)
CONSUMERS_ONLY = ReasonKind(
    "complaint.consumers_only",
    "{forum}: only a consumer buying for daily life can complain there; a business buyer may"
    " report instead",
    "{forum}：仅限为生活消费的消费者；企业购买者可改为举报",
    "{forum}：僅限為生活消費的消費者；企業購買者可改為舉報",
)
FORUM_OPEN = ReasonKind(
    "complaint.forum_open", "{forum}: open", "{forum}：可受理", "{forum}：可受理"
)
JUMP = ReasonKind(
    "complaint.jump",
    "{trigger} allows the jump outside",
    "{trigger}：可直接转外部",
    "{trigger}：可直接轉外部",
)


def weigh_forum(forum: Forum, facts: Mapping[str, FactValue]) -> tuple[bool, Reason]:
    """Whether a body is open to this complainant, and why (R2, C11).

    Looks at the facts `seller` ("vendor", "agent", "platform"), `party` ("consumer", "business")
    and `purpose` ("daily_life", "business"). A consumer complaint needs both to be known.
    """
    seller = facts.get("seller", "vendor")
    if forum is Forum.AGENT and seller not in _RESELLERS:
        return False, BOUGHT_THERE(
            forum=forum,
            seller=_SELLERS.get(str(seller), str(seller)),
            clauses=[Clause("R2", Binding.NORM)],
        )
    consumer = facts.get("party") == "consumer" and facts.get("purpose") == "daily_life"
    if forum is Forum.CONSUMER_BODY and not consumer:
        return False, CONSUMERS_ONLY(
            forum=forum,
            clauses=[_NOT_FOR_FIRMS, Clause("R3", Binding.NORM)],
        )
    return True, FORUM_OPEN(forum=forum, clauses=[Clause("R11", Binding.NORM)])


def jump_of(facts: Mapping[str, FactValue]) -> Reason | None:
    """Why outside bodies may be asked at once, if they may."""
    trigger = facts.get("trigger")
    found = _JUMPS.get(str(trigger)) if trigger is not None else None
    return None if found is None else JUMP(trigger=found[0], clauses=[found[1]])


class DeadlineUnit(Term):
    """What a deadline counts."""

    HOURS = "hours", "hours", "小时", "小時"
    CALENDAR_DAYS = "calendar_days", "calendar days", "自然日", "自然日"
    WORKING_DAYS = "working_days", "working days", "工作日", "工作日"
    WEEKS = "weeks", "weeks", "周", "週"


DEADLINE = ReasonKind(
    "complaint.deadline",
    "{deadline}: {within} from {start}, due {due}",
    "{deadline}：自{start}起{within}，截止{due}",
    "{deadline}：自{start}起{within}，截止{due}",
)
PROVISIONAL = ReasonKind(
    "complaint.provisional",
    "provisional: the holidays are not announced that far",
    "暂定：相关日期的节假日安排尚未公布",
    "暫定：相關日期的節假日安排尚未公布",
)
NOT_VERIFIED = ReasonKind(
    "complaint.not_verified",
    "this deadline has not been verified against its source ({source}): check before relying on it",
    "该期限尚未对照来源核实（{source}），使用前请核对",
    "該期限尚未對照來源核實（{source}），使用前請核對",
)


@frozen(kw_only=True)
class Deadline:
    """A deadline that a regulator or platform sets, as dated data.

    Attributes:
        key: its name.
        text: what must be done by then.
        jurisdiction: whose it is, as "CN", "UK".
        since, until: the civil dates from which and until before which it holds.
        amount, unit: how long.
        starts_with: the event type from which it counts.
        source: the document that sets it, cited in its own language.
        verified: whether it was checked against the official text.
    """

    key: str = field(validator=is_key())
    text: Text = field(validator=is_a(Text))
    jurisdiction: str = field(validator=is_a(str))
    since: date | None = field(default=None, validator=is_a(date, optional=True))
    until: date | None = field(default=None, validator=is_a(date, optional=True))
    amount: int = field(validator=is_a(int))
    unit: DeadlineUnit = field(validator=is_a(DeadlineUnit))
    starts_with: str = field(validator=is_key())
    source: str = field(validator=is_a(str))
    verified: bool = field(validator=is_a(bool))

    def __attrs_post_init__(self) -> None:
        where = f"Deadline {self.key}"
        if not 1 <= self.amount <= 10_000:
            raise OutOfRange(
                "the time of a deadline", got=self.amount, expected="1 to 10000", where=where
            )
        if self.since and self.until and self.until <= self.since:
            raise InvalidValue("it ends before it begins", got=str(self.until), where=where)
        if not self.source.strip():
            raise InvalidValue("a deadline needs its source", got=self.source, where=where)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a civil date."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@frozen(kw_only=True)
class DueOutside:
    """By when a deadline ends.

    Attributes:
        deadline: the deadline.
        due: the instant at which it is over.
        provisional: whether it counts working days on dates whose holidays are not announced yet.
        reasons: how it was reckoned, and what is doubtful about it.
    """

    deadline: Deadline = field(validator=is_a(Deadline))
    due: datetime = field(eq=to_utc)
    provisional: bool = field(default=False, validator=is_a(bool))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))


def deadlines_on(
    deadlines: tuple[Deadline, ...], day: date, *, jurisdiction: str
) -> tuple[Deadline, ...]:
    """Those of a jurisdiction that hold on a civil date."""
    return tuple(
        each for each in deadlines if each.jurisdiction == jurisdiction and each.holds_on(day)
    )


def due_outside(
    deadline: Deadline, start: datetime, calendar: BusinessCalendar | CombinedCalendar
) -> DueOutside:
    """By when a deadline that starts at an instant ends, on a calendar of its working days.

    Days end with the civil date in the calendar's zone; the day of the start is not counted. An
    unverified deadline says so in its reasons, and so does one whose working days lie beyond the
    holidays that are announced: it is provisional.

    Raises:
        NaiveDatetime: for a start without an offset.
        OutOfRange: for an end beyond the year 9999, or of working days beyond 2199.
        Unreachable: if the calendar does not open on so many days.
    """
    check_type(deadline, Deadline, where="deadline")
    check_aware(start, "start")
    check_type(calendar, BusinessCalendar, CombinedCalendar, where="calendar")
    try:
        due = _ends(deadline, start, calendar)
    except OverflowError:
        raise OutOfRange(
            "it ends beyond the calendar",
            got=f"{start.isoformat()} and {deadline.amount} {deadline.unit.value}",
            expected="an end before the year 10000",
            where=f"Deadline {deadline.key}",
        ) from None
    in_working_days = deadline.unit is DeadlineUnit.WORKING_DAYS
    # it is over when its last day is
    provisional = in_working_days and calendar.is_provisional(due - timedelta(microseconds=1))
    doubts = [] if deadline.verified else [NOT_VERIFIED(source=deadline.source)]
    if provisional:
        doubts.append(PROVISIONAL())
    reason = DEADLINE(
        deadline=deadline.text,
        within=_counted(deadline),
        start=start,
        due=due,
        clauses=[Clause(deadline.source, Binding.NORM)],
        because=doubts,
    )
    return DueOutside(deadline=deadline, due=due, provisional=provisional, reasons=(reason,))


# what Chinese puts between a number and what it counts
_MEASURES = {DeadlineUnit.CALENDAR_DAYS: "个", DeadlineUnit.WORKING_DAYS: "个"}


def _counted(deadline: Deadline) -> Text:
    amount, unit = deadline.amount, deadline.unit
    measure = _MEASURES.get(unit, "")
    return Text(
        f"{amount} {unit.label('en')}" if amount > 1 else f"1 {unit.label('en').removesuffix('s')}",
        f"{amount}{measure}{unit.label('zh-Hans')}",
        f"{amount}{measure.replace('个', '個')}{unit.label('zh-Hant')}",
    )


def _ends(
    deadline: Deadline, start: datetime, calendar: BusinessCalendar | CombinedCalendar
) -> datetime:
    zone = ZoneInfo(calendar.timezone)
    here = start.astimezone(zone)
    match deadline.unit:
        case DeadlineUnit.HOURS:
            return (to_utc(start) + timedelta(hours=deadline.amount)).astimezone(zone)
        case DeadlineUnit.WEEKS:
            last = here.date() + timedelta(weeks=deadline.amount)
        case DeadlineUnit.CALENDAR_DAYS:
            last = here.date() + timedelta(days=deadline.amount)
        case DeadlineUnit.WORKING_DAYS:
            last = calendar.add_business_days(
                start, deadline.amount, closed_start=ClosedStart.SAME_DATE
            ).date()
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
