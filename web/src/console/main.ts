/** The console: who is signed in, where one is, and the page of it. */
import "./console.css";
import "./articles";
import "./errands";
import "./gaps";
import "./offers";
import "./sources";
import "./upkeep";
import "./write";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { Api, type Errands, type Me, Problem } from "./api";
import { Session } from "./session";

const GROUPS: [title: string, pages: [place: string, title: string][]][] = [
  ["Knowledge", [["articles", "Articles"], ["gaps", "Gaps"], ["upkeep", "Upkeep"], ["sources", "Sources"]]],
  ["Errands", [["approvals", "Approvals"], ["offers", "Offers"], ["switches", "Switches"]]],
];
const FIRST = "articles";
const COUNT_EVERY = 30_000;

@customElement("careline-console")
export class Console extends LitElement {
  @state() private session?: Session;
  @state() private me?: Me;
  @state() private problem = "";
  @state() private place = placeOf(location.hash);
  @state() private waiting = 0;
  private api?: Api;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", () => this.go());
    void this.begin();
  }

  private async begin(): Promise<void> {
    try {
      this.session = await Session.open();
      document.title = `${this.session.company} console`;
      if (/^#[0-9a-f]{6}$/i.test(this.session.accent)) {
        document.documentElement.style.setProperty("--brand", this.session.accent);
      }
      this.api = new Api(this.session);
      this.place = placeOf(location.hash);
      this.me = await this.api.get<Me>("/me");
      await this.count();
      setInterval(() => document.hidden || void this.count(), COUNT_EVERY);
    } catch (error) {
      this.problem = error instanceof Problem ? error.message : String(error);
    }
  }

  /** How many errands wait for somebody, beside the link. */
  private async count(): Promise<void> {
    const found = await this.api!.get<Errands>("/errands").catch(() => undefined);
    if (found) this.waiting = found.waiting.length + found.stuck.length;
  }

  private async go(): Promise<void> {
    this.place = placeOf(location.hash);
    await this.updateComplete;
    scrollTo(0, 0);
    requestAnimationFrame(() => this.querySelector<HTMLElement>("main h1")?.focus());
  }

  override render(): TemplateResult | typeof nothing {
    if (this.problem) return html`<main class="alone"><p class="problem" role="alert">${this.problem}</p></main>`;
    if (!this.me || !this.session) return nothing;
    return html`
      <a class="skip" href="#content" @click=${(event: Event) => {
        event.preventDefault();
        this.querySelector<HTMLElement>("main h1")?.focus();
      }}>Skip to the page</a>
      <header class="top">
        <strong>${this.session.company}</strong>
        <nav aria-label="Console">${GROUPS.map(
          ([title, pages]) => html`<div class="group"><span class="label">${title}</span>
            ${pages.map(
              ([place, name]) => html`<a href="#${place}" aria-current=${this.page === place ? "page" : nothing}>${name}${place === "approvals" && this.waiting
                ? html`<b class="badge" aria-label="${this.waiting} waiting">${this.waiting}</b>`
                : nothing}</a>`,
            )}</div>`,
        )}</nav>
        <div class="who">
          <span title=${this.me.roles.join(", ")}>${this.me.name}<small>${this.me.roles.join(", ") || "no role"}</small></span>
          <button @click=${() => void this.session!.begin("select_account")}>Switch</button>
        </div>
      </header>
      <main id="content" @waiting=${(event: CustomEvent<number>) => (this.waiting = event.detail)}>
        ${this.me.roles.length ? this.content() : this.nobody()}
      </main>
    `;
  }

  private get page(): string {
    const [page] = this.place;
    return page === "write" ? "articles" : page;
  }

  private content(): TemplateResult {
    const [page, about] = this.place;
    const [api, me] = [this.api!, this.me!];
    switch (page) {
      case "write":
        return html`${keyed(about, html`<console-write .api=${api} .me=${me} article=${about}></console-write>`)}`;
      case "gaps":
        return html`<console-gaps .api=${api} .me=${me}></console-gaps>`;
      case "upkeep":
        return html`<console-upkeep .api=${api} .me=${me}></console-upkeep>`;
      case "sources":
        return html`<console-sources .api=${api} .me=${me}></console-sources>`;
      case "approvals":
        return html`<console-approvals .api=${api} .me=${me}></console-approvals>`;
      case "offers":
        return html`<console-offers .api=${api} .me=${me}></console-offers>`;
      case "switches":
        return html`<console-switches .api=${api} .me=${me}></console-switches>`;
      default:
        return html`<console-articles .api=${api} .me=${me}></console-articles>`;
    }
  }

  private nobody(): TemplateResult {
    return html`<h1>You have no role here</h1>
      <p>Ask whoever keeps your identity provider for one of agent, lead or ops, then sign in again.</p>`;
  }
}

/** The page, and what it is about: #write/returns. */
function placeOf(hash: string): [page: string, about: string] {
  const [page = "", ...rest] = hash.replace(/^#/, "").split("/");
  const known = page === "write" || GROUPS.some(([, pages]) => pages.some(([place]) => place === page));
  return [known ? page : FIRST, decodeURIComponent(rest.join("/"))];
}
