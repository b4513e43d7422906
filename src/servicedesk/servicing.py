"""The life of an ordinary request: intake, the mode of service, remote first, visit, fix, sign-off.

`SERVICE_REQUEST` is the table that runs: remote before a visit (R35, R36), the visit's arrangement
(R129), feedback with cause, solution and prevention (R41), follow-up until it is thoroughly solved
(R81), the customer's check and signature (R137). `MODE` chooses how to serve (R126). Its events
are those that `servicedesk.sla` times.
"""

from attrs import evolve, field, frozen

from servicedesk.decisions import (
    DecisionTable,
    Flag,
    HitPolicy,
    Is,
    Row,
    when,
)
from servicedesk.errors import are, check_type, several
from servicedesk.incidents import Event, Facts, is_key
from servicedesk.lifecycles import Guard, Lifecycle, Move, State, Step, next_steps, step
from servicedesk.reasons import Binding, Clause, Term, Text


class Mode(Term):
    """How a request is served (R126); the members have no order."""

    PHONE = "phone", "by phone", "电话服务", "電話服務"
    ONLINE = "online", "online", "网上服务", "網上服務"
    ON_SITE = "on_site", "on site", "上门服务", "上門服務"
    ROUTINE = "routine", "routine visit", "例行服务", "例行服務"


def _promised(ref: str) -> tuple[Clause, ...]:
    return (Clause(ref, Binding.PROMISE),)


def _advised(ref: str) -> tuple[Clause, ...]:
    return (Clause(ref, Binding.NORM),)


MODE = DecisionTable(
    name="service_mode",
    facts=(
        Flag(
            fact="fee_season_visit",
            ordered=False,
            text=Text("a proactive visit in the fee season", "收费期主动上门", "收費期主動上門"),
        ),
        Flag(
            fact="beyond_customer",
            ordered=False,
            text=Text(
                "sudden or technical, beyond the customer",
                "突发或技术性强，客户无法自行解决",
                "突發或技術性強，客戶無法自行解決",
            ),
        ),
        Flag(
            fact="needs_diagnosis",
            ordered=False,
            text=Text("needs remote diagnosis", "需远程诊断", "需遠程診斷"),
        ),
    ),
    outcomes=tuple(mode.value for mode in Mode),
    labels=tuple(mode.text for mode in Mode),
    text=Text("way of service", "服务方式", "服務方式"),
    hit_policy=HitPolicy.FIRST,
    rows=(
        Row(
            id="routine",
            when=when(fee_season_visit=True),
            then="routine",
            clauses=_promised("R126"),
        ),
        Row(
            id="on_site", when=when(beyond_customer=True), then="on_site", clauses=_promised("R126")
        ),
        Row(id="online", when=when(needs_diagnosis=True), then="online", clauses=_promised("R126")),
        Row(
            id="phone",
            when=when(fee_season_visit=False, beyond_customer=False, needs_diagnosis=False),
            then="phone",
            clauses=_promised("R126"),
        ),
    ),
)
"""How to serve a request (R126): routine visits in the fee season, on site what is beyond the
customer, online what needs diagnosis, by phone minor faults and advice. Which goes first where
two apply the document does not say; this order is ours."""


REMOTE_FIRST = Guard(
    key="remote_first",
    holds=Is("remote_outcome", ("failed", "impossible")),
    text=Text(
        "remote help has failed or is impossible",
        "远程处理未能解决或无法进行",
        "遠程處理未能解決或無法進行",
    ),
    clauses=(*_advised("R35"), *_advised("R36")),
)
THOROUGHLY_SOLVED = Guard(
    key="thoroughly_solved",
    holds=Is("solved", (True,)),
    text=Text("the customer finds it solved", "客户确认已彻底解决", "客戶確認已徹底解決"),
    clauses=_advised("R81"),
)

_OPEN = ("received", "accepted", "remote", "visit_arranged", "on_site", "fixed", "told")

