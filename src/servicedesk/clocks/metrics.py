"""What is timed: which events start, pause, resume, stop, cancel, restart and reopen a clock."""

from typing import Any

from attrs import field, frozen

from servicedesk.errors import InvalidValue, is_a
from servicedesk.incidents import are_keys, is_key, keys
from servicedesk.reasons import Lang, Term, Text


class Reopening(Term):
    """What an event in `Metric.reopen` does to a clock that has ended."""

    NEW_CYCLE = (
        "new_cycle",
        "a new cycle starts; the old verdict stays",
        "重新开始一轮，原结论保留",
        "重新開始一輪，原結論保留",
    )
    CONTINUE = (
        "continue",
        "the clock goes on; the time it was closed counts",
        "继续计时，关闭期间计入",
        "繼續計時，關閉期間計入",
    )
    CONTINUE_WITHOUT_CLOSED = (
        "continue_without_closed",
        "the clock goes on; the time it was closed does not count",
        "继续计时，关闭期间不计",
        "繼續計時，關閉期間不計",
    )
    FROZEN = "frozen", "the verdict stays as it is", "结论不再改变", "結論不再改變"


def _are_types(metric: "Metric", attribute: Any, types: tuple[str, ...]) -> None:
    are_keys(metric, attribute, types)
    if len(set(types)) != len(types):
        where = f"Metric.{attribute.name}"
        raise InvalidValue("an event type listed twice", got=types, where=where)


COLUMNS = ("start", "reopen", "resume", "pause", "stop", "cancel", "restart")
# one event may do these three, since the clock's state says which of them is meant
_BY_STATE = frozenset({"start", "resume", "reopen"})


