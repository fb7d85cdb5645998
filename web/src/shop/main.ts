/** The demo shop: a page of the company's own, with its own sign-in, that carries the widget. */
import "./shop.css";

interface Customer {
  id: string;
  name: string;
  tier: string;
}

const SIGNED_IN_AT_FIRST = "cus_maya";
const PRODUCTS: [name: string, what: string, price: string][] = [
  ["Heron 5", "Noise-cancelling headphones", "over-ear"],
  ["Osprey 4", "Gaming headset, wireless", "2.4 GHz"],
  ["Kestrel 3", "Studio headphones", "wired and wireless"],
  ["Finch 2", "Earbuds with case", "in-ear"],
];
const PROMPTS = [
  "Why was my delivery delayed? I ordered on May 1st and it's still not here.",
  "What's the return policy for digital products?",
  "Can I cancel my coaching subscription?",
];

const chat = document.querySelector<HTMLElement & { compose(text: string): void }>("careline-chat")!;
const account = document.querySelector<HTMLSelectElement>("#account")!;

async function signIn(customer: string): Promise<void> {
  if (!customer) {
    chat.removeAttribute("identity-token");
    return;
  }
  const answer = await fetch(`/shop/identity?customer=${encodeURIComponent(customer)}`);
  const { identityToken } = (await answer.json()) as { identityToken: string };
  chat.setAttribute("identity-token", identityToken);
}

async function listCustomers(): Promise<void> {
  const customers = (await (await fetch("/shop/customers")).json()) as Customer[];
  for (const { id, name, tier } of customers) account.add(new Option(`${name} (${tier})`, id));
  account.value = SIGNED_IN_AT_FIRST;
  await signIn(account.value);
}

function fill(): void {
  const grid = document.querySelector(".grid")!;
  for (const [name, what, kind] of PRODUCTS) {
    const card = document.createElement("article");
    card.innerHTML = `<div class="swatch" aria-hidden="true"></div><h3></h3><p></p><small></small>`;
    card.querySelector("h3")!.textContent = name;
    card.querySelector("p")!.textContent = what;
    card.querySelector("small")!.textContent = kind;
    grid.append(card);
  }
  const prompts = document.querySelector(".prompts")!;
  for (const text of PROMPTS) {
    const button = document.createElement("button");
    button.textContent = text;
    button.addEventListener("click", () => chat.compose(text));
    prompts.append(button);
  }
}

account.addEventListener("change", () => void signIn(account.value));
fill();
const script = document.createElement("script");
script.type = "module";
script.src = "/widget.js";
await listCustomers();
document.head.append(script);

