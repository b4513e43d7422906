"""S0: how a customer complains about an ERP, as an article advises it.

The document speaks in norms to the complainant: which channel first, what to bring, where to go
next. `policy` says how a vendor takes part, `PROCESS` is the table of moves that runs; the tables
here answer the complainant's questions. Open questions (C1, C9 to C11) are named arguments.

    decide(RECOURSE, {"official": "unsatisfied", "matter": "contract", "consumer": False, ...})
"""

from datetime import timedelta

from attrs import evolve

from servicedesk.complaints import CHECKLISTS, CIRCUMSTANCES, ENDINGS, PROCESS, ComplaintPolicy
from servicedesk.decisions import DecisionTable, Flag, HitPolicy, OneOf, Row, when
from servicedesk.presets.questions import counted_by
from servicedesk.reasons import (
    LANGUAGES,
    Binding,
    Choice,
    Clause,
    Text,
    chosen,
    render_duration,
)
from servicedesk.sla import ELAPSED, Metric, Policy, Target, TargetClock

__all__ = [
    "CHANNELS",
    "CHECKLISTS",
    "COMPLETENESS",
    "PREPARATION",
    "PROCESS",
    "RECOURSE",
    "patience",
    "policy",
    "recourse",
]


def _advised(ref: str, quote: str) -> Clause:
    return Clause(ref, Binding.NORM, quote)


OFFICIAL = _advised("R1", "官方客服/售后支持 | 所有ERP廠商 | 官網在線客服、熱線、工單、郵件")
BOUGHT_THROUGH = _advised("R2", "購買渠道(代理商/平臺) | 通過代理商或第三方平臺購買的ERP")
OVERSIGHT = _advised("R3", "行業監管/消費者協會 | 涉及合同違約、重大服務質量問題的ERP")
OFFICIAL_FIRST = _advised(
    "R5",
    "遇到問題應優先通過官方渠道反饋,若長時間無有效回應,可考慮向第三方監管或法律途徑維權",
)
MATERIAL = _advised("R6", "出現的軟件bug、服務不到位、功能缺失等問題的截圖或錄屏")
RECORDS = _advised("R6", "合同、發票、溝通記錄等材料")
CONTENTS = _advised("R7", "明確描述遇到的問題,包括發生時間、影響范圍、已嘗試的解決方法")
NUMBERED = _advised("R8", "用戶可隨時通過投訴編號查詢處理進度")
NAMED_HANDLER = _advised("R9", "會根據問題類型分配專人處理,并在工單系統中持續跟進")
REVIEW = _advised("R10", "若對處理結果不滿,還可申請二次復審或升級處理")
NOT_IN_TIME = _advised("R11", "若官方未及時解決,可向上級主管、平臺或行業監管部門反映")
SECURITY = _advised("R15", "保留相關日志、通知監管")
KEPT = _advised("R19", "包括投訴內容、客服回復、處理進度等,便于后續維權或升級申訴")
PRIVATE = _advised("R21", "投訴涉及敏感信息時,注意隱私保護,避免信息泄露")
SECOND_LOOK = _advised("R22", "官方客服復核 | 二次跟進、復審 | 初次投訴無果或處理不滿意 | 重新處理")
AUTHORITY = _advised(
    "R23", "投訴主管部門 | 書面投訴、電話舉報 | 涉及重大合同、數據安全等嚴重問題 | 行政干預"
)
COURTS = _advised("R25", "法律途徑 | 訴訟、仲裁 | 經濟損失大、嚴重違約 | 法律判決")
INSTANCE = _advised("R26", "若無滿意回復,點擊“升級投訴”按鈕,提交至上一級處理")
ACCEPTED = _advised("R27", "誤以為在社交媒體發帖能立即解決問題,實際上需要官方正式受理")
SPECIFIC = _advised("R28", "投訴內容不具體,導致問題反復溝通拖延時間")
WRITTEN = _advised("R29", "始終以書面形式明確投訴內容,保存證據,按流程逐級反饋")
PREPARED = _advised("R30", "包括合同條款、問題截圖、郵件往來等。清晰的時間線和具體案例")
QUANTIFIED = _advised("R31", "例如系統故障率、影響業務的具體環節和經濟損失等")
LEVELS = _advised("R33", "一般ERP廠商如簡道云都設有多級投訴和處理機制")

