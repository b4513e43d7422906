"""The words in which a decision of who pays explains itself."""

from servicedesk.incidents import fact_text
from servicedesk.reasons import ReasonKind, Text

DECIDED = ReasonKind(
    "coverage.decided", "{item}: {payment}", "{item}：{payment}", "{item}：{payment}"
)
OPEN = ReasonKind(
    "coverage.open",
    "{item}: who pays depends on what is not known yet: {missing}; the response is owed meanwhile",
    "{item}：由谁付费尚待查明（{missing}），在此期间仍须响应",
    "{item}：由誰付費尚待查明（{missing}），在此期間仍須回應",
)
CANDIDATE = ReasonKind(
    "coverage.candidate",
    "if {causes}: {payment}",
    "若为{causes}：{payment}",
    "若為{causes}：{payment}",
)
IN_WARRANTY = ReasonKind(
    "coverage.in_warranty",
    "under warranty on {day} ({period})",
    "{day}在质保期内（{period}）",
    "{day}在質保期內（{period}）",
)
OUT_OF_WARRANTY = ReasonKind(
    "coverage.out_of_warranty",
    "no warranty holds on {day}",
    "{day}不在质保期内",
    "{day}不在質保期內",
)
LIABLE = ReasonKind(
    "coverage.liable",
    "cause {cause}: {bearer} is liable",
    "原因为{cause}：由{bearer}承担",
    "原因為{cause}：由{bearer}承擔",
)
LIABLE_ANYWAY = ReasonKind(
    "coverage.liable_anyway",
    "whatever the cause: {bearer} is liable for {item}",
    "无论何种原因：{item}由{bearer}承担",
    "無論何種原因：{item}由{bearer}承擔",
)
OUTSIDE_TERM = ReasonKind(
    "coverage.outside_term",
    "{day} is outside the term ({period})",
    "{day}不在合同期内（{period}）",
    "{day}不在合約期內（{period}）",
)
IN_ARREARS = ReasonKind(
    "coverage.in_arrears",
    "unpaid since {since}, more than {grace} days: counts as {tier}",
    "自{since}起欠费超过{grace}天：按“{tier}”对待",
    "自{since}起欠費超過{grace}天：按「{tier}」對待",
)
ENTITLED = ReasonKind(
    "coverage.entitled",
    "tier {tier}: {item} is {payment}",
    "“{tier}”客户：{item}{payment}",
    "「{tier}」客戶：{item}{payment}",
)
COVERS_CAUSE = ReasonKind(
    "coverage.covers_cause",
    "{item} takes care of {cause}",
    "{item}包括处理{cause}",
    "{item}包括處理{cause}",
)
NOT_COVERING_CAUSE = ReasonKind(
    "coverage.not_covering_cause",
    "what tier {tier} has does not take care of {cause}",
    "“{tier}”客户的服务不包括处理{cause}",
    "「{tier}」客戶的服務不包括處理{cause}",
)
UNLISTED = ReasonKind(
    "coverage.unlisted",
    "nothing is agreed on {item} for tier {tier}",
    "合同未约定“{tier}”客户的{item}",
    "合約未約定「{tier}」客戶的{item}",
)
ALL_THE_SAME = ReasonKind(
    "coverage.all_the_same",
    "the same whatever turns out to be true: {missing}",
    "待查明的情况（{missing}）不影响结论",
    "待查明的情況（{missing}）不影響結論",
)
UNMETERED = ReasonKind(
    "coverage.unmetered",
    "nothing is drawn on quota {quota} in this case",
    "此种情况不扣减额度{quota}",
    "此種情況不扣減額度{quota}",
)
QUOTA_LEFT = ReasonKind(
    "coverage.quota_left",
    "quota {quota} is not used up on {day}",
    "{day}额度{quota}尚有余额",
    "{day}額度{quota}尚有餘額",
)
QUOTA_DRAWN = ReasonKind(
    "coverage.quota_drawn",
    "{amount} {measure} drawn on {day} from quota {quota}",
    "{day}从额度{quota}扣减{amount}{measure}",
    "{day}從額度{quota}扣減{amount}{measure}",
)
QUOTA_USED_UP = ReasonKind(
    "coverage.quota_used_up",
    "quota {quota} is used up on {day}: beyond it, {payment}",
    "{day}额度{quota}已用完：超出部分{payment}",
    "{day}額度{quota}已用完：超出部分{payment}",
)

OPEN_PAYMENT = Text("open", "尚待查明", "尚待查明")


def fact_names(names: frozenset[str]) -> tuple[Text, ...]:
    """The names of facts in words, where they are known."""
    return tuple(fact_text(name) for name in sorted(names))
