"""Shopify, as the order management system."""
