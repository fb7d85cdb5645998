"""HubSpot, as a CRM."""
