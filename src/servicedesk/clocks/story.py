"""The story of one clock, told from the stretches from which its verdict was computed."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.clocks.counting import Phase, Stretch
from servicedesk.clocks.runs import NEW_VERSION, Extension, Ignored
from servicedesk.clocks.targets import BusinessDays, ElapsedTime, Promised, Target, TargetClock
from servicedesk.incidents import fact_text, key_text
from servicedesk.reasons import Reason, ReasonKind, Text
from servicedesk.spans import to_utc

WITHIN = ReasonKind(
    "sla.within",
    "{metric}, cycle {cycle}: {within} on {clock}, target {target}",
    "{metric}（第{cycle}轮）：{within}，按{clock}计时，目标{target}",
    "{metric}（第{cycle}輪）：{within}，按{clock}計時，目標{target}",
)
WITHIN_DAYS = ReasonKind(
    "sla.within_days",
    "{metric}, cycle {cycle}: {days} business days, {rule}, on {clock}, target {target}",
    "{metric}（第{cycle}轮）：{days}个工作日（{rule}），按{clock}计时，目标{target}",
    "{metric}（第{cycle}輪）：{days}個工作日（{rule}），按{clock}計時，目標{target}",
)
BY_PROMISE = ReasonKind(
    "sla.by_promise",
    "{metric}, cycle {cycle}: by the instant promised in {fact}, target {target}",
    "{metric}（第{cycle}轮）：以{fact}所承诺的时刻为准，目标{target}",
    "{metric}（第{cycle}輪）：以{fact}所承諾的時刻為準，目標{target}",
)
ASSUMED = ReasonKind(
    "sla.assumed",
    "assumed, as the strictest that may apply: {unknown} not known yet",
    "尚不知{unknown}，暂按可能适用的最严目标计时",
    "尚不知{unknown}，暫按可能適用的最嚴目標計時",
)
NOT_STARTED = ReasonKind("sla.not_started", "not started yet", "尚未开始计时", "尚未開始計時")
STRETCH = ReasonKind(
    "sla.stretch",
    "{since} to {until}: {phase}, by {event}: {counted} count",
    "{since} 至 {until}：{phase}（事件：{event}），计入{counted}",
    "{since} 至 {until}：{phase}（事件：{event}），計入{counted}",
)
CARRIED = ReasonKind(
    "sla.carried",
    "from {since} another target applies; {carried} carried over",
    "自 {since} 起适用新目标，结转{carried}",
    "自 {since} 起適用新目標，結轉{carried}",
)
EXTENDED = ReasonKind(
    "sla.extended",
    "agreed on {at}: due {new_due} instead of {old_due}; consent: {consent}; reason: {reason}",
    "{at} 约定：期限由 {old_due} 改为 {new_due}；客户同意：{consent}；原因：{reason}",
    "{at} 約定：期限由 {old_due} 改為 {new_due}；客戶同意：{consent}；原因：{reason}",
)
WARNED = ReasonKind(
    "sla.warned",
    "warned since {at}: the lower bound of {warn_after} is past",
    "自 {at} 起预警：已超过下限{warn_after}",
    "自 {at} 起預警：已超過下限{warn_after}",
)
PROVISIONAL = ReasonKind(
    "sla.provisional",
    "provisional: the holidays are not announced that far",
    "暂定：相关日期的节假日安排尚未公布",
    "暫定：相關日期的節假日安排尚未公布",
)
RUNNING = ReasonKind(
    "sla.running",
    "at {at}: {elapsed} counted, due {due}, {remaining} left",
    "截至 {at}：已计{elapsed}，期限 {due}，剩余{remaining}",
    "截至 {at}：已計{elapsed}，期限 {due}，剩餘{remaining}",
)
NO_DUE = ReasonKind(
    "sla.no_due",
    "at {at}: {elapsed} counted; no instant is due: the desk never opens that long, "
    "or no date was promised",
    "截至 {at}：已计{elapsed}；无法确定期限：此后再无足够的营业时间，或尚未承诺日期",
    "截至 {at}：已計{elapsed}；無法確定期限：此後再無足夠的營業時間，或尚未承諾日期",
)
PAUSED = ReasonKind(
    "sla.paused",
    "at {at}: paused since {since} by {by}; {elapsed} counted, {remaining} left; "
    "due {due} if resumed now",
    "截至 {at}：自 {since} 起暂停（事件：{by}）；已计{elapsed}，剩余{remaining}；"
    "若此刻恢复，期限为 {due}",
    "截至 {at}：自 {since} 起暫停（事件：{by}）；已計{elapsed}，剩餘{remaining}；"
    "若此刻恢復，期限為 {due}",
)
MET = ReasonKind(
    "sla.met",
    "met: {by} at {stopped}, due {due}; {elapsed} counted",
    "达标：{stopped} 完成（事件：{by}），期限 {due}；共计{elapsed}",
    "達標：{stopped} 完成（事件：{by}），期限 {due}；共計{elapsed}",
)
BREACHED = ReasonKind(
    "sla.breached",
    "breached: {by} at {stopped}, due {due}; {overrun} over, {elapsed} counted",
    "超时：{stopped} 才完成（事件：{by}），期限 {due}；超出{overrun}，共计{elapsed}",
    "逾時：{stopped} 才完成（事件：{by}），期限 {due}；超出{overrun}，共計{elapsed}",
)
BREACHED_OPEN = ReasonKind(
    "sla.breached_open",
    "breached and still open at {at}: due {due}; {overrun} over, {elapsed} counted",
    "已超时且截至 {at} 仍未完成：期限 {due}；超出{overrun}，已计{elapsed}",
    "已逾時且截至 {at} 仍未完成：期限 {due}；超出{overrun}，已計{elapsed}",
)
CANCELLED = ReasonKind(
    "sla.cancelled",
    "ended without a verdict: {by} at {stopped}; {elapsed} counted",
    "未作结论即终止：{stopped}（事件：{by}）；共计{elapsed}",
    "未作結論即終止：{stopped}（事件：{by}）；共計{elapsed}",
)
IGNORED = ReasonKind(
    "sla.ignored",
    "{metric}: {event} at {at} ignored: {why}",
    "{metric}：{at} 的事件 {event} 不予采用：{why}",
    "{metric}：{at} 的事件 {event} 不予採用：{why}",
)

_TOLD_IN_FULL = timedelta(days=31)


def clock_text(clock: TargetClock) -> Text:
    """Whose time counts, in words."""
    if isinstance(clock, ElapsedTime):
        return Text("elapsed time", "自然时间", "自然時間")
    zone = clock.timezone
    return Text(f"business hours ({zone})", f"营业时间（{zone}）", f"營業時間（{zone}）")


EVENTS = {
    "created": Text("created", "受理", "受理"),
    "received": Text("received", "收到", "收到"),
    "recorded": Text("recorded", "已记录", "已記錄"),
    "classified": Text("classified", "已分类", "已分類"),
    "assigned": Text("assigned", "已指派", "已指派"),
    "handed_over": Text("handed over", "已移交", "已移交"),
    "contacted": Text("customer contacted", "已联系客户", "已聯繫客戶"),
    "handling_started": Text("handling started", "已开始处理", "已開始處理"),
    "first_response": Text("first response", "首次响应", "首次響應"),
    "customer_message": Text("customer's message", "客户来信", "客戶來信"),
    "agent_reply": Text("reply", "客服答复", "客服答覆"),
    "update_sent": Text("progress told", "已通报进展", "已通報進展"),
    "pause": Text("pause", "暂停", "暫停"),
    "waiting_customer": Text("waiting for the customer", "等待客户", "等待客戶"),
    "waiting_vendor": Text("waiting for the vendor", "等待厂商", "等待廠商"),
    "waiting_third_party": Text("waiting for a third party", "等待第三方", "等待第三方"),
    "resume": Text("resumed", "恢复处理", "恢復處理"),
    "visit_requested": Text("visit requested", "已约上门", "已約上門"),
    "visit_arranged": Text("visit arranged", "已反馈上门安排", "已反饋上門安排"),
    "visit_cancelled": Text("visit cancelled", "上门已取消", "上門已取消"),
    "reply_completed": Text("online reply completed", "已完成网上回复", "已完成網上回覆"),
    "disaster": Text("disaster", "灾难发生", "災難發生"),
    "disaster_declared": Text("disaster declared", "宣告灾难", "宣告災難"),
    "key_business_recovered": Text(
        "key business recovered", "部分关键业务已恢复", "部分關鍵業務已恢復"
    ),
    "running_again": Text("running again", "系统已恢复运行", "系統已恢復運行"),
    "recovered": Text("recovered", "已全面恢复", "已全面恢復"),
    "arrived": Text("arrived", "已到场", "已到場"),
    "resolved": Text("resolved", "已解决", "已解決"),
    "completed": Text("completed", "处理完成", "處理完成"),
    "confirmed": Text("confirmed", "客户已确认", "客戶已確認"),
    "dissatisfied": Text("not satisfied", "客户不满意", "客戶不滿意"),
    "reopened": Text("reopened", "重新打开", "重新打開"),
    "cancelled": Text("cancelled", "已取消", "已取消"),
    "withdrawn": Text("withdrawn", "已撤回", "已撤回"),
    "closed": Text("closed", "已关闭", "已關閉"),
    NEW_VERSION: Text("new version of the policy", "策略新版本", "策略新版本"),
}
"""The words of event types that are known; another type names itself."""


def words_of(event: str) -> Text | str:
    """An event type in words, where it is known."""
    return EVENTS.get(event, event)


def target_reason(name: Text | str, cycle: int, target: Target, unknown: tuple[str, ...]) -> Reason:
    """What the clock is held to, by which clauses, and whether that is assumed."""
    because = (ASSUMED(unknown=tuple(map(fact_text, unknown))),) if unknown else ()
    shared: dict[str, Any] = {
        "metric": name,
        "cycle": cycle,
        "target": target.text or (name if target.name == target.metric else key_text(target.name)),
        "clauses": target.clauses,
        "because": because,
    }
    clock = clock_text(target.clock)
    match target.within:
        case timedelta() as within:
            return WITHIN(within=within, clock=clock, **shared)
        case BusinessDays(days=days, rule=rule):
            return WITHIN_DAYS(days=days, rule=rule, clock=clock, **shared)
        case Promised(fact):
            return BY_PROMISE(fact=fact_text(fact), **shared)


def local(target: Target, instant: datetime) -> datetime:
    """The instant as the target's desk reads it."""
    if isinstance(target.clock, ElapsedTime):
        return instant
    return instant.astimezone(ZoneInfo(target.clock.timezone))


