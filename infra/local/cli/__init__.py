"""The command line `careline`."""

import typer

from infra.local.cli import (
    call,
    email,
    errands,
    golden,
    graph,
    kb,
    kb_tune,
    letters,
    new,
    parity,
    risk,
    send,
    talk,
    tau2,
    train,
    up,
)

app = typer.Typer(
    name="careline",
    help="Run Careline on this machine and talk to it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("up")(up.up)
app.command("chat")(talk.chat)
app.command("sms")(talk.sms)
app.command("email")(email.email)
app.command("call")(call.call)
app.command("send")(send.send)
app.command("inbox")(errands.inbox)
app.command("dead-letters")(letters.dead_letters)
app.command("redrive")(letters.redrive)
app.command("parity")(parity.parity)
app.add_typer(train.app, name="train")
train.app.command("risk")(risk.risk)
app.add_typer(golden.app, name="eval")
golden.app.command("tau2")(tau2.tau2)
kb.app.command("tune")(kb_tune.tune)
app.add_typer(kb.app, name="kb")
app.add_typer(graph.app, name="graph")
app.add_typer(errands.app, name="errands")
app.add_typer(new.app, name="new")
