import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Basis, Change, Errands, Run, Stuck, Waiting } from "./api";
import { empty, Page } from "./page";
import { ago } from "./words";

const SETTLES = [500, 1_500, 3_000];

@customElement("console-approvals")
export class Approvals extends Page {
  readonly heading = "Approvals";
  @state() private found?: Errands;
  @state() private denying = "";
  @state() private decided = new Set<string>();
  @state() private runs: Record<string, Run> = {};

  protected get isLoaded(): boolean {
    return this.found !== undefined;
  }

  protected async load(): Promise<void> {
    this.found = await this.api.get<Errands>("/errands");
    const detail = this.found.waiting.length + this.found.stuck.length;
    this.dispatchEvent(new CustomEvent("waiting", { detail, bubbles: true }));
  }

  private async act(run: string, deed: string, told: string, body: unknown = {}): Promise<void> {
    const done = await this.attempt(async () => {
      await this.api.post(`/runs/${run}/${deed}`, body);
      this.decided = new Set([...this.decided, run]);
    });
    if (!done) return;
    this.denying = "";
    this.notice = told;
    for (const wait of SETTLES) {
      await new Promise((rest) => setTimeout(rest, wait));
      await this.attempt(() => this.load());
    }
    this.decided = new Set([...this.decided].filter((each) => each !== run));
  }

  private async audit(event: Event, run: string): Promise<void> {
    if (!(event.target as HTMLDetailsElement).open) return;
    await this.attempt(async () => {
      this.runs = { ...this.runs, [run]: await this.api.get<Run>(`/runs/${run}`) };
    });
  }

  protected content(): TemplateResult {
    const { waiting, stuck } = this.found!;
    return html`
      ${waiting.length
        ? html`<ul class="cards">${waiting.map((each) => this.card(each))}</ul>`
        : empty("Nothing waits for a yes.", "What errands may not do by themselves will be asked here.")}
      <h2>Stuck</h2>
      ${stuck.length
        ? html`<ul class="cards">${stuck.map((each) => this.stuck(each))}</ul>`
        : html`<p class="quiet">No errand is half done.</p>`}
    `;
  }

  private card(each: Waiting): TemplateResult {
    const mine = each.givenBy.includes(this.me.name);
    const left = each.needed - each.givenBy.length;
    const decided = this.decided.has(each.run);
    return html`<li class="card">
      <div class="head"><h2>${capital(each.title)}</h2>
        <p class="figures"><span><b>${each.givenBy.length} of ${each.needed}</b> approved</span>
          <time datetime=${each.beganAt} title=${each.beganAt}>${ago(each.beganAt)}</time></p></div>
      ${changesTable(each.changes)}
      <p class="why">${each.why.map((why) => html`<span>${capital(why)}.</span> `)}
        ${each.givenBy.length ? html`Approved by ${each.givenBy.join(", ")}.` : nothing}
        ${mine && left > 0 ? html`<b>Another person must approve too.</b>` : nothing}</p>
      ${this.has("agent", "lead")
        ? html`<div class="actions">
            <button class="primary" ?disabled=${this.isBusy || mine || decided}
              @click=${() => this.act(each.run, "approval", left > 1 ? "Approved. Another person must approve too." : "Approved. The customer is told when it is done.")}>Approve</button>
            <button ?disabled=${this.isBusy || decided} aria-expanded=${this.denying === each.run}
              @click=${() => (this.denying = this.denying === each.run ? "" : each.run)}>Deny…</button>
          </div>`
        : nothing}
      ${this.denying === each.run
        ? html`<form class="inline" @submit=${(event: SubmitEvent) => {
            event.preventDefault();
            const reason = new FormData(event.target as HTMLFormElement).get("reason");
            void this.act(each.run, "denial", "Denied. A colleague explains it to the customer.", { reason });
          }}>
            <label>Why not? It stays in the audit. <input name="reason" required maxlength="500" /></label>
            <button class="danger" ?disabled=${this.isBusy}>Deny</button>
          </form>`
        : nothing}
      ${this.details(each.run)}
    </li>`;
  }

