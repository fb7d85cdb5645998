"""The console's API through the booted template: who gets in, who may do what, what comes of it."""

import base64
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.world import World
from shared.adapters.aws.clients import client
from shared.runtime import wiring
from tests.system.customer import WebCustomer
from tests.system.staff import CLIENT, bearer, colleague, ended, found
from tests.system.test_errands import errands, eventually, systems
from tests.system.test_knowledge import until

ASKED = "Can I visit your showroom?"


@pytest.fixture
def lead(world: World) -> Iterator[httpx.Client]:
    with colleague(world) as staff:
        yield staff


@pytest.fixture
def inbox(world: World) -> Iterator[str]:
    """The bucket, whose inbox is emptied again."""
    bucket = world.bucket("Knowledge")
    yield bucket
    for entry in client("s3").list_objects_v2(Bucket=bucket, Prefix="inbox/").get("Contents", []):
        client("s3").delete_object(Bucket=bucket, Key=entry["Key"])


def claims(world: World, **other: object) -> dict[str, object]:
    now = int(time.time())
    usual = {"iss": world.staff.issuer, "aud": CLIENT, "sub": "lead", "exp": now + 60}
    return {**usual, "email": "lead@northwind.example", "roles": ["lead"], **other}


def test_nobody_gets_in_without_a_token_of_the_company_s_provider(world: World) -> None:
    strange = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    kid = {"kid": "boot"}
    mine = world.staff._key
    tokens = [
        "rubbish",
        jwt.encode(claims(world), "x" * 32, "HS256", headers=kid),
        jwt.encode(claims(world), strange, "RS256", headers=kid),
        jwt.encode(claims(world), mine, "RS256", headers={"kid": "other"}),
        jwt.encode(claims(world, exp=int(time.time()) - 1), mine, "RS256", headers=kid),
        jwt.encode(claims(world, aud="another-app"), mine, "RS256", headers=kid),
        jwt.encode(claims(world, iss="https://evil.example"), mine, "RS256", headers=kid),
        jwt.encode(claims(world), "", "none", headers=kid),
    ]
    for token in tokens:
        with bearer(world, token) as stranger:
            for path in ("/me", "/knowledge", "/errands"):
                assert stranger.get(path).status_code == 401, (token, path)
            assert stranger.post("/gaps").status_code == 401
    assert httpx.get(f"{world.url}/v1/console/knowledge").status_code == 401
    shopper = httpx.get(f"{world.url}/shop/identity", params={"customer": "cus_maya"}).json()
    with bearer(world, shopper["identityToken"]) as customer:
        assert customer.get("/me").status_code == 401
    with bearer(world, jwt.encode(claims(world), mine, "RS256", headers=kid)) as lead:
        assert lead.get("/me").json() == {"name": "lead@northwind.example", "roles": ["lead"]}


def test_each_role_may_do_its_own(world: World) -> None:
    text = {"text": "---\nid: a\n---\n\nText.\n"}
    publishes: list[tuple[str, dict[str, str]]]
    publishes = [
        *(("/publications", text), ("/reviews", {}), ("/gaps", {})),
        *(("/withdrawals", {"id": "a"}), ("/withdrawals/previews", {"id": "a"})),
    ]
    with colleague(world, "agent") as agent, colleague(world, "ops") as ops:
        for staff in (agent, ops):
            assert staff.get("/knowledge").status_code == 200
            for path, body in publishes:
                refused = staff.post(path, json=body)
                assert refused.status_code == 403
                assert "this needs the role lead" in refused.json()["detail"]
        assert agent.post("/switches/change_address", json={"off": True}).status_code == 403
        assert ops.post("/runs/run_x/approval").status_code == 403
        assert agent.post("/runs/run_x/approval").status_code == 404
        assert agent.post("/runs/run_x/retry").status_code == 403
    nobody = jwt.encode(claims(world, roles=[]), world.staff._key, "RS256", headers={"kid": "boot"})
    with bearer(world, nobody) as visitor:
        assert visitor.get("/knowledge").status_code == 403


