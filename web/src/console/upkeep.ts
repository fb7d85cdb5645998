import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Job } from "./api";
import { upkeep } from "./findings";
import { empty, Page, progress } from "./page";
import { ago } from "./words";

@customElement("console-upkeep")
export class Upkeep extends Page {
  readonly heading = "Upkeep";
  @state() private last?: Job | null;
  @state() private running?: Job;

  protected get isLoaded(): boolean {
    return this.last !== undefined;
  }

  protected async load(): Promise<void> {
    this.last = await this.api.get<Job | null>("/reviews/last");
  }

  private async check(): Promise<void> {
    await this.attempt(async () => {
      const job = await this.api.post<Job>("/reviews", {});
      this.last = await this.follow(job, (seen) => (this.running = seen));
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
        <p class="grow quiet">${last
          ? html`Checked ${ago(last.askedAt)} by ${last.person}.`
          : "Every article is compared with every other, and every known question is asked."}</p>
        ${button}
      </div>
      ${this.running ? progress(this.running, "Reading all articles and asking all questions") : nothing}
      ${last || !this.running ? this.shown(last) : nothing}
    `;
  }

  private shown(last?: Job | null): TemplateResult | typeof nothing {
    if (!last) {
      const next = this.has("lead") ? "Check them: it takes a minute or so." : "A lead can check them.";
      return empty("The articles were not checked yet.", next);
    }
    const isFine = last.findings.every(({ what }) => what === "asked" || what === "changed");
    return isFine ? empty("Nothing is wrong with the articles.", "Check again after larger changes.") : upkeep(last);
  }
}
