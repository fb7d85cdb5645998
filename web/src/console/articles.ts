import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { Article, Knowledge } from "./api";
import { empty, Page } from "./page";

const MOST = 500;
const STATES: [value: string, label: string, fits: (each: Article) => boolean][] = [
  ["all", "All", () => true],
  ["holds", "In force", (each) => each.validity === "holds" && !each.isHidden],
  ["upcoming", "Upcoming", (each) => each.validity === "upcoming"],
  ["over", "Ended or replaced", (each) => each.validity === "ended" || each.validity === "superseded" || each.isHidden],
  ["stale", "Stale", (each) => each.stale !== ""],
];

@customElement("console-articles")
export class Articles extends Page {
  readonly heading = "Articles";
  @state() private knowledge?: Knowledge;
  @state() private words = "";
  @state() private chosen = "all";
  @query("input[type=search]") private box?: HTMLInputElement;
  private wantsFilter = false;

  protected get isLoaded(): boolean {
    return this.knowledge !== undefined;
  }

  protected async load(): Promise<void> {
    this.knowledge = await this.api.get<Knowledge>("/knowledge");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onKey);
  }

  /** A slash goes to the filter, as soon as it is there. */
  private onKey = (event: KeyboardEvent): void => {
    if (event.key !== "/" || (event.target as HTMLElement).matches("input, textarea")) return;
    event.preventDefault();
    this.wantsFilter = true;
    this.goToFilter();
  };

  protected override updated(): void {
    this.goToFilter();
  }

  private goToFilter(): void {
    if (!this.wantsFilter || !this.box) return;
    this.wantsFilter = false;
    this.box.focus();
  }

  protected content(): TemplateResult {
    const { articles } = this.knowledge!;
    const write = this.has("lead") ? html`<a class="button primary" href="#write">Write or upload</a>` : nothing;
    if (!articles.length) {
      return empty("No article is on file.", html`Put Markdown into the pack's knowledge, name a source in sources.yaml, or ${write}.`);
    }
    const fits = STATES.find(([value]) => value === this.chosen)![2];
    const wanted = this.words.toLowerCase();
    const found = articles.filter(
      (each) => fits(each) && `${each.id} ${each.title} ${each.owner ?? ""} ${each.source}`.toLowerCase().includes(wanted),
    );
    return html`
      <div class="bar">
        <label class="grow"><span class="hidden">Filter</span>
          <input type="search" placeholder="Filter by title, owner or source ( / )" .value=${this.words}
            @input=${(event: Event) => (this.words = (event.target as HTMLInputElement).value)} />
        </label>
        <fieldset class="chips"><legend class="hidden">State</legend>
          ${STATES.map(([value, label, test]) => {
            const many = articles.filter(test).length;
            return html`<label><input type="radio" name="state" value=${value} .checked=${this.chosen === value}
              @change=${() => (this.chosen = value)} /><span>${label} <b class="figure">${many}</b></span></label>`;
          })}
        </fieldset>
        ${write}
      </div>
      ${found.length
        ? html`<div class="scroll" tabindex="0" role="region" aria-label="Articles"><table>
            <thead><tr><th>Article</th><th>State</th><th>Holds</th><th>Version</th><th>Source</th><th>Owner</th></tr></thead>
            <tbody>${found.slice(0, MOST).map((each) => this.row(each))}</tbody>
          </table></div>`
        : empty("Nothing fits.", "Filter by fewer words, or choose another state.")}
      ${found.length > MOST ? html`<p class="quiet">The first ${MOST} of ${found.length}: filter for the others.</p>` : nothing}
    `;
  }

  private row(each: Article): TemplateResult {
    const until = each.validTo ? `to ${each.validTo}` : "on";
    const places = each.regions.length ? ` · ${each.regions.join(", ")}` : "";
    return html`<tr>
      <td>${each.isHidden ? each.title : html`<a href="#write/${encodeURIComponent(each.id)}">${each.title}</a>`}
        <small>${each.id}</small></td>
      <td>${this.state(each)}</td>
      <td class="nowrap">from ${each.validFrom} ${until}<small>${each.locale}${places}</small></td>
      <td class="nowrap">${each.version}</td>
      <td>${each.source}</td>
      <td class="nowrap">${each.owner ?? ""}</td>
    </tr>`;
  }

  private state(each: Article): TemplateResult {
    if (each.isHidden) return html`<span class="tag">replaced in the inbox</span>`;
    if (each.stale) return html`<span class="tag warn" title=${each.stale}>stale</span><small>${each.stale}</small>`;
    if (each.supersededBy && each.validity === "superseded") {
      return html`<span class="tag">replaced by ${each.supersededBy}</span>`;
    }
    const names = { holds: "in force", upcoming: "upcoming", ended: "ended", superseded: "replaced" };
    return html`<span class="tag ${each.validity === "holds" ? "good" : ""}">${names[each.validity]}</span>`;
  }
}
