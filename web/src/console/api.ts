/** The console's HTTP API. */
import type { Session } from "./session";

export interface Me {
  name: string;
  roles: string[];
}

export interface Source {
  name: string;
  kind: string;
  schedule: string | null;
  documents: number;
  skipped: Record<string, string>;
  looked: { at: string; pulled: number; gone: number; problem: string } | null;
}

export interface Article {
  id: string;
  title: string;
  source: string;
  address: string;
  version: string;
  owner: string | null;
  locale: string;
  regions: string[];
  validFrom: string;
  validTo: string | null;
  validity: "holds" | "upcoming" | "ended" | "superseded";
  supersededBy: string | null;
  stale: string;
  isHidden: boolean;
}

export interface Knowledge {
  today: string;
  published: string | null;
  sources: Source[];
  articles: Article[];
}

export interface ArticleText {
  id: string;
  source: string;
  text: string;
}

export interface Gap {
  what: "gap";
  questions: string[];
  messages: string[];
  asked: number;
  handedOver: number;
  cost: number;
  draft: string;
}

export interface Changed {
  what: "changed";
  text: string;
  customer: string | null;
  origin: "golden" | "past";
  before: string;
  after: string;
}

export type Finding =
  | { what: "asked"; count: number }
  | Changed
  | { what: "contradiction"; one: string; other: string; documents: [string, string] }
  | { what: "double"; passage: string; other: string; share: number }
  | { what: "not_compared"; locale: string; sentences: number }
  | { what: "stale"; document: string; why: string }
  | { what: "orphan"; document: string }
  | Gap;

export type FindingOf<What extends Finding["what"]> = Extract<Finding, { what: What }>;

/** Of a publication; `version` is null before the first one. */
export interface Findings {
  version: string | null;
  findings: Finding[];
}

export interface Job {
  id: string;
  kind: "review" | "withdrawal" | "gaps";
  person: string;
  askedAt: string;
  state: "waiting" | "running" | "done" | "failed";
  done: number;
  all: number;
  problem: string;
  findings: Finding[];
}

/** A rule, the sentence of the company's policy that says so, and where it stands. */
export interface Basis {
  rule: string;
  clause: string;
  source: string;
}

export interface Change {
  words: string;
  amount: string | null;
  isCharge: boolean;
  source: string;
  restsOn: Basis[];
}

export interface Waiting {
  run: string;
  errand: string;
  title: string;
  beganAt: string;
  changes: Change[];
  why: string[];
  needed: number;
  givenBy: string[];
}

export interface Stuck {
  run: string;
  errand: string;
  title: string;
  beganAt: string;
  failed: string;
}

export interface Errands {
  waiting: Waiting[];
  stuck: Stuck[];
  errands: { name: string; title: string; stoppedBy: string | null }[];
}

export interface Run {
  run: string;
  title: string;
  status: string;
  beganAt: string;
  changes: Change[];
  audit: { at: string; step: string; what: string; receipt: string }[];
}

/** To whom an offer is made: all of it must hold, and what is empty always does. */
export interface When {
  asked: boolean;
  intents: string[];
  tiers: string[];
  causes: ("delayed" | "came_late" | "no_order_yet")[];
  upset: boolean;
  churnFrom: number;
}

export interface Offer {
  name: string;
  worth: string;
  words: string;
  when: When;
  days: number;
  everyDays: number;
  aDay: number | null;
  givenToday: number;
  givenLately: number;
  fullDays: number;
}

/** `lately` is how many days are counted; `stoppedBy` is null while offers are made. */
export interface Offers {
  lately: number;
  stoppedBy: string | null;
  askedBy: string[];
  offers: Offer[];
}

/** What one customer was given, the newest first. */
export interface HeldBy {
  customer: string;
  name: string;
  tier: string;
  offers: {
    name: string;
    code: string;
    worth: string;
    on: string;
    until: string;
    againFrom: string;
    state: "open" | "used" | "ended" | "unknown";
  }[];
}

/** What was refused, in words that say what to mend. `status` 0: nobody answered. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

export class Api {
  constructor(private readonly session: Session) {}

  get<T>(path: string): Promise<T> {
    return this.call("GET", path);
  }

  post<T = void>(path: string, body: unknown = {}): Promise<T> {
    return this.call("POST", path, body);
  }

  /** The findings of the kind. */
  static of<What extends Finding["what"]>(job: Pick<Job, "findings">, what: What): FindingOf<What>[] {
    return job.findings.filter((found): found is FindingOf<What> => found.what === what);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = this.session.token;
    if (!token) return this.session.begin();
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
    const answer = await fetch(`/v1/console${path}`, sent).catch(() => undefined);
    if (!answer) throw new Problem(0, "Nobody answers. Check your connection, then try again.");
    if (answer.status === 401) return this.session.begin();
    const told = await answer.json().catch(() => undefined);
    if (!answer.ok) {
      const detail = told?.detail ?? told?.message ?? answer.statusText;
      throw new Problem(answer.status, sentence(detail));
    }
    return told as T;
  }
}

/** With a capital and a full stop. */
function sentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
