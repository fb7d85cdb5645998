import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { type ArticleText, type Job, type Knowledge, Problem } from "./api";
import { changes, upkeep } from "./findings";
import { DRAFT } from "./gaps";
import { Page, progress } from "./page";
import { count } from "./words";

const LARGEST = 4_000_000;
const FORMATS = ".md,.markdown,.html,.htm,.pdf,.docx,.csv,.txt";
const LOOK_EVERY = 1_500;
const PATIENCE = 90_000;

/** An article is written or uploaded, previewed, and then published; or, where it was published
 * here, previewed without it and withdrawn. */
@customElement("console-write")
export class Write extends Page {
  @property() article = "";
  @state() private text?: string;
  @state() private source = "";
  @state() private running?: Job;
  @state() private review?: Job;
  /** The text that the review is of; null: it is of the articles without this one. */
  @state() private reviewed: string | null = "";
  @query("input[type=file]") private picker?: HTMLInputElement;
  private hasLeft = false;

  get heading(): string {
    return this.article ? `Article ${this.article}` : "New article";
  }

  protected get isLoaded(): boolean {
    return this.text !== undefined;
  }

  private get canWrite(): boolean {
    return this.has("lead");
  }

  protected async load(): Promise<void> {
    if (this.article) {
      const found = await this.api.get<ArticleText>(`/articles/${encodeURIComponent(this.article)}`);
      [this.text, this.source] = [found.text, found.source];
      return;
    }
    const draft = sessionStorage.getItem(DRAFT);
    sessionStorage.removeItem(DRAFT);
    this.text = draft ?? blank((await this.api.get<Knowledge>("/knowledge")).today);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.hasLeft = true;
  }

  private change(text: string): void {
    this.text = text;
    this.notice = "";
  }

  private async upload(file?: File): Promise<void> {
    if (!file) return;
    await this.attempt(async () => {
      if (file.size > LARGEST) {
        throw new Problem(413, `${file.name} has more than 4 MB. Split it, or name its folder as a source.`);
      }
      const content = await encoded(file);
      const read = await this.api.post<ArticleText>("/uploads", { name: file.name, content });
      this.change(read.text);
      this.notice = `${file.name} was read. Look it over: nothing is kept before you publish.`;
    });
    if (this.picker) this.picker.value = "";
  }

  private get canWithdraw(): boolean {
    return this.canWrite && this.source === "inbox";
  }

  /** Of the text, or of the articles without this one. */
  private async preview(text: string | null): Promise<void> {
    this.notice = "";
    this.review = undefined;
    await this.attempt(async () => {
      const job = text === null
        ? await this.api.post<Job>("/withdrawals/previews", { id: this.article })
        : await this.api.post<Job>("/reviews", { text });
      this.review = await this.follow(job, (seen) => (this.running = seen));
      this.reviewed = text;
    });
    this.running = undefined;
    await this.updateComplete;
    this.querySelector<HTMLElement>("#found")?.focus();
  }

  private async publish(): Promise<void> {
    await this.attempt(async () => {
      const before = (await this.api.get<Knowledge>("/knowledge")).published;
      const { id } = await this.api.post<{ id: string }>("/publications", { text: this.text });
      this.review = undefined;
      this.notice = `${id} is on its way; it will be live within a minute.`;
      void this.watch(before, `${id} is live: customers are answered from it.`);
    });
  }

  private async withdraw(): Promise<void> {
    await this.attempt(async () => {
      const before = (await this.api.get<Knowledge>("/knowledge")).published;
      const { id } = await this.api.post<{ id: string }>("/withdrawals", { id: this.article });
      this.review = undefined;
      this.source = "";
      this.notice = `${id} is being withdrawn; customers are answered without it within a minute.`;
      void this.watch(before, `${id} is withdrawn: customers are answered without it.`);
    });
  }

  /** Say so when a new version is live. */
  private async watch(before: string | null, told: string): Promise<void> {
    const until = Date.now() + PATIENCE;
    while (!this.hasLeft && Date.now() < until) {
      await new Promise((done) => setTimeout(done, LOOK_EVERY));
      const { published } = await this.api.get<Knowledge>("/knowledge");
      if (published === before) continue;
      this.notice = told;
      return;
    }
  }

