"""Replies of a hosted model, right and wrong, for the judges to be measured on."""
