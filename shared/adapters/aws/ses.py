"""Amazon SES takes a letter, or says why not:
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.aws.clients import client
from shared.domain.errors import Refused, TransientError

_NEVER = {
    *("AccessDeniedException", "AccountSuspendedException", "BadRequestException"),
    *("MailFromDomainNotVerifiedException", "MessageRejected", "NotFoundException"),
}


def send_email(sender: str, to: str, content: dict[str, Any]) -> str:
    """SES's id of the message. It takes no idempotency key, so the caller keeps from sending twice.

    Raises Refused where trying again does not help, else TransientError; neither names anybody.
    """
    try:
        answer = client("sesv2").send_email(
            FromEmailAddress=sender, Destination={"ToAddresses": [to]}, Content=content
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _NEVER:
            raise Refused(f"SES does not send this: {code}") from error
        raise TransientError(f"SES did not take the e-mail: {code}") from error
    except BotoCoreError as error:
        raise TransientError("SES did not answer") from error
    return str(answer["MessageId"])
