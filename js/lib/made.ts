import { safeLink } from "./links.ts";
import type { Artifact } from "./types.ts";

/** A picture that comes along and can do nothing: drawings in SVG are documents, and stay text. */
export const PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z\d+/=\s]{1,1400000}$/;

/** How an artifact can be shown. */
export type Form = "page" | "prose" | "picture" | "text" | "elsewhere" | "held";

/** Return how to show an artifact, by its kind and by what of it came along. */
export function formOf({ kind, body, url }: Pick<Artifact, "kind" | "body" | "url">): Form {
	const address = body.length < 4096 && !/\s/.test(body.trim()) && safeLink(body) ? body : body ? "" : url;
	if (PICTURE.test(body || url)) return "picture";
	if (safeLink(address)) return kind === "image" ? "picture" : "elsewhere";
	if (!body) return "held";
	if (kind === "web" || kind === "sandbox") return "page";
	return kind === "markdown" ? "prose" : "text";
}

/** Return what is copied and saved of an artifact: its content, or else where that is. */
export function contentOf({ body, url }: Pick<Artifact, "body" | "url">): string {
	return body || url;
}
