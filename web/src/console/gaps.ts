import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Api, type Gap, type Job } from "./api";
import { empty, Page, progress } from "./page";
import { ago, count } from "./words";

export const DRAFT = "careline:draft";

@customElement("console-gaps")
export class Gaps extends Page {
  readonly heading = "Gaps";
  @state() private last?: Job | null;
  @state() private running?: Job;
  @state() private setAside = new Set<Gap>();
  @state() private asking?: Gap;

  protected get isLoaded(): boolean {
    return this.last !== undefined;
  }

  protected async load(): Promise<void> {
    this.last = await this.api.get<Job | null>("/gaps/last");
    if (!this.last && this.has("lead")) await this.gather();
  }

  private async look(): Promise<void> {
    await this.attempt(() => this.gather());
    this.running = undefined;
  }

  private async gather(): Promise<void> {
    this.last ??= null;
    const job = await this.api.post<Job>("/gaps");
    try {
      this.last = await this.follow(job, (seen) => (this.running = seen));
      this.setAside = new Set();
    } finally {
      this.running = undefined;
    }
  }

  private write(gap: Gap): void {
    sessionStorage.setItem(DRAFT, gap.draft);
    location.hash = "#write";
  }

  private async reject(event: SubmitEvent, gap: Gap): Promise<void> {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get("reason"));
    const done = await this.attempt(() => this.api.post("/gaps/aside", { messages: gap.messages, reason }));
    if (!done) return;
    this.setAside = new Set([...this.setAside, gap]);
    this.asking = undefined;
    this.notice = `“${gap.questions[0]}” is set aside.`;
  }

  protected content(): TemplateResult {
    const gaps = this.last ? Api.of(this.last, "gap").filter((gap) => !this.setAside.has(gap)) : [];
    return html`
      <div class="bar">
        <p class="grow quiet">What customers asked in the last 30 days and no article answers to this day; the most costly
          first, where an answer of a person counts as five of ours.${this.last ? html` Looked ${ago(this.last.askedAt)}.` : nothing}</p>
        ${this.has("lead")
          ? html`<button ?disabled=${this.isBusy} @click=${() => this.look()}>Look again</button>`
          : nothing}
      </div>
      ${this.running ? progress(this.running, "Asking the open questions again") : nothing}
      ${gaps.length
        ? html`<ol class="cards">${gaps.map((gap) => this.card(gap))}</ol>`
        : this.running
          ? nothing
          : empty("Every question found its answer.", "Look again when customers have asked more.")}
    `;
  }

  private card(gap: Gap): TemplateResult {
    const [first, ...others] = gap.questions;
    return html`<li class="card">
      <div class="head">
        <h2>${first}</h2>
        <p class="figures"><span><b>${gap.cost.toLocaleString("en")}</b> cost</span>
          <span><b>${gap.asked}</b> asked</span><span><b>${gap.handedOver}</b> handed over</span></p>
      </div>
      ${others.length
        ? html`<details><summary>${count(others.length, "more question")} like it</summary><ul>${others.map((each) => html`<li>${each}</li>`)}</ul></details>`
        : nothing}
      ${this.has("lead")
        ? html`<div class="actions">
            <button class="primary" @click=${() => this.write(gap)}>Write the article</button>
            <button aria-expanded=${this.asking === gap} @click=${() => (this.asking = this.asking === gap ? undefined : gap)}>Set aside…</button>
          </div>`
        : nothing}
      ${this.asking === gap
        ? html`<form class="inline" @submit=${(event: SubmitEvent) => this.reject(event, gap)}>
            <label>Why does it need no article? <input name="reason" required maxlength="500" autofocus /></label>
            <button ?disabled=${this.isBusy}>Set aside</button>
          </form>`
        : nothing}
    </li>`;
  }
}
