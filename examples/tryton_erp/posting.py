"""Post what a contract costs into Tryton: statements and credit notes as draft customer invoices.

Nothing is computed here. The library says each line's words, quantity, price, net and tax, and the
taxes by rate; Tryton keeps them, and numbers, books and prints the invoice like any other.

The JSON of each statement and note is attached to its invoice: the books themselves remember what
was billed and why, and later notes and late bills are computed from that.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from trytond.exceptions import UserError
from trytond.modules.product import price_digits
from trytond.pool import Pool
from trytond.transaction import Transaction

from servicedesk import codec
from servicedesk.billing import (
    CreditNote,
    CreditWish,
    InvoiceLine,
    Statement,
    TaxGroup,
    credit_note,
    invoice_of,
)
from servicedesk.money import Money, Ratio
from servicedesk.reasons import Lang, Text, nearest_lang

Record = Any
Document = TypeVar("Document", Statement, CreditNote)
ROUNDING = Text("Rounding", "尾差调整", "尾差調整")
ATTACHED = "servicedesk.json"
QUANTITY_DECIMALS = 6  # Tryton's quantities are floats: fifteen digits are exact


def post_statement(
    statement: Statement, party: Record, *, revenue: Record, on: date
) -> Record | None:
    """The draft invoice of a statement, or the one it has already; None if nothing is charged.

    Raises:
        UserError: if some of its lines were invoiced by another statement, or a tax is missing.
    """
    keys = [str(line.key) for line in statement.lines if line.net.minor or line.tax.minor]
    if not keys:
        return None
    for invoice in _invoices(("note", "in", keys), ("origin", "=", None)):
        if stored(invoice, Statement) == statement:
            return invoice
        raise UserError(f"{invoice.rec_name} bills some of these lines: see billing.catch_up")
    reference = f"{statement.contract} {statement.period.written('en')}"
    return _draft(statement, party, on, reference, lambda _: {"account": revenue})


def post_credit_note(
    invoice: Record, wishes: Iterable[CreditWish] | None, *, reference: str, on: date
) -> Record:
    """The draft credit note of an invoice; of several with one reference the first counts.

    *wishes* None gives back all that remains. All credits of an invoice together never exceed it,
    line by line, net and tax.

    Raises:
        UserError: for an invoice or an earlier credit that was made by hand.
        OutOfRange, InvalidValue, UnknownName: as `billing.credit_note`.
    """
    given = _credits(invoice)
    if again := [each for each in given if each.reference == reference]:
        return again[0]
    billed, earlier = stored(invoice, Statement), [stored(each, CreditNote) for each in given]
    note = credit_note(billed, wishes, id=reference, on=on, earlier=earlier)
    lines = {line.note: {"origin": line, "account": line.account} for line in invoice.lines}
    return _draft(note, invoice.party, on, reference, lines.__getitem__)


def stored(invoice: Record, kind: type[Document]) -> Document:
    """The statement or credit note from which an invoice was made.

    Raises:
        UserError: for an invoice made by hand.
    """
    attachments = Pool().get("ir.attachment").search(
        [("resource", "=", str(invoice)), ("name", "=", ATTACHED)], limit=1
    )  # fmt: skip
    if not attachments:
        raise UserError(f"{invoice.rec_name} was not made from a statement or credit note")
    return codec.structure(json.loads(bytes(attachments[0].data)), kind)


def _draft(
    document: Statement | CreditNote,
    party: Record,
    on: date,
    reference: str,
    placed: Callable[[str | None], dict[str, Record]],
) -> Record:
    pool = Pool()
    posted = invoice_of(
        document, price_decimals=price_digits[1], quantity_decimals=QUANTITY_DECIMALS
    )
    (currency,) = pool.get("currency.currency").search([("code", "=", posted.currency)])
    company = pool.get("company.company")(Transaction().context["company"])
    shared = {"company": company, "currency": currency}
    lang = nearest_lang(party.lang.code if party.lang else "")
    invoice = pool.get("account.invoice")(
        type="out", party=party, invoice_date=on, reference=reference, **shared
    )
    invoice.on_change_type()  # journal, address, receivable account, payment term
    lines = [_line(line, lang, **shared, **placed(line.name)) for line in posted.lines]
    if posted.rounding is not None and posted.rounding.minor:
        name, nothing = ROUNDING.label(lang), Money(0, posted.currency)
        rounding = InvoiceLine(name=name, net=posted.rounding, tax=nothing)
        lines.append(_line(rounding, lang, **shared, **placed(None)))
    invoice.lines = lines
    invoice.taxes = [_tax_line(group) for group in posted.tax_groups if group.rate is not None]
    invoice.save()
    data = json.dumps(codec.to_document(document), ensure_ascii=False).encode()
    pool.get("ir.attachment").create([{"name": ATTACHED, "resource": str(invoice), "data": data}])
    return invoice


def _line(line: InvoiceLine, lang: Lang, **placed: Record) -> Record:
    return Pool().get("account.invoice.line")(
        type="line",
        quantity=1.0 if line.quantity is None else float(line.quantity.decimal),
        unit_price=line.net.amount if line.price is None else line.price,
        taxes=[] if line.rate is None else [_tax(line.rate, line.category)],
        description=line.label(lang),
        note=None if line.key is None else line.name,
        **placed,
    )


def _tax_line(group: TaxGroup) -> Record:
    """Tryton keeps the amount that it is given as long as the base is that of the lines."""
    tax = _tax(group.rate, group.category)
    return Pool().get("account.invoice.tax")(
        manual=False,
        tax=tax,
        description=tax.description,
        legal_notice=tax.legal_notice,
        account=tax.credit_note_account if group.net.minor < 0 else tax.invoice_account,
        base=group.net.amount,
        amount=group.tax.amount,
    )


def _tax(rate: Ratio, category: str) -> Record:
    """The company's own sales tax of a rate; the category is the code of its group."""
    wanted = [("company", "=", Transaction().context["company"]), ("parent", "=", None)]
    wanted += [("type", "=", "percentage"), ("rate", "=", rate.decimal)]
    wanted += [("group.code", "=", category)] if category else []
    wanted += [["OR", ("group", "=", None), ("group.kind", "in", ["sale", "both"])]]
    found = Pool().get("account.tax").search(wanted)
    if len(found) != 1:
        raise UserError(f"{len(found)} sales taxes of {rate} {category}, where one is needed")
    return found[0]


def _invoices(*clauses: tuple[str, str, object]) -> list[Record]:
    """The company's invoices, cancelled ones aside, with lines such as those."""
    company = ("invoice.company", "=", Transaction().context["company"])
    live = ("invoice.state", "!=", "cancelled")
    lines = Pool().get("account.invoice.line").search([*clauses, company, live])
    return list(dict.fromkeys(line.invoice for line in lines))


def _credits(invoice: Record) -> list[Record]:
    return _invoices(("origin", "in", [str(line) for line in invoice.lines]))
