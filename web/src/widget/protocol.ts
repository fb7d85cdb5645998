/** The public protocol: messages go in by HTTP, replies come out by WebSocket. */

export interface Citation {
  number: number;
  title: string;
  source: string;
  version: string;
  quote: string;
}

export interface Message {
  id: string;
  role: "customer" | "assistant";
  text: string;
  sentAt: string;
  clientMessageId?: string | null;
  inReplyTo?: string | null;
  citations: Citation[];
}

/** A checked sentence of a reply that is still being written, behind `at` others of its draft. */
export interface Partial {
  replyId: string;
  inReplyTo: string;
  draft: string;
  at: number;
  sentence: string;
}

export interface Session {
  token: string;
  conversationId: string;
  expiresAt: string;
  socketUrl: string;
  company: { name: string; assistant: string; accent: string; greeting: string };
  customer: { name: string } | null;
}

/** What the platform refused, in words for the customer. `status` 0: it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }

  /** Whether the same request may succeed later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export class Platform {
  constructor(private readonly base: string) {}

  openSession(identityToken?: string, previousToken?: string): Promise<Session> {
    return this.call("POST", "/v1/sessions", undefined, { identityToken, previousToken });
  }

  async socketAddress(session: Session): Promise<string> {
    const { ticket } = await this.call<{ ticket: string }>("POST", "/v1/tickets", session.token);
    return `${session.socketUrl}?ticket=${encodeURIComponent(ticket)}`;
  }

  send(session: Session, clientMessageId: string, text: string): Promise<{ messageId: string }> {
    const path = `/v1/conversations/${session.conversationId}/messages`;
    return this.call("POST", path, session.token, { clientMessageId, text });
  }

  transcript(session: Session, after?: string): Promise<{ messages: Message[]; cursor: string | null }> {
    const query = after ? `?after=${encodeURIComponent(after)}` : "";
    return this.call("GET", `/v1/conversations/${session.conversationId}/messages${query}`, session.token);
  }

  private async call<T>(method: string, path: string, token?: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = {};
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      throw new Problem(0, "offline");
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Problem(response.status, answer.detail ?? response.statusText);
    return answer as T;
  }
}
