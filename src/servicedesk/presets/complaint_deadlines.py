"""Deadlines that regulators and platforms set for complaints, as dated data with their sources.

Each source is cited in its own language. None is legal advice. What is not marked `verified` was
read in a secondary text only, and every explanation that uses it says so. Pass your own `Deadline`
values beside or instead of these.
"""

from datetime import date

from attrs import evolve

from servicedesk.complaints import Deadline, DeadlineUnit
from servicedesk.reasons import Text

_SAMR = "市场监督管理投诉举报处理暂行办法（国家市场监督管理总局令第20号）"
_DISP = "FCA Handbook, DISP 1.5 and 1.6"

_OFCOM = Deadline(
    key="uk_ofcom_adr",
    text=Text(
        "send the letter that opens dispute resolution",
        "发出可转争议解决的函件",
        "發出可轉爭議解決的函件",
    ),
    jurisdiction="UK",
    until=date(2026, 4, 8),
    amount=8,
    unit=DeadlineUnit.WEEKS,
    starts_with="received",
    source="Ofcom General Conditions, C4",
    verified=False,
)
_WECHAT = Deadline(
    key="wechat_merchant_answer",
    text=Text("a mini-program's merchant answers", "小程序商家回复投诉", "小程序商家回覆投訴"),
    jurisdiction="WeChat",
    until=date(2024, 3, 25),
    amount=72,
    unit=DeadlineUnit.HOURS,
    starts_with="received",
    source="微信小程序投诉处理规则（微信开放文档）",
    verified=True,
)

DEADLINES: tuple[Deadline, ...] = (
    Deadline(
        key="cn_samr_accept",
        text=Text(
            "accept or refuse a consumer complaint",
            "决定是否受理消费投诉",
            "決定是否受理消費投訴",
        ),
        jurisdiction="CN",
        since=date(2020, 1, 1),
        amount=7,
        unit=DeadlineUnit.WORKING_DAYS,
        starts_with="referred",
        source=f"{_SAMR}第十四条",
        verified=False,
    ),
    Deadline(
        key="cn_samr_mediation",
        text=Text("end mediation", "终止调解", "終止調解"),
        jurisdiction="CN",
        since=date(2020, 1, 1),
        amount=45,
        unit=DeadlineUnit.WORKING_DAYS,
        starts_with="accepted_outside",
        source=f"{_SAMR}第二十一条",
        verified=False,
    ),
    Deadline(
        key="cn_cyber_incident",
        text=Text(
            "report a larger or graver cyber incident, operators other than of critical"
            " infrastructure",
            "网络运营者（非关键信息基础设施）报告较大以上网络安全事件",
            "網絡運營者（非關鍵信息基礎設施）報告較大以上網絡安全事件",
        ),
        jurisdiction="CN",
        since=date(2025, 11, 1),
        amount=4,
        unit=DeadlineUnit.HOURS,
        starts_with="incident_found",
        source="国家网络安全事件报告管理办法（文本抄件）",
        verified=False,
    ),
    Deadline(
        key="tw_consumer_answer",
        text=Text(
            "settle a consumer complaint before the consumer officer may be asked",
            "妥善处理消费申诉",
            "妥適處理消費申訴",
        ),
        jurisdiction="TW",
        amount=15,
        unit=DeadlineUnit.CALENDAR_DAYS,
        starts_with="received",
        source="消費者保護法第四十三條（主管機關公告）",
        verified=True,
    ),
    Deadline(
        key="uk_fca_summary",
        text=Text(
            "resolve with a summary communication",
            "以概要函件了结",
            "以概要函件了結",
        ),
        jurisdiction="UK",
        amount=3,
        unit=DeadlineUnit.WORKING_DAYS,
        starts_with="received",
        source=_DISP,
        verified=True,
    ),
    Deadline(
        key="uk_fca_final",
        text=Text("send the final response", "发出最终答复", "發出最終答覆"),
        jurisdiction="UK",
        amount=8,
        unit=DeadlineUnit.WEEKS,
        starts_with="received",
        source=_DISP,
        verified=True,
    ),
    _OFCOM,
    evolve(
        _OFCOM,
        since=date(2026, 4, 8),
        until=None,
        amount=6,
        source="Ofcom, change of the ADR period announced by the regulator",
    ),
    Deadline(
        key="us_cfpb_answer",
        text=Text("answer the complaint", "答复投诉", "答覆投訴"),
        jurisdiction="US",
        amount=15,
        unit=DeadlineUnit.CALENDAR_DAYS,
        starts_with="referred",
        source="CFPB company portal rules (secondary text)",
        verified=False,
    ),
    _WECHAT,
    evolve(_WECHAT, since=date(2024, 3, 25), until=None, amount=48),
)
"""What is known of them on 2026-11-21; two versions of one key never hold on one date."""
