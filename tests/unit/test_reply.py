"""Several replies become one."""

from shared.domain.judges.verdicts import Effect, Verdict
from shared.domain.reply import VOICE, Citation, Reply, ReplySentence, join
from shared.domain.usage import Usage

ORDER = Citation(1, "Order NW-10482", "Order NW-10482", "delayed", "It is due on May 8.")
RETURNS = Citation(1, "Returns", "https://help.example/returns", "2026-03", "Within 14 days.")
DUE, WITHIN = ReplySentence("It is due on May 8.", (1,)), ReplySentence("Within 14 days.", (1,))


def test_joined_replies_share_the_number_of_a_source_and_say_nothing_twice() -> None:
    first = Reply((DUE,), (ORDER,), "embedded")
    again = ReplySentence(DUE.text, (2,))
    second = Reply((WITHIN, again), (RETURNS, Citation(2, *_rest(ORDER))), "embedded")
    spoken = Reply((ReplySentence("Anything else?", ()),), (), VOICE)
    reply = join([first, second, spoken])
    assert [sentence.citations for sentence in reply.sentences] == [(1,), (2,), ()]
    assert [citation.number for citation in reply.citations] == [1, 2]
    assert reply.engine == "embedded"
    assert join([spoken]).engine == VOICE


def test_joined_replies_keep_all_verdicts_and_add_up_what_they_took() -> None:
    verdict = Verdict("keeps_the_tone", Effect.REWRITE, "it shouts")
    first = Reply((DUE,), (ORDER,), "bedrock", 1, (verdict,), Usage("m", "p", 10, 5, cost=0.25))
    second = Reply((WITHIN,), (RETURNS,), "bedrock", 2, (), Usage("m", "p", 1, 1))
    reply = join([first, second])
    assert (reply.removed, reply.verdicts) == (3, (verdict,))
    assert reply.usage == Usage("m", "p", 11, 6, cost=0.25)


def _rest(citation: Citation) -> tuple[str, str, str, str]:
    return citation.title, citation.source, citation.version, citation.quote
