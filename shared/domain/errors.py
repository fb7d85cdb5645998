"""What can go wrong, by name.

State machines retry and catch by these names, so they are contract.
"""


class CarelineError(Exception):
    """Base of every error that this project raises on purpose."""


class InvalidInput(CarelineError):
    """What came in cannot be used; the message says what to mend. Never retried."""


class NotAuthorized(CarelineError):
    """The caller has not proven who they are, or asks for somebody else's things."""


class NotAllowed(CarelineError):
    """The caller has proven who they are, and their role does not let them do this."""


class UnknownConversation(CarelineError):
    """No conversation, or no message in it, has this id."""


class UnknownErrand(CarelineError):
    """A routing decision names an errand that no workflow declares."""


class BrokenPack(InvalidInput):
    """A company pack cannot be used; the message names the file and the mend."""


class TransientError(CarelineError):
    """A dependency failed in a way that a retry may cure."""


class OutOfTime(TransientError):
    """The time did not suffice; what was done is kept, and asking again goes on from there."""


class Gone(CarelineError):
    """A live connection that no longer exists."""


class ModelFailed(CarelineError):
    """A model endpoint gave no usable answer; the embedded composer takes over."""


class ModelBusy(ModelFailed):
    """It has no capacity for us now; another may."""


class Refused(CarelineError):
    """A system of record will not do this, now or later; the message says why."""


class NotFound(Refused):
    """A system of record knows nothing by this name."""


class Conflict(Refused):
    """The thing has changed meanwhile, so that this cannot be done to it any more."""
