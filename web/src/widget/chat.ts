import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Conversation, type Line } from "./conversation";
import type { Citation } from "./protocol";
import { stringsFor } from "./strings";
import { style } from "./style";

const LONGEST = 4_000;
const TELL_BELOW = 200;

/**
 * `<careline-chat api="https://…" identity-token="…">`: the chat of one company, on any page.
 *
 * `api` is the platform's HTTP address (default: the page's own). `identity-token` is the JWT with
 * which the company's site vouches for its signed-in customer; a new one starts a new session.
 */
@customElement("careline-chat")
export class CarelineChat extends LitElement {
  static override styles = style;

  @property() api = "";
  @property({ attribute: "identity-token" }) identityToken?: string;
  @state() private isOpen = false;
  @state() private draft = "";
  @query("textarea") private box?: HTMLTextAreaElement;
  @query(".log") private log?: HTMLElement;
  private conversation?: Conversation;

  private get strings() {
    return stringsFor(this.lang || document.documentElement.lang || "en");
  }

  /** Open the chat with words in its box, ready to be sent. */
  compose(text: string): void {
    this.draft = text;
    this.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.conversation?.close();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const isOther = changed.has("identityToken") || changed.has("api");
    if (isOther && this.conversation) {
      this.conversation.close();
      this.conversation = undefined;
      if (this.isOpen) this.begin();
    }
  }

  private show(): void {
    this.isOpen = true;
    if (!this.conversation) this.begin();
    void this.updateComplete.then(() => this.box?.focus());
  }

  private hide(): void {
    this.isOpen = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".launcher")?.focus());
  }

  private begin(): void {
    const owner = this.identityToken ? subjectOf(this.identityToken) : "visitor";
    this.conversation = new Conversation(
      this.api,
      this.identityToken,
      sessionStorage,
      `careline:${owner}`,
      () => this.refresh(),
    );
    void this.conversation.open();
  }

  private refresh(): void {
    const accent = this.conversation?.session?.company.accent;
    if (accent && /^#[0-9a-f]{6}$/i.test(accent)) this.style.setProperty("--careline-accent", accent);
    this.requestUpdate();
    void this.updateComplete.then(() => this.log?.scrollTo({ top: this.log.scrollHeight }));
  }

  private send(event?: Event): void {
    event?.preventDefault();
    const text = this.draft.trim();
    if (!text) return;
    this.conversation?.say(text);
    this.draft = "";
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send(event);
  }

  private download(): void {
    const lines = this.conversation?.lines ?? [];
    const text = lines.map((entry) => `${entry.sentAt}  ${this.nameOf(entry)}: ${entry.text}`).join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = "conversation.txt";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  private nameOf(entry: Line): string {
    const assistant = this.conversation?.session?.company.assistant ?? "";
    return entry.role === "customer" ? this.strings.you : assistant;
  }

  override render(): TemplateResult {
    const words = this.strings;
    if (!this.isOpen) {
      return html`<button class="launcher" @click=${() => this.show()}>${words.open}</button>`;
    }
    const company = this.conversation?.session?.company;
    const left = LONGEST - this.draft.length;
    return html`
      <section
        class="panel"
        role="dialog"
        aria-label=${company?.name ?? words.open}
        @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.hide()}
      >
        <header>
          <h2>${company?.assistant ?? ""}<small>${company?.name ?? ""}</small></h2>
          <button @click=${() => this.download()} aria-label=${words.download} title=${words.download}>↓</button>
          <button @click=${() => this.hide()} aria-label=${words.close} title=${words.close}>✕</button>
        </header>
        ${this.conversation?.isOnline === false
          ? html`<div class="offline" role="status">${words.offline}</div>`
          : nothing}
        <div class="log" role="log" aria-live="polite" tabindex="0" aria-label=${company?.name ?? ""}>
          ${company ? html`<div class="line"><div class="bubble">${company.greeting}</div></div>` : nothing}
          ${this.conversation?.lines.map((entry) => this.renderLine(entry))}
          ${this.conversation?.isAwaitingReply
            ? html`<div class="line"><div class="bubble dots">
                <span></span><span></span><span></span>
                <span class="hidden">${company?.assistant} ${words.typing}</span>
              </div></div>`
            : nothing}
        </div>
        <button class="person" @click=${() => this.conversation?.say(words.person)}>${words.person}</button>
        <form @submit=${(event: Event) => this.send(event)}>
          <textarea
            rows="1"
            maxlength=${LONGEST}
            aria-label=${words.message}
            placeholder=${words.message}
            .value=${this.draft}
            @input=${(event: Event) => (this.draft = (event.target as HTMLTextAreaElement).value)}
            @keydown=${(event: KeyboardEvent) => this.onKey(event)}
          ></textarea>
          <button type="submit" ?disabled=${!this.draft.trim()}>${words.send}</button>
        </form>
        ${left < TELL_BELOW ? html`<div class="note" role="status">${words.left(left)}</div>` : nothing}
      </section>
    `;
  }

  private renderLine(entry: Line): TemplateResult {
    return html`
      <div class="line ${entry.role}">
        <span class="hidden">${this.nameOf(entry)}: </span>
        <div class="bubble">${entry.text}</div>
        ${entry.state === "waiting" ? html`<div class="note">${this.strings.sending}…</div>` : nothing}
        ${entry.state === "refused"
          ? html`<div class="note" role="alert">
              ${entry.problem} <button @click=${() => this.conversation?.retry(entry.id)}>${this.strings.retry}</button>
            </div>`
          : nothing}
        ${entry.citations.length ? this.renderSources(entry.citations) : nothing}
      </div>
    `;
  }

  private renderSources(citations: Citation[]): TemplateResult {
    return html`<details>
      <summary>${this.strings.sources(citations.length)}</summary>
      <ol>
        ${citations.map(
          (citation) => html`<li value=${citation.number}>
            ${isLink(citation.source)
              ? html`<a href=${citation.source} target="_blank" rel="noopener noreferrer">${citation.title}</a>`
              : citation.title}
            (${this.strings.version} ${citation.version})
            <blockquote>${citation.quote}</blockquote>
          </li>`,
        )}
      </ol>
    </details>`;
  }
}

function isLink(source: string): boolean {
  return /^https?:\/\//.test(source);
}

/** Whose token it is, so that customers who share a browser do not share a conversation. */
function subjectOf(token: string): string {
  try {
    return String(JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"))).sub);
  } catch {
    return "customer";
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "careline-chat": CarelineChat;
  }
}
