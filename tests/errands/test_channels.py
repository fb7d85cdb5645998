"""A customer goes on with an errand on another channel, where they are known well enough."""

from collections.abc import Mapping

from infra.local.asl import Definition
from shared.domain.conversation import Channel, Identity, Participant
from tests.errands.house import STORIES, Play

CANCEL = next(story for story in STORIES if story.name == "cancel")
PHONE = Participant(Channel.SMS, Identity.KNOWN_NUMBER, "cus_maya", "+15550100")


def test_what_was_begun_on_the_web_is_finished_by_text(machines: Mapping[str, Definition]) -> None:
    play = Play(machines)
    run_id = play.begin(CANCEL, "cnv_web")
    (begun,) = play.branch.talk.underway["cnv_web"].values()
    assert begun.needs is Identity.KNOWN_NUMBER
    play.participant = PHONE
    errand = "cancel_subscription"
    for answer in ("cancel", "yes"):
        play.advance("cnv_sms", "cus_maya", errand=errand, run_id=run_id, answer=answer)
        assert not play.branch.talk.underway["cnv_web"]
    assert "Your confirmation number is" in " ".join(fact.text for fact in play.last.spoken)
    run = play.run(run_id)
    assert (run.conversation_id, run.participant) == ("cnv_sms", PHONE)
    assert not play.branch.talk.underway["cnv_sms"]