ARTICLE_3 = Clause(
    "市场监督管理投诉举报处理暂行办法 第三条",
    Binding.NORM,
    reading=Text(
        "only consumers buying for daily needs can complain",
        "仅为生活消费需要的消费者可以投诉",
        "僅為生活消費需要的消費者可以投訴",
    ),
)
_FIRMS = Text(
    "the article sends firms and persons alike to 12315",
    "原文让企业和个人都找12315",
    "原文讓企業和個人都找12315",
)
_MAY_COMPLAIN = {
    True: Text("firms may go there", "企业也可前往投诉", "企業也可前往投訴"),
    False: Text("only consumers may", "仅消费者可以投诉", "僅消費者可以投訴"),
}
_LONG = Text(
    'what is "long without an answer" is not said',
    "“长时间无有效回应”是多久，原文未规定",
    "「長時間無有效回應」是多久，原文未規定",
)
_WEEK = Text("a week", "一周", "一週")
_MONTH = Text("a month", "一个月", "一個月")


def policy(
    *,
    most_rounds: int | Choice = 2,
    most_reviews: int | Choice = 1,
    lapse_attempts: int | Choice = 3,
    lapse_days: int | Choice = 14,
    reopen_days: int | Choice = 30,
    extension_needs_consent: bool | Choice = True,
    most_extensions: int | Choice = 1,
) -> ComplaintPolicy:
    """How a vendor handles complaints by S0: number, named handler, one review, escalation.

    A complaint states when, what is affected and what was tried (R7), asked for where it is
    missing (R28); it has a number (R8) and a named handler (R9); a dissatisfied complainant has a
    second review or escalates (R10, R22), as the vendor has several levels (R33).

    Args:
        most_rounds: how often a new solution is worked out (C9). The document sets no bound; by
            default twice, since after that the review and the next level are open.
        most_reviews: how often another person reviews (C9; R10: "二次復審", so once).
        lapse_attempts: attempts at contact before silence closes it (C9): not said; three.
        lapse_days: days of silence before it is closed (C9): not said; 14.
        reopen_days: how long it may be reopened (C9): not said; 30 days.
        extension_needs_consent: whether a promised date moves only with the complainant's
            consent (C10): extensions are not mentioned; by default it does.
        most_extensions: how often it may move (C10): not mentioned; by default once.

    Each may be `UNDECIDED`: a move that needs it is then refused by name.
    """
    return ComplaintPolicy(
        name="erp_complaints",
        fields=("description", *CIRCUMSTANCES),
        most_rounds=most_rounds,
        most_reviews=most_reviews,
        lapse_attempts=lapse_attempts,
        lapse_days=lapse_days,
        reopen_days=reopen_days,
        timezone="Asia/Shanghai",
        extension_needs_consent=extension_needs_consent,
        most_extensions=most_extensions,
        clauses=(
            CONTENTS,
            NUMBERED,
            NAMED_HANDLER,
            REVIEW,
            KEPT,
            PRIVATE,
            INSTANCE,
            ACCEPTED,
            WRITTEN,
            LEVELS,
        ),
    )


def patience(within: timedelta | Choice, *, clock: TargetClock | Choice = ELAPSED) -> Policy:
    """The clock after which the official channel has been silent for long (R5).

    An answer fulfils it, an end of the complaint without one cancels it, and a complaint that is
    reopened waits for an answer anew.

    Args:
        within: what "長時間無有效回應" means (C9). The document gives no number, so there is no
            default; with `UNDECIDED` nothing is judged.
        clock: whose time counts (C1). By default all time does.
    """
    counted, time = counted_by(clock)
    answer = within if isinstance(within, Choice) else _duration(within)
    long = chosen("C9", _LONG, answer, of=(_WEEK, _MONTH))
    return Policy(
        name="patience",
        metrics=(
            Metric(
                name="effective_answer",
                start=("received", "reopened"),
                stop=("proposed", "completed", "confirmed"),
                recurs=True,
                text=Text("effective answer", "有效回应", "有效回應"),
            ),
        ),
        targets=(
            Target(
                metric="effective_answer",
                within=ANY_LENGTH if isinstance(within, Choice) else within,
                clock=counted,
                clauses=(OFFICIAL_FIRST, long, time),
            ),
        ),
        terminal=ENDINGS,
    )


def _duration(within: timedelta) -> Text:
    return Text(*(render_duration(within, lang) for lang in LANGUAGES))


ANY_LENGTH = timedelta(days=7)
"""What stands there while how long is long is `UNDECIDED`; nobody may use it."""