  private stuck(each: Stuck): TemplateResult {
    return html`<li class="card">
      <div class="head"><h2>${capital(each.title)}</h2>
        <p class="figures"><time datetime=${each.beganAt} title=${each.beganAt}>${ago(each.beganAt)}</time></p></div>
      <p class="why">Half done, and what failed cannot be taken back. ${each.failed ? html`Last: ${each.failed}.` : nothing}
        Mend what broke it, then try the failed step again.</p>
      ${this.has("ops", "lead")
        ? html`<div class="actions"><button class="primary" ?disabled=${this.isBusy || this.decided.has(each.run)}
            @click=${() => this.act(each.run, "retry", "It is tried again.")}>Try again</button></div>`
        : nothing}
      ${this.details(each.run)}
    </li>`;
  }

  private details(run: string): TemplateResult {
    const found = this.runs[run];
    return html`<details @toggle=${(event: Event) => this.audit(event, run)}>
      <summary>Audit of ${run}</summary>
      ${found
        ? found.audit.length
          ? html`<div class="scroll"><table class="audit"><thead><tr><th>When</th><th>Step</th><th>What</th><th>Receipt</th></tr></thead>
              <tbody>${found.audit.map(
                (line) => html`<tr><td class="nowrap">${line.at.slice(0, 19).replace("T", " ")}</td><td>${line.step}</td><td>${line.what}</td><td>${line.receipt}</td></tr>`,
              )}</tbody></table></div>`
          : html`<p class="quiet">It is ${found.status}; nothing was done yet.</p>`
        : nothing}
    </details>`;
  }
}

@customElement("console-switches")
export class Switches extends Page {
  readonly heading = "Switches";
  @state() private found?: Errands;
  @state() private asking = "";

  protected get isLoaded(): boolean {
    return this.found !== undefined;
  }

  protected async load(): Promise<void> {
    this.found = await this.api.get<Errands>("/errands");
  }

  private async turn(name: string, off: boolean): Promise<void> {
    await this.attempt(async () => {
      await this.api.post(`/switches/${name}`, { off });
      await this.load();
      this.asking = "";
      this.notice = off ? `${name} is stopped.` : `${name} runs again.`;
    });
  }

  protected content(): TemplateResult {
    const may = this.has("ops", "lead");
    return html`
      <p class="quiet">A stopped errand begins no more, and those that run do nothing more: their customers are handed to a person.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Switches"><table>
        <thead><tr><th>Errand</th><th>State</th><th class="number">${may ? "Change" : ""}</th></tr></thead>
        <tbody>${this.found!.errands.map(
          ({ name, title, stoppedBy }) => html`<tr>
            <td>${capital(title)}<small>${name}</small></td>
            <td>${stoppedBy === null
              ? html`<span class="tag good">runs</span>`
              : html`<span class="tag bad">stopped</span><small>${stoppedBy ? `by ${stoppedBy}` : ""}</small>`}</td>
            <td class="number">${may ? this.buttons(name, stoppedBy !== null) : nothing}</td>
          </tr>`,
        )}</tbody>
      </table></div>
    `;
  }

  private buttons(name: string, isOff: boolean): TemplateResult {
    if (isOff) return html`<button ?disabled=${this.isBusy} @click=${() => this.turn(name, false)}>Let it run</button>`;
    if (this.asking !== name) return html`<button @click=${() => (this.asking = name)} aria-label="Stop ${name}…">Stop…</button>`;
    return html`<button class="danger" ?disabled=${this.isBusy} @click=${() => this.turn(name, true)}>Stop ${name}</button>
      <button @click=${() => (this.asking = "")}>Keep</button>`;
  }
}

function changesTable(changes: Change[]): TemplateResult {
  return html`<table class="changes"><tbody>${changes.map(
    (each) => html`<tr><td>${each.words}<small>${each.source}</small>${each.restsOn.map(basis)}</td>
      <td class="number">${each.amount ? html`${each.amount}<small>${each.isCharge ? "charged" : "given"}</small>` : nothing}</td></tr>`,
  )}</tbody></table>`;
}

function basis({ rule, clause, source }: Basis): TemplateResult {
  return html`<figure class="basis"><blockquote>${clause}</blockquote>
    <figcaption>Rule <code>${rule}</code>, in <a href=${source} target="_blank" rel="noreferrer">${source.replace(/^https?:\/\//, "")}</a></figcaption></figure>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
