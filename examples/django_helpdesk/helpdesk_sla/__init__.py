"""Service levels for django-helpdesk: due, state and reason on every ticket.

An app beside django-helpdesk, which stays as it is. It reads tickets and their history, hands them
to `servicedesk`, and shows what that says. It stores one thing: the desk's policy, as JSON.
"""