def test_a_preview_shows_what_would_change_and_publishing_makes_it_so(
    world: World, lead: httpx.Client, inbox: str
) -> None:
    before = lead.get("/articles/gift-cards").json()
    assert (before["source"], before["id"]) == ("knowledge", "gift-cards")
    text = before["text"].replace("$500", "$750")
    assert text != before["text"]
    review = ended(lead, lead.post("/reviews", json={"text": text}))
    changed = found(review, "changed")
    assert changed
    assert all("$500" in each["before"] and "$750" in each["after"] for each in changed)
    assert found(review, "asked")[0]["count"] > 200
    question = "Do you sell gift cards?"
    assert "$500" in WebCustomer(world).ask(question)["text"]
    published = lead.get("/knowledge").json()["published"]
    assert lead.post("/publications", json={"text": text}).json() == {"id": "gift-cards"}
    until(lambda: lead.get("/knowledge").json()["published"] != published)
    listed = {
        (each["id"], each["source"]): each for each in lead.get("/knowledge").json()["articles"]
    }
    assert listed["gift-cards", "knowledge"]["isHidden"]
    # functions look every 15 seconds which version is current
    until(lambda: "$750" in WebCustomer(world).ask(question)["text"])
    assert lead.get("/findings").json()["version"] == lead.get("/knowledge").json()["published"]
    # and withdrawing it brings the source's own back
    article = {"id": "gift-cards"}
    published = lead.get("/knowledge").json()["published"]
    assert lead.post("/withdrawals", json=article).json() == article
    until(lambda: lead.get("/knowledge").json()["published"] != published)
    assert lead.get("/articles/gift-cards").json()["source"] == "knowledge"
    for path in ("/withdrawals", "/withdrawals/previews"):
        refused = lead.post(path, json=article)
        assert refused.status_code == 404
        assert "gift-cards was not published here" in refused.json()["detail"]


def test_what_was_asked_in_vain_is_a_gap_until_it_is_set_aside(
    world: World, lead: httpx.Client
) -> None:
    assert "no verified answer" in WebCustomer(world).ask(ASKED)["text"]

    def gap() -> dict[str, object] | None:
        gaps = found(ended(lead, lead.post("/gaps")), "gap")
        return next((each for each in gaps if ASKED in each["questions"]), None)

    first = eventually(gap)
    assert first["draft"].count("TO DO") > 2
    unfinished = lead.post("/publications", json={"text": first["draft"]})
    assert unfinished.status_code == 422
    assert "finish it first" in unfinished.json()["detail"]
    aside = {"messages": first["messages"], "reason": "we have none"}
    assert lead.post("/gaps/aside", json={**aside, "reason": " "}).status_code == 422
    assert lead.post("/gaps/aside", json=aside).status_code == 204
    assert gap() is None


@pytest.mark.parametrize(
    ("name", "content", "mend"),
    [
        ("notes.exe", b"MZ", "its format .exe is not one of"),
        ("empty.md", b"", "content: String should have at least 1 character"),
        ("blank.md", b"  \n", "it is empty"),
        ("broken.pdf", b"%PDF-1.7 rubbish", "broken.pdf: "),
        ("article.md", b"---\nid: a\n---\n\nText.", "its front matter lacks title"),
        ("latin.md", b"---\nid: \xe9\n---\n", "it is not UTF-8"),
    ],
)
def test_rubbish_is_refused_with_the_mend(
    lead: httpx.Client, name: str, content: bytes, mend: str
) -> None:
    upload = {"name": name, "content": base64.b64encode(content).decode()}
    refused = lead.post("/uploads", json=upload)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert mend in refused.json()["detail"]


def test_a_file_becomes_an_article_to_be_looked_over(lead: httpx.Client) -> None:
    page = b"<html><title>Our showroom</title><h2>Visits</h2><p>Every Friday at noon.</p></html>"
    upload = {"name": "showroom.html", "content": base64.b64encode(page).decode()}
    read = lead.post("/uploads", json=upload).json()
    assert "title: Our showroom" in read["text"]
    assert "Every Friday at noon." in read["text"]
    assert lead.post("/uploads", json={"name": "a.md", "content": "%%%"}).status_code == 422
    huge = {"name": "a.md", "content": "A" * 6_000_000}
    assert lead.post("/uploads", json=huge).status_code == 413


def test_an_article_that_breaks_a_rule_is_refused_at_once(lead: httpx.Client) -> None:
    text = lead.get("/articles/returns").json()["text"]
    broken = {"text": text.replace("within 30 days of delivery", "within 31 days of delivery")}
    refused = lead.post("/publications", json=broken)
    assert refused.status_code == 422
    assert "the clause of standard is no sentence of returns" in refused.json()["detail"]
    review = ended(lead, lead.post("/reviews", json=broken))
    assert (review["state"], review["findings"]) == ("failed", [])
    assert "the clause of standard" in review["problem"]
    assert lead.get("/articles/none").status_code == 404
    assert lead.get("/jobs/job_none").status_code == 404


