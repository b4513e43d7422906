"""What must hold before a complaint moves on, each in words that say what to mend."""

from servicedesk.decisions.conditions import AnyOf, Between, Condition, Is, Not
from servicedesk.lifecycles import Guard
from servicedesk.reasons import Binding, Clause, Text


def said(*refs: str, binding: Binding = Binding.PROMISE) -> tuple[Clause, ...]:
    """These rules, as S3 and S4 promise them."""
    return tuple(Clause(ref, binding) for ref in refs)


def advice(*refs: str) -> tuple[Clause, ...]:
    """These rules, as S0 to S2 advise them."""
    return said(*refs, binding=Binding.NORM)


def to_decide(question: str, choice: Text) -> Guard:
    """The choice that stands in the way of a move for as long as the policy leaves it open."""
    return _guard(
        "to_decide",
        Is("decided", (True,)),
        Text(
            f"the policy has not decided: {choice.en}",
            f"政策尚未决定：{choice.zh_hans}",
            f"政策尚未決定：{choice.zh_hant}",
        ),
        (Clause(question, Binding.OPEN),),
    )


def _guard(key: str, holds: Condition, text: Text, clauses: tuple[Clause, ...] = ()) -> Guard:
    return Guard(key=key, holds=holds, text=text, clauses=clauses)


