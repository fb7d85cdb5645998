/**
 * Staff sign in at the company's identity provider: OpenID Connect, authorization code with PKCE
 * (RFC 7636). The ID token is the bearer token of the API; it stays in this tab and dies with it.
 */
import { Problem } from "./api";

interface SignIn {
  issuer: string;
  clientId: string;
  company: string;
  accent: string;
}

interface Provider {
  authorization_endpoint: string;
  token_endpoint: string;
}

interface Begun {
  verifier: string;
  state: string;
  nonce: string;
  place: string;
}

const TOKEN = "careline:staff-token";
const BEGUN = "careline:signing-in";
const EARLY = 30;

export class Session {
  private constructor(
    readonly company: string,
    readonly accent: string,
    private readonly about: SignIn,
  ) {}

  /** The session of a signed-in person; leaves the page for the provider where there is none. */
  static async open(): Promise<Session> {
    const answer = await fetch("/v1/console/sign-in");
    if (!answer.ok) throw new Problem(answer.status, "The console does not answer. Reload in a minute.");
    const about = (await answer.json()) as SignIn;
    const session = new Session(about.company, about.accent, about);
    const query = new URLSearchParams(location.search);
    if (query.has("error")) {
      throw new Problem(0, `You were not signed in: ${query.get("error_description") ?? query.get("error")}.`);
    }
    if (query.has("code")) await session.redeem(query.get("code")!, query.get("state") ?? "");
    else if (!session.token) await session.begin();
    return session;
  }

  /** Undefined once it has expired. */
  get token(): string | undefined {
    const token = sessionStorage.getItem(TOKEN);
    return token && expiry(token) - EARLY > Date.now() / 1000 ? token : undefined;
  }

  /** Go to the provider; `prompt` asks it who it is even if it knows. */
  async begin(prompt?: string): Promise<never> {
    sessionStorage.removeItem(TOKEN);
    const begun: Begun = { verifier: secret(), state: secret(), nonce: secret(), place: location.hash };
    sessionStorage.setItem(BEGUN, JSON.stringify(begun));
    const query = new URLSearchParams({
      response_type: "code",
      scope: "openid email profile",
      client_id: this.about.clientId,
      redirect_uri: here(),
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await challengeOf(begun.verifier),
      code_challenge_method: "S256",
    });
    if (prompt) query.set("prompt", prompt);
    const { authorization_endpoint } = await this.provider();
    location.assign(`${authorization_endpoint}?${query}`);
    return new Promise<never>(() => undefined); // the page is left
  }

  private async redeem(code: string, state: string): Promise<void> {
    const begun = JSON.parse(sessionStorage.getItem(BEGUN) ?? "{}") as Partial<Begun>;
    sessionStorage.removeItem(BEGUN);
    if (!begun.verifier || begun.state !== state) await this.begin();
    const { token_endpoint } = await this.provider();
    const answer = await fetch(token_endpoint, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: here(),
        client_id: this.about.clientId,
        code_verifier: begun.verifier!,
      }),
    });
    const told = (await answer.json().catch(() => ({}))) as { id_token?: string };
    if (!told.id_token || claims(told.id_token).nonce !== begun.nonce) {
      throw new Problem(0, "You were not signed in: your identity provider gave no token. Reload to try again.");
    }
    sessionStorage.setItem(TOKEN, told.id_token);
    history.replaceState(null, "", `${here()}${begun.place ?? ""}`);
  }

  private async provider(): Promise<Provider> {
    const place = `${this.about.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const answer = await fetch(place).catch(() => undefined);
    if (!answer?.ok) throw new Problem(0, `Your identity provider does not answer at ${place}.`);
    return (await answer.json()) as Provider;
  }
}

function here(): string {
  return `${location.origin}/console`;
}

function secret(): string {
  return base64(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return base64(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function claims(token: string): { exp?: number; nonce?: string } {
  try {
    return JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return {};
  }
}

function expiry(token: string): number {
  return claims(token).exp ?? 0;
}
