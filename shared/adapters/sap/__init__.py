"""SAP S/4HANA, as the books."""