  protected content(): TemplateResult {
    const isReviewed = this.review !== undefined && this.reviewed === this.text;
    return html`
      <p class="quiet">The lines between <code>---</code> say where and when the article holds, and, under
        <code>asked</code>, in which words customers ask for each of its sections.
        ${this.source && this.source !== "inbox"
          ? html`It comes from the source <b>${this.source}</b>: what you publish here takes its place, and later changes there no longer count.`
          : nothing}</p>
      <label class="editor"><span class="hidden">The article</span>
        <textarea spellcheck="true" rows="18" ?readonly=${!this.canWrite} .value=${this.text!}
          @input=${(event: Event) => this.change((event.target as HTMLTextAreaElement).value)}
          @dragover=${(event: DragEvent) => event.preventDefault()}
          @drop=${(event: DragEvent) => {
            event.preventDefault();
            void this.upload(event.dataTransfer?.files[0]);
          }}></textarea>
      </label>
      ${this.canWrite
        ? html`<div class="actions">
            <button class=${isReviewed ? "" : "primary"} ?disabled=${this.isBusy} @click=${() => this.preview(this.text!)}>Preview what changes</button>
            <button class=${isReviewed ? "primary" : ""} ?disabled=${this.isBusy || !isReviewed} @click=${() => this.publish()}>Publish</button>
            <button ?disabled=${this.isBusy} @click=${() => this.picker?.click()}>Upload a file…</button>
            ${this.canWithdraw
              ? html`<button ?disabled=${this.isBusy} @click=${() => this.preview(null)}>Withdraw…</button>`
              : nothing}
            <input type="file" class="hidden" tabindex="-1" aria-label="A file to read" accept=${FORMATS}
              @change=${() => this.upload(this.picker?.files?.[0])} />
          </div>`
        : html`<p class="quiet">A lead may change it.</p>`}
      ${this.running ? progress(this.running, "Asking every golden and past question of both") : nothing}
      ${this.review ? (this.reviewed === null ? this.left(this.review) : this.found(this.review, isReviewed)) : nothing}
    `;
  }

  private left(review: Job): TemplateResult {
    return html`<section id="found" tabindex="-1" aria-label="What withdrawing would change">
      <h2>What withdrawing would change</h2>
      <p class="quiet">An article of a source that it had replaced counts again. The index before is kept, and the text for 30 days.</p>
      ${changes(review)}
      <div class="actions">
        <button class="danger" ?disabled=${this.isBusy} @click=${() => this.withdraw()}>Withdraw ${this.article}</button>
        <button ?disabled=${this.isBusy} @click=${() => (this.review = undefined)}>Keep it</button>
      </div>
    </section>`;
  }

  private found(review: Job, isCurrent: boolean): TemplateResult {
    const id = /^id:\s*"?([^"\n]+?)"?\s*$/m.exec(this.reviewed ?? "")?.[1];
    const others = review.findings.filter(({ what }) => !["asked", "changed"].includes(what)).length;
    return html`<section id="found" tabindex="-1" aria-label="What publishing would change" class=${isCurrent ? "" : "old"}>
      <h2>What publishing would change</h2>
      ${isCurrent ? nothing : html`<p class="problem">The article has changed since: preview it again.</p>`}
      ${changes(review)} ${upkeep(review, id)}
      ${others ? html`<p class="quiet">In all articles there ${others === 1 ? "is" : "are"} ${count(others, "thing")} to look at: see <a href="#upkeep">Upkeep</a>.</p>` : nothing}
    </section>`;
  }
}

async function encoded(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function blank(today: string): string {
  return `---
id: TO DO
title: TO DO
source: TO DO, the address at which customers will read it
version: "${today.slice(0, 7)}"
owner: TO DO
locale: en
region: all
products: all
valid_from: ${today}
---

## TO DO: a heading

TO DO: the answer, in short sentences that stand by themselves.
`;
}
