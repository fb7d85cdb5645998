/**
 * The conversation as one page holds it: what was said, what still waits to be sent, and the live
 * connection. Knows no DOM but storage, timers and WebSocket.
 */
import { type Citation, type Message, type Partial, Platform, Problem, type Session } from "./protocol";

export type State = "waiting" | "sent" | "refused";

export interface Line {
  id: string;
  role: "customer" | "assistant";
  text: string;
  sentAt: string;
  citations: Citation[];
  state: State;
  /** Why the platform refused the message. */
  problem?: string;
  /** What is shown of a reply that is still being written. */
  written?: { draft: string; sentences: string[] };
}

interface Kept {
  token: string;
  queue: { id: string; text: string; sentAt: string }[];
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const PING_EVERY = 4 * 60_000;

export class Conversation {
  session?: Session;
  lines: Line[] = [];
  isOnline = true;

  private readonly platform: Platform;
  private readonly replied = new Set<string>();
  private readonly asked = new Map<string, string>();
  private cursor?: string;
  private socket?: WebSocket;
  private tries = 0;
  private isSending = false;
  private isClosed = false;
  private pinging?: ReturnType<typeof setInterval>;

  constructor(
    base: string,
    private readonly identityToken: string | undefined,
    private readonly storage: Storage,
    private readonly storageKey: string,
    private readonly changed: () => void,
  ) {
    this.platform = new Platform(base);
  }

  /** Messages that were accepted and have no reply yet. */
  get isAwaitingReply(): boolean {
    return [...this.asked.keys()].some((id) => !this.replied.has(id));
  }

  async open(): Promise<void> {
    const kept = this.read();
    this.lines = (kept?.queue ?? []).map((entry) => line(entry.id, entry.text, entry.sentAt));
    await this.connect(kept?.token);
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.pinging);
    this.socket?.close();
  }

  say(text: string): void {
    this.lines.push(line(crypto.randomUUID(), text, new Date().toISOString()));
    this.write();
    this.changed();
    void this.flush();
  }

  /** Try a refused message again. */
  retry(id: string): void {
    const found = this.lines.find((entry) => entry.id === id);
    if (!found) return;
    found.state = "waiting";
    found.problem = undefined;
    this.changed();
    void this.flush();
  }

  private async connect(previous?: string): Promise<void> {
    if (this.isClosed) return;
    try {
      this.session = await this.renew(previous ?? this.session?.token);
      this.write();
      await this.catchUp();
      await this.listen();
      this.tries = 0;
      this.isOnline = true;
      this.changed();
      await this.flush();
    } catch {
      this.later();
    }
  }

  private async renew(previous?: string): Promise<Session> {
    if (!previous) return this.platform.openSession(this.identityToken);
    try {
      return await this.platform.openSession(undefined, previous);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        return this.platform.openSession(this.identityToken);
      }
      throw error;
    }
  }

  private async listen(): Promise<void> {
    const socket = new WebSocket(await this.platform.socketAddress(this.session!));
    this.socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Problem(0, "offline"));
    });
    socket.onmessage = (event) => {
      const frame = JSON.parse(String(event.data));
      if (frame.type === "reply") this.take(frame.message as Message);
      if (frame.type === "partial") this.grow(frame as Partial);
    };
    socket.onclose = () => this.later();
    clearInterval(this.pinging);
    this.pinging = setInterval(() => socket.send('{"action":"ping"}'), PING_EVERY);
    await this.catchUp(); // what was said while the socket was on its way
  }

  /** Reconnect after a while that doubles, with jitter so that pages do not come back together. */
  private later(): void {
    if (this.isClosed) return;
    clearInterval(this.pinging);
    this.isOnline = false;
    this.changed();
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.tries++);
    setTimeout(() => void this.connect(), wait * (0.5 + Math.random() / 2));
  }

  private async catchUp(): Promise<void> {
    const page = await this.platform.transcript(this.session!, this.cursor);
    this.cursor = page.cursor ?? undefined;
    page.messages.forEach((message) => this.take(message));
  }

  private take(message: Message): void {
    const id = message.clientMessageId ?? message.id;
    const known = this.lines.find((entry) => entry.id === id);
    if (message.role === "customer") this.asked.set(message.id, id);
    if (message.inReplyTo) this.replied.add(message.inReplyTo);
    if (known?.written) {
      Object.assign(known, { text: message.text, sentAt: message.sentAt, citations: message.citations });
      known.written = undefined;
    }
    if (known) known.state = "sent";
    else this.lines.push({ ...message, id, state: "sent", citations: message.citations ?? [] });
    this.write();
    this.changed();
  }

  /** Show the next sentence of a reply. One that was missed comes with the whole reply. */
  private grow({ replyId, draft, at, sentence }: Partial): void {
    let shown = this.lines.find((entry) => entry.id === replyId);
    if (shown && !shown.written) return; // whole already
    if (!shown) {
      if (at > 0) return;
      shown = { id: replyId, role: "assistant", text: "", sentAt: new Date().toISOString(), citations: [], state: "sent" };
      this.lines.push(shown);
    }
    const before = shown.written?.draft === draft ? shown.written.sentences : [];
    if (at !== before.length) return;
    shown.written = { draft, sentences: [...before, sentence] };
    shown.text = shown.written.sentences.join(" ");
    this.changed();
  }

  /** Send what waits, once each and in order; the same id again is the same message. */
  private async flush(): Promise<void> {
    if (this.isSending || !this.session) return;
    this.isSending = true;
    try {
      let next: Line | undefined;
      while ((next = this.lines.find((entry) => entry.state === "waiting"))) {
        await this.deliver(next);
      }
    } catch {
      setTimeout(() => void this.flush(), FIRST_WAIT * 2);
    } finally {
      this.isSending = false;
      this.write();
      this.changed();
    }
  }

  private async deliver(entry: Line): Promise<void> {
    try {
      const { messageId } = await this.platform.send(this.session!, entry.id, entry.text);
      this.asked.set(messageId, entry.id);
      entry.state = "sent";
    } catch (error) {
      if (!(error instanceof Problem) || error.isPassing) throw error;
      if (error.status === 401) {
        this.session = await this.renew(this.session!.token);
        throw error;
      }
      entry.state = "refused";
      entry.problem = error.message;
    }
    this.changed();
  }

  private read(): Kept | undefined {
    const kept = this.storage.getItem(this.storageKey);
    return kept ? (JSON.parse(kept) as Kept) : undefined;
  }

  private write(): void {
    const queue = this.lines
      .filter((entry) => entry.state === "waiting")
      .map(({ id, text, sentAt }) => ({ id, text, sentAt }));
    const kept: Kept = { token: this.session?.token ?? this.read()?.token ?? "", queue };
    if (kept.token) this.storage.setItem(this.storageKey, JSON.stringify(kept));
  }
}

function line(id: string, text: string, sentAt: string): Line {
  return { id, role: "customer", text, sentAt, citations: [], state: "waiting" };
}