@frozen(kw_only=True)
class Metric:
    """What is timed: a table from event types to what they do to a clock of this metric.

    Attributes:
        name: its key, as "first_response".
        start: event types that start a clock.
        pause: those that begin a wait, in which no time counts. A wait is a state of the ticket:
            it lasts until a `resume` event (or until the clock ends), and a clock that starts in
            it starts paused.
        resume: those that end a wait.
        stop: those that fulfil what is timed.
        cancel: those that end the clock without a verdict.
        restart: those that fulfil one run and start the next at the same instant (updates at a
            cadence).
        reopen: those that reopen a clock that has ended, as `reopening` says.
        recurs: whether a `start` event after the end starts a new cycle (next reply).
        reopening: what `reopen` events do.
        text: the words for it; without them its name is shown.

    Raises:
        InvalidValue: without a start, or if one event type does two things (a pause that also
            stops). Only start, resume and reopen may share a type: the clock's state says which
            is meant.
    """

    name: str = field(validator=is_key())
    start: tuple[str, ...] = field(converter=keys, validator=_are_types)
    pause: tuple[str, ...] = field(default=(), converter=keys, validator=_are_types)
    resume: tuple[str, ...] = field(default=(), converter=keys, validator=_are_types)
    stop: tuple[str, ...] = field(default=(), converter=keys, validator=_are_types)
    cancel: tuple[str, ...] = field(default=(), converter=keys, validator=_are_types)
    restart: tuple[str, ...] = field(default=(), converter=keys, validator=_are_types)
    reopen: tuple[str, ...] = field(default=(), converter=keys, validator=_are_types)
    recurs: bool = field(default=False, validator=is_a(bool))
    reopening: Reopening = field(
        default=Reopening.CONTINUE_WITHOUT_CLOSED, validator=is_a(Reopening)
    )
    text: Text | None = field(default=None, validator=is_a(Text, optional=True))

    def __attrs_post_init__(self) -> None:
        if not self.start:
            raise InvalidValue("a metric without a start", got=self.name, where="Metric.start")
        for event_type, columns in self.columns().items():
            if len(columns) > 1 and not _BY_STATE.issuperset(columns):
                raise InvalidValue(
                    "one event type does two things",
                    got=f"{event_type}: {', '.join(columns)}",
                    expected="one",
                    where=f"Metric {self.name}",
                )

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Each event type with what it does, in the order in which the doings are tried."""
        found: dict[str, tuple[str, ...]] = {}
        for column in COLUMNS:
            for event_type in getattr(self, column):
                found[event_type] = (*found.get(event_type, ()), column)
        return found

    def label(self, lang: Lang) -> str:
        return self.name if self.text is None else self.text.label(lang)


def check_metrics(metrics: tuple[Metric, ...]) -> None:
    """Refuse two metrics of one name."""
    names = [metric.name for metric in metrics]
    if len(set(names)) != len(names):
        raise InvalidValue("two metrics of one name", got=sorted(names), where="Policy.metrics")


WAITS = ("pause", "waiting_customer", "waiting_vendor", "waiting_third_party")

FIRST_RESPONSE = Metric(
    name="first_response",
    start=("created",),
    stop=("first_response", "agent_reply"),
    text=Text("first response", "首次响应", "首次響應"),
)
NEXT_REPLY = Metric(
    name="next_reply",
    start=("customer_message",),
    stop=("agent_reply",),
    recurs=True,
    text=Text("next reply", "后续答复", "後續答覆"),
)
PERIODIC_UPDATE = Metric(
    name="periodic_update",
    start=("created",),
    restart=("update_sent",),
    cancel=("resolved",),
    reopen=("reopened",),
    reopening=Reopening.NEW_CYCLE,
    text=Text("progress update", "进展通报", "進展通報"),
)
PAUSABLE_UPDATE = Metric(
    name="pausable_update",
    start=("created",),
    pause=WAITS,
    resume=("resume",),
    restart=("update_sent",),
    cancel=("resolved",),
    reopen=("reopened",),
    reopening=Reopening.NEW_CYCLE,
    text=Text("progress update", "进展通报", "進展通報"),
)
TIME_TO_OWN = Metric(
    name="time_to_own",
    start=("created",),
    stop=("assigned",),
    text=Text("time to own", "指派时间", "指派時間"),
)
ARRIVAL = Metric(
    name="arrival",
    start=("visit_requested",),
    stop=("arrived",),
    cancel=("visit_cancelled",),
    recurs=True,
    text=Text("arrival on site", "到达现场", "到達現場"),
)
WORKAROUND = Metric(
    name="workaround",
    start=("created",),
    pause=WAITS,
    resume=("resume",),
    stop=("workaround_given", "resolved"),
    text=Text("workaround", "临时方案", "臨時方案"),
)
RESOLUTION = Metric(
    name="resolution",
    start=("created",),
    pause=WAITS,
    resume=("resume",),
    stop=("resolved",),
    reopen=("reopened",),
    text=Text("resolution", "解决", "解決"),
)
REQUESTER_WAIT = Metric(
    name="requester_wait",
    start=("created",),
    pause=("waiting_customer",),
    resume=("resume", "waiting_vendor", "waiting_third_party"),
    stop=("resolved",),
    reopen=("reopened",),
    text=Text("the requester's wait", "客户等待时间", "客戶等待時間"),
)
AGENT_WORK = Metric(
    name="agent_work",
    start=("created",),
    pause=WAITS,
    resume=("resume",),
    stop=("resolved",),
    reopen=("reopened",),
    text=Text("the agent's work", "坐席处理时间", "坐席處理時間"),
)
TOTAL_RESOLUTION = Metric(
    name="total_resolution",
    start=("created",),
    stop=("resolved",),
    reopen=("reopened",),
    reopening=Reopening.CONTINUE,
    text=Text("total time to resolution", "总解决时间", "總解決時間"),
)
CONFIRMATION = Metric(
    name="confirmation",
    start=("completed",),
    stop=("confirmed",),
    recurs=True,
    text=Text("confirmation with the customer", "客户确认", "客戶確認"),
)
RECOVERY = Metric(
    name="recovery",
    start=("disaster_declared",),
    stop=("recovered",),
    text=Text("recovery", "灾难恢复", "災難恢復"),
)