def stretch_reasons(target: Target, stretches: Iterable[Stretch]) -> Iterator[Reason]:
    """What happened, stretch by stretch, and below each that counted: open, closed and why.

    What lies within a stretch longer than `_TOLD_IN_FULL` is left to `calendar.explain`.
    """
    for stretch in stretches:
        yield STRETCH(
            because=_within(target, stretch),
            since=local(target, stretch.since),
            until=local(target, stretch.until),
            phase=stretch.phase,
            event=words_of(stretch.by),
            counted=stretch.counted,
        )


def _within(target: Target, stretch: Stretch) -> tuple[Reason, ...]:
    clock = target.clock
    counts = stretch.phase in (Phase.COUNTED, Phase.CLOSED_COUNTED)
    long = to_utc(stretch.until) - to_utc(stretch.since) > _TOLD_IN_FULL
    if isinstance(clock, ElapsedTime) or not counts or long:
        return ()
    return clock.explain(stretch.since, stretch.until).reasons


def extension_reasons(target: Target, extensions: Iterable[Extension]) -> Iterator[Reason]:
    """The new dates that were agreed, each with the old one."""
    for each in extensions:
        yield EXTENDED(
            at=local(target, each.at),
            old_due=None if each.old_due is None else local(target, each.old_due),
            new_due=local(target, each.new_due),
            consent=each.consent,
            reason=each.reason,
        )


def ignored_reason(ignored: Ignored) -> Reason:
    """An event that did nothing, and why."""
    return IGNORED(
        metric=ignored.metric, event=words_of(ignored.type), at=ignored.at, why=ignored.why
    )
