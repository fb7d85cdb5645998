"""What a person can mend: each message is one sentence that says what is wrong and how to help."""


class LocalError(Exception):
    """Base of the errors that the command line shows without a stack trace."""


class BrokenTemplate(LocalError):
    """The synthesized template holds something that cannot be run here; names the resource."""


class PortInUse(LocalError):
    """Another program listens where Careline wants to."""


class BuildFailed(LocalError):
    """A step before the boot did not succeed; the message names it and holds its last words."""


class NotRunning(LocalError):
    """No Careline runs on this machine, so there is nobody to talk to."""