SERVICE_REQUEST = Lifecycle(
    name="service_request",
    initial="received",
    states=(
        State(key="received", text=Text("received", "已接到", "已接到")),
        State(key="accepted", text=Text("accepted", "已受理", "已受理")),
        State(key="remote", text=Text("served remotely", "远程处理中", "遠程處理中")),
        State(key="visit_arranged", text=Text("visit arranged", "已安排上门", "已安排上門")),
        State(key="on_site", text=Text("served on site", "现场处理中", "現場處理中")),
        State(key="fixed", text=Text("fixed", "已修复", "已修復")),
        State(key="told", text=Text("customer told", "已反馈客户", "已反饋客戶")),
        State(
            key="signed", text=Text("signed off", "客户已签字确认", "客戶已簽字確認"), final=True
        ),
        State(key="withdrawn", text=Text("withdrawn", "已撤回", "已撤回"), final=True),
    ),
    moves=(
        Move(
            event="recorded",
            sources="received",
            to="accepted",
            needs=("fault_time", "symptom", "steps_taken"),
            by=("agent",),
            text=Text("record the request", "登记申告", "登記申告"),
            clauses=(*_advised("R34"), *_promised("R132")),
        ),
        Move(
            event="remote_started",
            sources=("accepted", "told"),
            to="remote",
            by=("engineer",),
            text=Text("help remotely", "远程处理", "遠程處理"),
            clauses=_advised("R35"),
        ),
        Move(
            event="remote_failed",
            sources="remote",
            needs=("remote_outcome",),
            by=("engineer",),
            text=Text("note that remote help failed", "记录远程未能解决", "記錄遠程未能解決"),
            clauses=_advised("R36"),
        ),
        Move(
            event="visit_arranged",
            sources=("accepted", "remote", "told"),
            to="visit_arranged",
            needs=("promised_at",),
            guards=(REMOTE_FIRST,),
            by=("agent", "engineer"),
            text=Text("arrange a visit", "安排上门", "安排上門"),
            clauses=_promised("R129"),
        ),
        Move(
            event="arrived",
            sources="visit_arranged",
            to="on_site",
            by=("engineer",),
            text=Text("arrive on site", "到达现场", "到達現場"),
            clauses=_advised("R36"),
        ),
        Move(
            event="resolved",
            sources=("accepted", "remote", "on_site"),
            to="fixed",
            by=("engineer",),
            text=Text("fix it", "完成修复", "完成修復"),
        ),
        Move(
            event="feedback_given",
            sources="fixed",
            to="told",
            needs=("cause", "solution", "prevention"),
            by=("engineer",),
            text=Text(
                "tell cause, solution and prevention",
                "反馈原因、解决办法和预防措施",
                "反饋原因、解決辦法和預防措施",
            ),
            clauses=_advised("R41"),
        ),
        Move(
            event="followed_up",
            sources="told",
            needs=("solved",),
            by=("agent", "engineer"),
            text=Text("follow up", "跟进回访", "跟進回訪"),
            clauses=_advised("R81"),
        ),
        Move(
            event="reopened",
            sources=("fixed", "told"),
            to="accepted",
            by=("customer", "agent"),
            text=Text("not solved: go on", "未解决，继续处理", "未解決，繼續處理"),
            clauses=_advised("R81"),
        ),
        Move(
            event="signed_off",
            sources="told",
            to="signed",
            needs=("signed_by",),
            guards=(THOROUGHLY_SOLVED,),
            by=("customer",),
            text=Text("check and sign the service record", "检查并签署服务单", "檢查並簽署服務單"),
            clauses=_promised("R137"),
        ),
        Move(
            event="withdrawn",
            sources=_OPEN,
            to="withdrawn",
            by=("customer",),
            text=Text("withdraw", "撤回", "撤回"),
        ),
    ),
)


@frozen(kw_only=True)
class ServiceRequest:
    """A request on its way.

    Attributes:
        state: its state in `SERVICE_REQUEST`.
        facts: what is known of it.
        log: the events that brought it here, archived (R132).
    """

    state: str = field(default=SERVICE_REQUEST.initial, validator=is_key())
    facts: Facts = field(factory=Facts, converter=Facts)
    log: tuple[Event, ...] = field(default=(), converter=several, validator=are(Event))

    def __attrs_post_init__(self) -> None:
        SERVICE_REQUEST.state(self.state)


def advance(request: ServiceRequest, event: Event) -> ServiceRequest:
    """The request after an event.

    The facts that the event brings are known to its guards. What a finished repair has told is
    forgotten when the request is reopened, so that it is told and asked anew.

    Raises:
        MoveRefused: if it cannot happen now, or lacks something; the message names what.
    """
    check_type(request, ServiceRequest, where="request")
    check_type(event, Event, where="event")
    facts = request.facts | event.changes
    move = step(SERVICE_REQUEST, request.state, event.type, facts)
    if event.type == "reopened":
        kept = {name: value for name, value in facts.items() if name not in _ASKED_ANEW}
        facts = Facts(kept)
    return evolve(request, state=move.to or request.state, facts=facts, log=(*request.log, event))


_ASKED_ANEW = ("solved", "cause", "solution", "prevention", "remote_outcome", "promised_at")


def possible(request: ServiceRequest) -> tuple[Step, ...]:
    """What may happen next, who may do it, and what it still needs."""
    check_type(request, ServiceRequest, where="request")
    return next_steps(SERVICE_REQUEST, request.state, request.facts)
