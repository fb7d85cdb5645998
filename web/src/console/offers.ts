import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { HeldBy, Offer, Offers, When } from "./api";
import { empty, Page } from "./page";
import { count } from "./words";

const CAUSES: Record<When["causes"][number], string> = {
  delayed: "waits for an order that is late",
  came_late: "had an order come late",
  no_order_yet: "has not ordered yet",
};
const STATES: Record<HeldBy["offers"][number]["state"], [name: string, kind: string, more: string]> = {
  open: ["open", "good", ""],
  used: ["used", "", "or taken away in the shop"],
  ended: ["ended", "", "never used"],
  unknown: ["not known", "warn", "the shop does not answer"],
};

@customElement("console-offers")
export class OffersPage extends Page {
  readonly heading = "Offers";
  @state() private found?: Offers;
  @state() private held?: HeldBy;

  protected get isLoaded(): boolean {
    return this.found !== undefined;
  }

  protected async load(): Promise<void> {
    this.found = await this.api.get<Offers>("/offers");
  }

  private async look(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const customer = new FormData(event.target as HTMLFormElement).get("customer");
    this.held = undefined;
    await this.attempt(async () => {
      this.held = await this.api.post<HeldBy>("/offers/held", { customer });
    });
  }

  protected content(): TemplateResult {
    const { offers, lately, stoppedBy } = this.found!;
    if (!offers.length) return empty("Nothing is ever offered.", "Say in the pack's offers.yaml what may be, to whom and how often.");
    return html`
      <p class="quiet">What may be given to customers of the company's own accord, the first that fits. Nothing else is ever offered.</p>
      ${stoppedBy === null
        ? nothing
        : html`<p><span class="tag bad">stopped</span> ${stoppedBy ? `By ${stoppedBy}: nothing` : "Nothing"} is given until somebody lets it run in
            <a href="#switches">Switches</a>.</p>`}
      <div class="scroll" tabindex="0" role="region" aria-label="Offers"><table>
        <thead><tr><th>Offer</th><th>Whoever</th><th>Its code</th><th class="number">Given today</th>
          <th class="number nowrap">Last ${lately} days</th><th class="number">Days at the cap</th></tr></thead>
        <tbody>${offers.map((each) => this.row(each))}</tbody>
      </table></div>
      ${this.has("agent", "lead") ? this.customer() : nothing}
    `;
  }

  private row(each: Offer): TemplateResult {
    const isFull = each.aDay !== null && each.givenToday >= each.aDay;
    return html`<tr>
      <td>${each.worth} off the next order<small>${each.name}</small>
        <details><summary>What is said</summary>${each.words}</details></td>
      <td><ul class="terms">${audience(each.when, this.found!.askedBy).map((term, at) => html`<li>${at ? "and " : ""}${term}</li>`)}</ul></td>
      <td class="nowrap">is good for ${count(each.days, "day")}<small>again after ${count(each.everyDays, "day")}</small></td>
      <td class="number nowrap">${each.givenToday}${each.aDay === null ? nothing : ` of ${each.aDay}`}
        ${isFull ? html`<small><span class="tag warn">full</span></small>` : nothing}</td>
      <td class="number">${each.givenLately}</td>
      <td class="number">${each.fullDays}</td>
    </tr>`;
  }

  private customer(): TemplateResult {
    return html`
      <h2>What a customer was given</h2>
      <p class="quiet">The shop is asked whether a code was used.</p>
      <form class="inline" @submit=${(event: SubmitEvent) => this.look(event)}>
        <label>E-mail address, phone number or id <input name="customer" required maxlength="254" autocomplete="off" /></label>
        <button ?disabled=${this.isBusy}>Look</button>
      </form>
      <div class="answer" aria-live="polite">${this.held ? this.holdings(this.held) : nothing}</div>
    `;
  }

  private holdings({ customer, name, tier, offers }: HeldBy): TemplateResult {
    return html`<h3>${name} <small>${tier} · ${customer}</small></h3>
      ${offers.length
        ? html`<div class="scroll" tabindex="0" role="region" aria-label="Given to ${name}"><table>
            <thead><tr><th>Code</th><th>State</th><th>Offer</th><th>Given</th><th>Good until</th><th>The same again from</th></tr></thead>
            <tbody>${offers.map((each) => {
              const [word, kind, more] = STATES[each.state];
              return html`<tr>
                <td><code>${each.code}</code></td>
                <td><span class="tag ${kind}">${word}</span><small>${more}</small></td>
                <td>${each.worth} off the next order<small>${each.name}</small></td>
                <td class="nowrap">${each.on}</td>
                <td class="nowrap">${each.until}</td>
                <td class="nowrap">${each.againFrom}</td>
              </tr>`;
            })}</tbody>
          </table></div>`
        : empty("No offer is on record.", "What was given stays here until its code has ended and the same may be given again.")}`;
  }
}

/** What must hold, all of it: "writes of order status, or asks for an offer", "is upset". */
function audience({ asked, intents, tiers, causes, upset, churnFrom }: When, askedBy: string[]): string[] {
  const asks = asked || askedBy.length ? ["asks for an offer"] : [];
  const writes = asked || !intents.length ? [] : [`writes of ${either(intents)}`];
  return [
    [...writes, ...asks].join(", or "),
    ...(tiers.length ? [`is of tier ${either(tiers)}`] : []),
    ...(causes.length ? [either(causes.map((cause) => CAUSES[cause]))] : []),
    ...(upset ? ["is upset"] : []),
    ...(churnFrom ? [`is at a risk of leaving of ${Math.round(churnFrom * 100)}% or more`] : []),
  ];
}

function either(names: string[]): string {
  return names.map((each) => each.replaceAll("_", " ")).join(" or ");
}
