import type { Theme } from "./theme.ts";

const NOTHING = [
	"default-src 'none'",
	"style-src 'unsafe-inline'",
	"img-src data:",
	"font-src data:",
	"form-action 'none'",
	"base-uri 'none'",
	"frame-src 'none'",
];
const SCRIPTS = [...NOTHING, "script-src 'unsafe-inline'"];

/**
 * Return the document of a frame that shows `content` and can neither run nor fetch anything.
 *
 * The policy comes before the first byte of the content: a policy that follows markup does not
 * hold for what was before it.
 */
export function sandboxed(content: string, theme: Theme): string {
	return page(content, theme, NOTHING);
}

/**
 * Return the document of a frame in which the scripts of `content` run.
 *
 * They run in a frame inside that frame: the policy of the outer one is what keeps the inner one from
 * going elsewhere with what it knows. What is left is WebRTC, which no policy of a page closes.
 */
export function running(content: string, theme: Theme): string {
	const inner = page(content, theme, SCRIPTS).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
	const fill = "<style>html,body,iframe{inline-size:100%;block-size:100%;margin:0;border:0;display:block}</style>";
	return page(`${fill}<iframe sandbox="allow-scripts" srcdoc="${inner}"></iframe>`, theme, SCRIPTS);
}

function page(content: string, theme: Theme, policy: readonly string[]): string {
	return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}"><meta name="referrer" content="no-referrer"><meta http-equiv="x-dns-prefetch-control" content="off"><style>:root{color-scheme:${theme};font:14px/1.5 system-ui,sans-serif}</style>${content}`;
}
