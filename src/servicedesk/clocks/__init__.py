"""What is below `servicedesk.sla`: metrics, targets, policies, and the fold of an event log."""
