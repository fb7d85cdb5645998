"""Salesforce, as a CRM."""
