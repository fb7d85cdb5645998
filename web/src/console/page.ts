/** What all pages of the console have in common: they load, tell what went wrong, and follow jobs. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { type Api, type Job, type Me, Problem } from "./api";

const LOOK_EVERY = 400;
const SKELETON_AFTER = 200;

export abstract class Page extends LitElement {
  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) me!: Me;
  @state() protected problem = "";
  @state() protected notice = "";
  @state() protected isBusy = false;
  @state() private isSlow = false;

  abstract readonly heading: string;
  protected abstract load(): Promise<void>;
  protected abstract content(): TemplateResult | typeof nothing;
  /** Whether there is anything to show yet. */
  protected abstract get isLoaded(): boolean;

  /** One style sheet serves all pages. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override firstUpdated(): void {
    setTimeout(() => (this.isSlow = true), SKELETON_AFTER);
    void this.attempt(() => this.load());
  }

  protected has(...roles: string[]): boolean {
    return roles.some((role) => this.me.roles.includes(role));
  }

  /** Do something, and tell what went wrong; says whether nothing did. */
  protected async attempt(what: () => Promise<void>): Promise<boolean> {
    this.problem = "";
    this.isBusy = true;
    try {
      await what();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error.message;
      void this.updateComplete.then(() => this.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" }));
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** Look at a job until it has ended, showing each look. Raises its problem. */
  protected async follow(job: Job, show: (job: Job) => void): Promise<Job> {
    let seen = job;
    show(seen);
    while (seen.state === "waiting" || seen.state === "running") {
      await new Promise((done) => setTimeout(done, LOOK_EVERY));
      seen = await this.api.get<Job>(`/jobs/${job.id}`);
      show(seen);
    }
    if (seen.state === "failed") throw new Problem(422, `It could not be done: ${seen.problem}.`);
    return seen;
  }

  override render(): TemplateResult {
    return html`
      <h1 tabindex="-1">${this.heading}</h1>
      <div role="alert">${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}</div>
      <div role="status">${this.notice ? html`<p class="notice">${this.notice}</p>` : nothing}</div>
      ${this.isLoaded ? this.content() : this.isSlow && !this.problem ? skeleton : nothing}
    `;
  }
}

const skeleton = html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`;

/** How far a job is. */
export function progress(job: Job, doing: string): TemplateResult {
  const begun = job.state === "running" && job.all > 0;
  return html`<div class="progress">
    <label>
      ${doing}${begun ? html` <span class="figure">${job.done} of ${job.all}</span>` : "…"}
      ${begun ? html`<progress max=${job.all} value=${job.done}></progress>` : html`<progress></progress>`}
    </label>
  </div>`;
}

export function empty(what: string, next: TemplateResult | string): TemplateResult {
  return html`<div class="empty"><p><strong>${what}</strong></p><p>${next}</p></div>`;
}