def test_money_is_given_by_colleagues_each_in_their_own_name(
    world: World, lead: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead.get("/errands")  # so that the limits are read
    limits: Any = wiring.limits()[0]
    monkeypatch.setitem(limits, "refund", replace(limits["refund"], one_person=10_000))
    customer = WebCustomer(world, "cus_omar")
    customer.ask("cancel my coaching subscription")
    assert "a colleague's approval" in customer.ask("yes")["text"]
    (card,) = lead.get("/errands").json()["waiting"]
    run = card["run"]
    assert card["needed"] == 2
    assert card["why"] == ["refund of $357.50: more than $100.00: two people must approve"]
    assert [each["amount"] for each in card["changes"]] == [None, "$357.50"]
    (basis,) = card["changes"][1]["restsOn"]
    assert basis["rule"] == "yearly_refund_days"
    assert "within 30 days of payment is refunded" in basis["clause"]
    assert basis["source"] == "https://help.northwind.example/coaching/cancel"
    with colleague(world, "agent") as agent:
        somebody = {"person": "ops@northwind.example"}
        assert agent.post(f"/runs/{run}/approval", json=somebody).status_code == 202
        eventually(lambda: given(world, run))
        assert given(world, run) == ("agent@northwind.example",)
        twice = agent.post(f"/runs/{run}/approval")
        assert twice.status_code == 409
        assert "another person must too" in twice.json()["detail"]
    assert lead.post(f"/runs/{run}/denial", json={"reason": ""}).status_code == 422
    assert lead.post(f"/runs/{run}/denial", json={"reason": "not ours to give"}).status_code == 202
    assert "colleague" in customer.hear()["text"]
    audit = {each["what"] for each in lead.get(f"/runs/{run}").json()["audit"]}
    assert "refused by lead@northwind.example: not ours to give" in audit
    late = lead.post(f"/runs/{run}/approval")
    assert late.status_code == 409
    assert "it needs nobody's approval now" in late.json()["detail"]
    assert lead.post(f"/runs/{run}/retry").status_code == 409
    (paid,) = systems(world).payments.entries("SUB-2002")
    assert paid.kind.value == "payment"


def test_an_errand_is_stopped_and_runs_again(world: World, lead: httpx.Client) -> None:
    with colleague(world, "ops") as ops:
        assert ops.post("/switches/change_address", json={"off": True}).status_code == 204
    told = WebCustomer(world, "cus_grace").ask("please change the address on my account")["text"]
    listed = {each["name"]: each["stoppedBy"] for each in lead.get("/errands").json()["errands"]}
    assert listed["change_address"] == "ops@northwind.example"
    assert lead.post("/switches/change_address", json={"off": False}).status_code == 204
    assert "I can't do this by myself at the moment" in told
    unknown = lead.post("/switches/make_tea", json={"off": True})
    assert unknown.status_code == 404
    assert "there is no errand make_tea" in unknown.json()["detail"]


def test_staff_sign_in_at_the_provider_with_a_proof_of_their_own(world: World) -> None:
    issuer = httpx.get(f"{world.url}/v1/console/sign-in").json()["issuer"]
    known = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    back = f"{world.url}/console"
    asked = {"client_id": CLIENT, "redirect_uri": back, "code_challenge_method": "S256"}
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    sent = httpx.get(
        known["authorization_endpoint"], params={**asked, "code_challenge": challenge, "state": "s"}
    )
    assert sent.status_code == 302
    code = httpx.URL(sent.headers["location"]).params["code"]
    form = {"code": code, "client_id": CLIENT, "redirect_uri": back, "code_verifier": verifier}
    stolen = httpx.post(known["token_endpoint"], data={**form, "code_verifier": "guess"})
    assert stolen.status_code == 400
    assert httpx.post(known["token_endpoint"], data=form).status_code == 400, "a code works once"
    away = {**asked, "redirect_uri": "https://evil.example/", "code_challenge": challenge}
    assert httpx.get(known["authorization_endpoint"], params=away).status_code == 400


def given(world: World, run: str) -> tuple[str, ...]:
    approval = errands(world).approval(run)
    return approval.given_by if approval else ()