OFFICIALLY_ACCEPTED = _guard(
    "officially_accepted",
    AnyOf((Not(Is("channel", ("social",))), Is("officially_accepted", (True,)))),
    Text(
        "a post on social media is a complaint only once the company has officially accepted it",
        "社交媒体上的内容须经官方正式受理才算投诉",
        "社交媒體上的內容須經官方正式受理才算投訴",
    ),
    advice("R27"),
)
IS_COMPLAINT = _guard(
    "is_complaint",
    Not(Is("feedback", ("fault", "suggestion"))),
    Text(
        "a complaint; a fault or a suggestion takes its own way",
        "须为投诉；软件故障与优化建议另行处理",
        "須為投訴；軟件故障與優化建議另行處理",
    ),
    said("R107"),
)
OTHER_KIND = _guard(
    "other_kind",
    Is("feedback", ("fault", "suggestion")),
    Text("it is a fault or a suggestion", "属于软件故障或优化建议", "屬於軟件故障或優化建議"),
    said("R107"),
)
HAS_HANDLER = _guard(
    "has_handler",
    Is("has_handler", (True,)),
    Text("it has been handed over to a handler", "已移交处理人员", "已移交處理人員"),
    (*advice("R9"), *said("R99")),
)
IN_DEPARTMENTS = _guard(
    "in_departments",
    Between("departments", low=1),
    Text("at least one department concerned", "至少涉及一个部门", "至少涉及一個部門"),
    said("R101"),
)
COORDINATED = _guard(
    "coordinated",
    AnyOf((Between("departments", high=1), Is("coordinated", (True,)))),
    Text(
        "several departments need the record of a coordination meeting",
        "涉及多个部门的，须有协调会议记录",
        "涉及多個部門的，須有協調會議記錄",
    ),
    said("R101"),
)
PROMISED = _guard(
    "promised",
    Is("promised", (True,)),
    Text("a date that has been promised", "已向客户告知处理期限", "已向客戶告知處理期限"),
    said("R103"),
)
OF_THE_SOLUTION = _guard(
    "of_the_solution",
    Is("extends", ("solution",)),
    Text(
        'extends="solution": what is extended is the promised solution',
        "extends须为solution：延期的是答应的处理期限",
        "extends須為solution：延期的是答應的處理期限",
    ),
    said("R103"),
)
NOT_OVERDUE = _guard(
    "not_overdue",
    Is("overdue", (False,)),
    Text("a promise is extended before it is due", "延期须在到期之前协商", "延期須在到期之前協商"),
    said("R103"),
)
CONSENT = _guard(
    "consent",
    AnyOf((Is("needs_consent", (False,)), Is("consent", (True,)))),
    Text("the customer's consent to the new date", "客户同意新的期限", "客戶同意新的期限"),
    (*said("R103"), Clause("C10", Binding.CHOICE)),
)
EXTENSIONS_LEFT = _guard(
    "extensions_left",
    Between("extensions_left", low=1),
    Text("an extension left by the policy", "政策允许的延期次数未用完", "政策允許的延期次數未用完"),
    (Clause("C10", Binding.CHOICE),),
)
ROUNDS_LEFT = _guard(
    "rounds_left",
    Between("rounds_left", low=1),
    Text(
        "a round of new solutions left; ask for a review or refer it outside instead",
        "重新制定方案的轮次未用完；否则可申请复审或转外部处理",
        "重新制定方案的輪次未用完；否則可申請復審或轉外部處理",
    ),
    (*said("R106"), Clause("C9", Binding.CHOICE)),
)
REVIEWS_LEFT = _guard(
    "reviews_left",
    Between("reviews_left", low=1),
    Text(
        "a review left; escalate or refer it outside instead",
        "复审次数未用完；否则可升级或转外部处理",
        "復審次數未用完；否則可升級或轉外部處理",
    ),
    advice("R10", "R22"),
)
OTHER_REVIEWER = _guard(
    "other_reviewer",
    Is("other_reviewer", (True,)),
    Text(
        "a reviewer who has not handled it",
        "复审人须为未经手的其他人员",
        "復審人須為未經手的其他人員",
    ),
    advice("R10"),
)
SILENT = _guard(
    "silent",
    Is("silence_over", (True,)),
    Text(
        "attempts at contact, notice and waiting time as the policy demands",
        "须按规定次数联系、通知并等待期满",
        "須按規定次數聯繫、通知並等待期滿",
    ),
    (Clause("C9", Binding.CHOICE),),
)
CAUSE_TO_ESCALATE = _guard(
    "cause_to_escalate",
    AnyOf(
        (
            Is("overdue", (True,)),
            Is("dissatisfied", (True,)),
            Is("trigger", ("data_security", "large_loss", "serious_breach", "bad_attitude")),
        )
    ),
    Text(
        "overdue, a dissatisfied complainant, or a trigger (data security, large loss, serious"
        " breach, bad attitude)",
        "逾期、投诉人不满意，或有触发情形（数据安全、重大损失、严重违约、态度恶劣）",
        "逾期、投訴人不滿意，或有觸發情形（數據安全、重大損失、嚴重違約、態度惡劣）",
    ),
    advice("R10", "R11", "R13", "R26", "R33"),
)
LEVELS_LEFT = _guard(
    "levels_left",
    Between("levels_left", low=1),
    Text(
        "a higher level inside the company; refer it outside instead",
        "公司内部仍有更高层级；否则可转外部处理",
        "公司內部仍有更高層級；否則可轉外部處理",
    ),
    advice("R11", "R33"),
)
IN_TIME_TO_REOPEN = _guard(
    "in_time_to_reopen",
    Is("in_time_to_reopen", (True,)),
    Text(
        "still within the time for reopening; lodge a new complaint and link it instead",
        "仍在可重开期限内；逾期请另行投诉并关联",
        "仍在可重開期限內；逾期請另行投訴並關聯",
    ),
    (Clause("C9", Binding.CHOICE),),
)
OUTSIDE_MAY_BE_ASKED = _guard(
    "outside_may_be_asked",
    Is("outside_may_be_asked", (True,)),
    Text(
        "the internal levels are exhausted or overdue, or data security, large loss or serious"
        " breach allow the jump",
        "内部层级已用尽或逾期，或因数据安全、重大损失、严重违约可直接转外部",
        "內部層級已用盡或逾期，或因數據安全、重大損失、嚴重違約可直接轉外部",
    ),
    advice("R5", "R11", "R15", "R23", "R25", "R29"),
)
RIGHT_FORUM = _guard(
    "right_forum",
    Is("forum_open", (True,)),
    Text(
        "the body is open to this complainant: an agent or platform only if bought there, a"
        " consumer complaint only for a consumer buying for daily life (a firm may report)",
        "该机构可受理：代理商或平台仅限经其购买；消费投诉仅限为生活消费的消费者（企业可举报）",
        "該機構可受理：代理商或平臺僅限經其購買；消費投訴僅限為生活消費的消費者（企業可舉報）",
    ),
    (*advice("R2", "R3"), Clause("C11", Binding.CHOICE)),
)
