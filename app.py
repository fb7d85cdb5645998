"""Chooses the company, builds the stacks, synthesizes; nothing else.

`python app.py` writes cdk.out, with no account, no network and no CDK command line.
"""

from infra.cloud.deployment import App, Deployment, new_app
from infra.cloud.stacks.care import CareStack
from infra.cloud.stacks.data import DataStack
from infra.cloud.stacks.watch import WatchStack


def careline(app: App) -> App:
    deployment = Deployment.read(app)
    data = DataStack(app, "Careline-Data")
    care = CareStack(app, "Careline-Care", data=data, deployment=deployment)
    WatchStack(app, "Careline-Watch", care=care)
    return app


if __name__ == "__main__":
    careline(new_app()).synth()
