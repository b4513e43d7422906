"""What a bill is made of: lines, proration, pricing, taxes."""
