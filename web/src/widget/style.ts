import { css } from "lit";

/** Themable by --careline-accent, --careline-font and --careline-radius on the host. */
export const style = css`
  :host {
    --accent: var(--careline-accent, #0b5c6b);
    --paper: #fff;
    --ink: #1a2226;
    --quiet: #56646b;
    --line: #d9e0e3;
    --theirs: #eef2f3;
    font: 15px/1.5 var(--careline-font, system-ui, sans-serif);
    color: var(--ink);
    position: fixed;
    inset-block-end: 20px;
    inset-inline-end: 20px;
    z-index: 2147483000;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --paper: #161c1f;
      --ink: #e8edef;
      --quiet: #9fadb3;
      --line: #313c41;
      --theirs: #232c30;
    }
  }
  * { box-sizing: border-box; }
  button, textarea { font: inherit; color: inherit; }
  button { cursor: pointer; }
  :focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 60%, var(--ink)); outline-offset: 2px; }
  .launcher {
    background: var(--accent); color: #fff; border: 0; border-radius: 999px;
    padding: 12px 20px; font-weight: 600; box-shadow: 0 4px 16px #0003;
  }
  .panel {
    display: flex; flex-direction: column; inline-size: min(390px, calc(100vw - 24px));
    block-size: min(620px, calc(100dvh - 40px)); background: var(--paper);
    border: 1px solid var(--line); border-radius: var(--careline-radius, 14px);
    overflow: hidden; box-shadow: 0 12px 40px #0004;
  }
  header { display: flex; align-items: center; gap: 8px; padding: 12px 14px; background: var(--accent); color: #fff; }
  header h2 { font-size: 16px; margin: 0; flex: 1; line-height: 1.25; }
  header h2 small { display: block; font-weight: 400; font-size: 13px; }
  header button { background: none; border: 1px solid transparent; color: #fff; border-radius: 8px; padding: 6px 10px; }
  header button:hover { border-color: #fff8; }
  header :focus-visible { outline-color: #fff; }
  .log { flex: 1; overflow-y: auto; padding: 14px; display: flex; flex-direction: column; gap: 10px; }
  .line { max-inline-size: 86%; align-self: flex-start; }
  .line.customer { align-self: flex-end; }
  .bubble { background: var(--theirs); border-radius: 12px; padding: 9px 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
  .customer .bubble { background: var(--accent); color: #fff; }
  .note { font-size: 13px; color: var(--quiet); margin: 3px 4px 0; }
  .note button { background: none; border: 0; padding: 0; text-decoration: underline; }
  details { font-size: 13px; margin: 4px 4px 0; color: var(--quiet); }
  summary { cursor: pointer; inline-size: fit-content; }
  ol { margin: 6px 0 0; padding-inline-start: 20px; display: grid; gap: 8px; }
  blockquote { margin: 2px 0 0; padding-inline-start: 8px; border-inline-start: 3px solid var(--line); }
  a { color: inherit; }
  .offline { background: #7a4b00; color: #fff; padding: 6px 14px; font-size: 13px; }
  .person { margin: 0 14px 8px; align-self: flex-start; background: none; border: 1px solid var(--line); border-radius: 999px; padding: 4px 12px; font-size: 13px; }
  .person:hover { border-color: var(--accent); }
  form { display: flex; gap: 8px; padding: 10px 14px 14px; border-block-start: 1px solid var(--line); align-items: flex-end; }
  textarea { flex: 1; resize: none; border: 1px solid var(--quiet); border-radius: 10px; padding: 8px 10px; background: var(--paper); max-block-size: 130px; field-sizing: content; min-block-size: 42px; }
  form button { background: var(--accent); color: #fff; border: 0; border-radius: 10px; padding: 9px 16px; font-weight: 600; }
  form button:disabled { opacity: 0.5; cursor: default; }
  .dots { white-space: normal; }
  .dots span { display: inline-block; inline-size: 6px; block-size: 6px; margin-inline-end: 4px; border-radius: 50%; background: var(--quiet); animation: blink 1.2s infinite; }
  .dots span:nth-child(2) { animation-delay: 0.2s; }
  .dots span:nth-child(3) { animation-delay: 0.4s; }
  .hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  @keyframes blink { 50% { opacity: 0.2; } }
  @media (prefers-reduced-motion: reduce) { .dots span { animation: none; } }
`;
