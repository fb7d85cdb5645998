"""Logs, the same in every function. Events are never logged: they hold people's words."""

from aws_lambda_powertools import Logger

logger = Logger()
