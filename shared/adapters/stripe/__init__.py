"""Stripe, the payment gateway."""
