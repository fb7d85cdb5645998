/** What a review found, as lists. */
import { html, nothing, type TemplateResult } from "lit";
import { Api, type Changed, type Job } from "./api";
import { compare, count, type Piece } from "./words";

/** The answers that would change, before beside after. */
export function changes(job: Job): TemplateResult {
  const changed = Api.of(job, "changed");
  const asked = Api.of(job, "asked")[0]?.count ?? 0;
  return html`
    <p class="sum"><strong>${changed.length}</strong> of ${count(asked, "answer")} would change.</p>
    ${changed.map(change)}
  `;
}

function change(found: Changed): TemplateResult {
  const [before, after] = compare(found.before, found.after);
  const asker = found.customer ? `, asked as ${found.customer}` : "";
  return html`<section class="change">
    <h3>${found.text} <small>${found.origin === "golden" ? "golden conversation" : "asked before"}${asker}</small></h3>
    <div class="sides">
      <div><h4>Before</h4><p>${before.map((piece) => marked(piece, "del"))}</p></div>
      <div><h4>After</h4><p>${after.map((piece) => marked(piece, "ins"))}</p></div>
    </div>
  </section>`;
}

function marked(piece: Piece, kind: "del" | "ins"): TemplateResult | string {
  if (!piece.isChanged || !piece.text.trim()) return piece.text;
  return kind === "del" ? html`<del>${piece.text}</del>` : html`<ins>${piece.text}</ins>`;
}

/** What is wrong with the articles; of all of them, or of those about one. */
export function upkeep(job: Pick<Job, "findings">, only?: string): TemplateResult | typeof nothing {
  const about = (...documents: string[]) => !only || documents.includes(only);
  const contradictions = Api.of(job, "contradiction").filter((found) => about(...found.documents));
  const doubles = Api.of(job, "double").filter((found) => about(documentOf(found.passage), found.other));
  const stale = Api.of(job, "stale").filter((found) => about(found.document));
  const orphans = Api.of(job, "orphan").filter((found) => about(found.document));
  return html`
    ${part(
      "Contradictions",
      "Two articles say different things to the same reader. Change one, or say where each holds.",
      contradictions.map(
        (found) => html`<li>
          <blockquote>${found.one} <cite>${link(found.documents[0])}</cite></blockquote>
          <blockquote>${found.other} <cite>${link(found.documents[1])}</cite></blockquote>
        </li>`,
      ),
    )}
    ${part(
      "Near-duplicates",
      "A section that another article has too: keep one, so that they cannot drift apart.",
      doubles.map(
        (found) =>
          html`<li>${link(documentOf(found.passage))} repeats ${link(found.other)} (${Math.round(found.share * 100)}% of a section)</li>`,
      ),
    )}
    ${part(
      "Not compared",
      "Too many sentences to be held against each other: contradictions among them are not known.",
      Api.of(job, "not_compared").map(
        (found) => html`<li>${found.sentences.toLocaleString("en")} sentences in ${found.locale}</li>`,
      ),
    )}
    ${part(
      "Stale",
      "Look whether they still hold; a new valid_from says that somebody has.",
      stale.map((found) => html`<li>${link(found.document)}: ${found.why}</li>`),
    )}
    ${part(
      "Found by no question",
      "No golden or past question finds them, and no rule rests on them.",
      orphans.map((found) => html`<li>${link(found.document)}</li>`),
    )}
  `;
}

export function link(document: string): TemplateResult {
  return html`<a href="#write/${encodeURIComponent(document)}">${document}</a>`;
}

/** Of a passage, whose id ends with its number. */
function documentOf(passage: string): string {
  return passage.replace(/#[^#]*$/, "");
}

function part(title: string, mend: string, items: TemplateResult[]): TemplateResult | typeof nothing {
  if (!items.length) return nothing;
  return html`<section class="part">
    <h2>${title} <span class="figure">${items.length}</span></h2>
    <p class="quiet">${mend}</p>
    <ul class="plain">${items}</ul>
  </section>`;
}
