import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Finding, Findings, Job } from "./api";
import { upkeep } from "./findings";
import { empty, Page, progress } from "./page";
import { ago } from "./words";

const OF_A_CHECK: Finding["what"][] = ["asked", "changed"];

@customElement("console-upkeep")
export class Upkeep extends Page {
  readonly heading = "Upkeep";
  @state() private published?: Findings;
  @state() private last?: Job | null;
  @state() private running?: Job;

  protected get isLoaded(): boolean {
    return this.last !== undefined;
  }

  protected async load(): Promise<void> {
    [this.published, this.last] = await Promise.all([
      this.api.get<Findings>("/findings"),
      this.api.get<Job | null>("/reviews/last"),
    ]);
  }

  private async check(): Promise<void> {
    await this.attempt(async () => {
      const job = await this.api.post<Job>("/reviews", {});
      this.last = await this.follow(job, (seen) => (this.running = seen));
      this.published = await this.api.get<Findings>("/findings");
    });
    this.running = undefined;
  }

  protected content(): TemplateResult {
    const last = this.last;
    const button = this.has("lead")
      ? html`<button class="primary" ?disabled=${this.isBusy} @click=${() => this.check()}>Check now</button>`
      : nothing;
    return html`
      <div class="bar">
        <p class="grow quiet">${this.told(last)}</p>
        ${button}
      </div>
      ${this.running ? progress(this.running, "Reading all articles and asking all questions") : nothing}
      ${this.shown(last)}
    `;
  }

  private told(last?: Job | null): TemplateResult {
    const version = this.published!.version;
    return html`${version
      ? html`Found when version <b>${version}</b> was published.`
      : "Customers are answered from what was deployed; nothing was published since."}
    ${last
      ? html`Every question was asked ${ago(last.askedAt)} by ${last.person}.`
      : "Which articles no question finds is known once every question was asked."}`;
  }

  /** What the publication found, and of the last check what only it can tell. */
  private shown(last?: Job | null): TemplateResult | typeof nothing {
    const { version, findings } = this.published!;
    const checked = last?.findings.filter(({ what }) => !OF_A_CHECK.includes(what)) ?? [];
    const found = [...findings, ...checked.filter(({ what }) => what === "orphan" || (!version && what !== "stale"))];
    if (found.length) return upkeep({ findings: found });
    if (this.running && !last) return nothing;
    const next = this.has("lead") ? "Check now: it takes a minute or so." : "A lead can check them.";
    if (!version && !last) return empty("The articles were not checked yet.", next);
    return empty("Nothing is wrong with the articles.", last ? "Check again after larger changes." : next);
  }
}