_BOUGHT_FROM = OneOf(
    fact="bought_from",
    values=("vendor", "agent", "platform"),
    ordered=False,
    labels=(
        Text("the vendor", "厂商", "廠商"),
        Text("an agent", "代理商", "代理商"),
        Text("a platform", "第三方平台", "第三方平臺"),
    ),
    text=Text("bought from", "购买渠道", "購買渠道"),
)
_MATTER = OneOf(
    fact="matter",
    values=("ordinary", "service_quality", "contract", "data_security", "large_loss"),
    ordered=False,
    labels=(
        Text("ordinary", "一般问题", "一般問題"),
        Text("serious service quality", "重大服务质量问题", "重大服務質量問題"),
        Text("breach of contract", "合同违约", "合同違約"),
        Text("data security", "数据安全", "數據安全"),
        Text("large loss", "经济损失大", "經濟損失大"),
    ),
    text=Text("matter", "事由", "事由"),
)
_OFFICIAL = OneOf(
    fact="official",
    values=("not_tried", "waiting", "unanswered", "unsatisfied"),
    ordered=False,
    labels=(
        Text("not tried", "尚未投诉", "尚未投訴"),
        Text("waiting", "等待处理", "等待處理"),
        Text("long without an answer", "长时间无有效回应", "長時間無有效回應"),
        Text("answered without satisfaction", "处理不满意", "處理不滿意"),
    ),
    text=Text("the official channel", "官方渠道", "官方渠道"),
)
_IN_VAIN = ("unanswered", "unsatisfied")

_WHERE_BOUGHT = Text("where it was bought", "购买渠道", "購買渠道")

CHANNELS = DecisionTable(
    name="complaint_channels",
    hit_policy=HitPolicy.COLLECT,
    facts=(_BOUGHT_FROM, _MATTER),
    outcomes=("official", "where_bought", "oversight"),
    labels=(
        Text("the vendor's own channel", "官方客服", "官方客服"),
        _WHERE_BOUGHT,
        Text("industry oversight or consumer body", "行业监管或消费者协会", "行業監管或消費者協會"),
    ),
    text=Text("channels for a complaint", "投诉渠道", "投訴渠道"),
    rows=(
        Row(id="official", then="official", clauses=(OFFICIAL,)),
        Row(
            id="where_bought",
            when=when(bought_from=("agent", "platform")),
            then="where_bought",
            clauses=(BOUGHT_THROUGH,),
        ),
        Row(
            id="oversight",
            when=when(matter=("service_quality", "contract")),
            then="oversight",
            clauses=(OVERSIGHT,),
        ),
    ),
)
"""Which channels there are for a complaint (R1 to R3)."""


def recourse(*, firms_may_complain: bool | Choice = False) -> DecisionTable:
    """Where a complaint may go next: alternatives, not a chain (R5, R10, R11, R15, R22, R23, R25).

    Args:
        firms_may_complain: whether the consumer body (12315) is open to firms too (C11). The
            article says so (R3); by default it is not, since by article 3 of the regulation
            only consumers can complain there. With `UNDECIDED` a firm's case is refused.
    """
    answer = (
        firms_may_complain
        if isinstance(firms_may_complain, Choice)
        else _MAY_COMPLAIN[firms_may_complain]
    )
    named = chosen("C11", _FIRMS, answer, of=tuple(_MAY_COMPLAIN.values()))
    of_firms = () if firms_may_complain is False else (_consumer_row("firm", named, ARTICLE_3),)
    decided: tuple[Clause, ...] = ()
    if isinstance(firms_may_complain, bool):
        decided = (named,) if firms_may_complain else (named, ARTICLE_3)
    return evolve(
        _RECOURSE,
        rows=(*_RECOURSE.rows, _consumer_row("consumer_body", *decided), *of_firms),
    )


def _consumer_row(row: str, *clauses: Clause) -> Row:
    return Row(
        id=row,
        when=when(official=_IN_VAIN, consumer=row == "consumer_body"),
        then="consumer_body",
        clauses=(OVERSIGHT, *clauses),
    )


