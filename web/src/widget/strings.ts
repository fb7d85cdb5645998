/** What the widget says itself, by language; the company's words come with the session. */

export interface Strings {
  open: string;
  close: string;
  message: string;
  send: string;
  person: string;
  typing: string;
  offline: string;
  sending: string;
  retry: string;
  sources: (count: number) => string;
  version: string;
  left: (count: number) => string;
  download: string;
  you: string;
}

const en: Strings = {
  open: "Chat with us",
  close: "Close the chat",
  message: "Your message",
  send: "Send",
  person: "Talk to a person",
  typing: "is writing",
  offline: "No connection. Your messages will be sent when it is back.",
  sending: "Sending",
  retry: "Try again",
  sources: (count) => (count === 1 ? "1 source" : `${count} sources`),
  version: "version",
  left: (count) => `${count} characters left`,
  download: "Download transcript",
  you: "You",
};

const catalogue: Record<string, Strings> = { en };

/** The strings for a language tag such as "pt-BR"; English where there are none. */
export function stringsFor(language: string): Strings {
  return catalogue[language.toLowerCase()] ?? catalogue[language.split("-")[0] ?? ""] ?? en;
}
