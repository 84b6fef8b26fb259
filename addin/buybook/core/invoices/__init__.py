"""Invoices against orders and receipts: the three-way match, what blocks a payment, and what is not invoiced yet."""
