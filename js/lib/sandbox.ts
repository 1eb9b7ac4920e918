import type { Theme } from "./theme.ts";

const POLICY = [
	"default-src 'none'",
	"style-src 'unsafe-inline'",
	"img-src data:",
	"font-src data:",
	"form-action 'none'",
	"base-uri 'none'",
	"frame-src 'none'",
].join("; ");

/**
 * Return the document of a frame that shows `content` and can neither run nor fetch anything.
 *
 * The policy comes before the first byte of the content: a policy that follows markup does not
 * hold for what was before it.
 */
export function sandboxed(content: string, theme: Theme): string {
	return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><meta http-equiv="x-dns-prefetch-control" content="off"><style>:root{color-scheme:${theme};font:14px/1.5 system-ui,sans-serif}</style>${content}`;
}
