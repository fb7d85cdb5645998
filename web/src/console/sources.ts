import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Knowledge, Source } from "./api";
import { Page } from "./page";
import { ago } from "./words";

const KINDS: Record<string, string> = {
  inbox: "dropped in by people",
  folder: "deployed with the pack",
  website: "web site",
  confluence: "Confluence",
  notion: "Notion",
  zendesk_macros: "Zendesk macros",
};

@customElement("console-sources")
export class Sources extends Page {
  readonly heading = "Sources";
  @state() private knowledge?: Knowledge;

  protected get isLoaded(): boolean {
    return this.knowledge !== undefined;
  }

  protected async load(): Promise<void> {
    this.knowledge = await this.api.get<Knowledge>("/knowledge");
  }

  protected content(): TemplateResult {
    const { sources, published } = this.knowledge!;
    return html`
      <p class="quiet">${published
        ? html`Customers are answered from version <code>${published}</code>.`
        : "Customers are answered from the articles that were deployed: nothing was published since."}</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Sources"><table>
        <thead><tr><th>Source</th><th>State</th><th class="number">Articles</th><th>Last look</th><th>Schedule</th></tr></thead>
        <tbody>${sources.map((each) => this.row(each))}</tbody>
      </table></div>
    `;
  }

  private row(each: Source): TemplateResult {
    const skipped = Object.entries(each.skipped);
    const looked = each.looked;
    return html`<tr>
      <td>${each.name}<small>${KINDS[each.kind] ?? each.kind}</small></td>
      <td>
        ${looked?.problem
          ? html`<span class="tag bad">broken</span><small>${looked.problem}</small>`
          : skipped.length
            ? html`<span class="tag warn">${skipped.length} left out</span>`
            : html`<span class="tag ${looked ? "good" : ""}">${looked ? "fine" : "not looked at yet"}</span>`}
        ${skipped.length
          ? html`<details><summary>What to mend</summary><ul>
              ${skipped.map(([place, mend]) => html`<li><code>${place}</code>: ${mend}</li>`)}
            </ul></details>`
          : nothing}
      </td>
      <td class="number">${each.documents}</td>
      <td class="nowrap">${looked ? html`<time datetime=${looked.at} title=${looked.at}>${ago(looked.at)}</time>` : "never"}
        ${looked && !looked.problem && (looked.pulled || looked.gone)
          ? html`<small>${looked.pulled} new, ${looked.gone} gone</small>`
          : nothing}</td>
      <td class="nowrap">${each.schedule ?? (each.kind === "inbox" ? "at once" : "when told")}</td>
    </tr>`;
  }
}
