"""A django-helpdesk as its own guide sets it up, with `helpdesk_sla` before it."""