_RECOURSE = DecisionTable(
    name="complaint_recourse",
    hit_policy=HitPolicy.COLLECT,
    facts=(
        _OFFICIAL,
        _BOUGHT_FROM,
        _MATTER,
        Flag(fact="consumer", ordered=False, text=Text("a consumer", "消费者", "消費者")),
    ),
    outcomes=(
        "wait",
        "complain_officially",
        "second_review",
        "superior",
        "where_bought",
        "authority",
        "consumer_body",
        "court",
    ),
    labels=(
        Text("wait", "等待处理", "等待處理"),
        Text("complain officially first", "先向官方投诉", "先向官方投訴"),
        Text("a second review", "二次复审", "二次複審"),
        Text("its superior", "上级主管", "上級主管"),
        _WHERE_BOUGHT,
        Text("an authority", "投诉主管部门", "投訴主管部門"),
        Text("the consumer body", "消费者协会或12315", "消費者協會或12315"),
        Text("court or arbitration", "诉讼或仲裁", "訴訟或仲裁"),
    ),
    text=Text("where to go next", "下一步途径", "下一步途徑"),
    rows=(
        Row(
            id="official_first",
            when=when(official="not_tried"),
            then="complain_officially",
            clauses=(OFFICIAL_FIRST, OFFICIAL),
        ),
        Row(
            id="wait",
            when=when(official="waiting"),
            then="wait",
            clauses=(OFFICIAL_FIRST, NUMBERED),
        ),
        Row(
            id="review",
            when=when(official="unsatisfied"),
            then="second_review",
            clauses=(REVIEW, SECOND_LOOK),
        ),
        Row(
            id="superior",
            when=when(official=_IN_VAIN),
            then="superior",
            clauses=(NOT_IN_TIME, REVIEW, LEVELS),
        ),
        Row(
            id="where_bought",
            when=when(official=_IN_VAIN, bought_from=("agent", "platform")),
            then="where_bought",
            clauses=(NOT_IN_TIME, BOUGHT_THROUGH),
        ),
        Row(
            id="authority",
            when=when(official=_IN_VAIN, matter=("service_quality", "contract")),
            then="authority",
            clauses=(NOT_IN_TIME, OVERSIGHT, AUTHORITY),
        ),
        Row(
            id="data_security",
            when=when(matter="data_security"),
            then="authority",
            clauses=(SECURITY, AUTHORITY),
        ),
        Row(
            id="court",
            when=when(official=_IN_VAIN, matter=("large_loss", "contract")),
            then="court",
            clauses=(COURTS, OFFICIAL_FIRST),
        ),
    ),
)

RECOURSE = recourse()
"""Where a complaint may go next, with C11 decided as it is by default."""


def _asking(
    name: str, title: Text, missing: tuple[tuple[str, Text, tuple[Clause, ...]], ...]
) -> DecisionTable:
    complete = when(**{f"has_{key}": True for key, _, _ in missing})
    return DecisionTable(
        name=name,
        hit_policy=HitPolicy.COLLECT,
        facts=tuple(Flag(fact=f"has_{key}", ordered=False, text=text) for key, text, _ in missing),
        outcomes=("complete", *(key for key, _, _ in missing)),
        labels=(
            Text("nothing missing", "内容完整", "內容完整"),
            *(Text(f"missing: {t.en}", f"缺{t.zh_hans}", f"缺{t.zh_hant}") for _, t, _ in missing),
        ),
        text=title,
        rows=(
            Row(id="complete", when=complete, then="complete", clauses=missing[0][2]),
            *(
                Row(id=key, when=when(**{f"has_{key}": False}), then=key, clauses=clauses)
                for key, _, clauses in missing
            ),
        ),
    )


COMPLETENESS = _asking(
    "complaint_completeness",
    Text("what a complaint lacks", "投诉内容完整性", "投訴內容完整性"),
    (
        ("occurred_at", Text("when it happened", "发生时间", "發生時間"), (CONTENTS, SPECIFIC)),
        ("scope", Text("what it affects", "影响范围", "影響範圍"), (CONTENTS, SPECIFIC)),
        ("tried", Text("what was tried", "已尝试的方法", "已嘗試的方法"), (CONTENTS, SPECIFIC)),
    ),
)
"""What a complaint still lacks when it comes in (R7, R28)."""

PREPARATION = _asking(
    "complaint_preparation",
    Text("what to bring", "投诉材料准备", "投訴材料準備"),
    (
        ("screenshot", Text("screenshot or recording", "截图或录屏", "截圖或錄屏"), (MATERIAL,)),
        ("contract", Text("contract", "合同", "合同"), (RECORDS, PREPARED)),
        ("invoice", Text("invoice", "发票", "發票"), (RECORDS,)),
        ("communication", Text("communication", "沟通记录", "溝通記錄"), (RECORDS, PREPARED)),
        ("timeline", Text("timeline", "时间线", "時間線"), (PREPARED,)),
        ("failure_rate", Text("failure rate", "故障率", "故障率"), (QUANTIFIED,)),
        ("affected_process", Text("affected process", "受影响环节", "受影響環節"), (QUANTIFIED,)),
        ("loss", Text("loss", "经济损失", "經濟損失"), (QUANTIFIED,)),
    ),
)
"""What a complainant does well to bring (R6, R30, R31)."""
