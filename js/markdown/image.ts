import { hostOf, safeLink } from "../lib/links.ts";
import { PICTURE } from "../lib/made.ts";
import { h } from "./element.ts";

/** A picture that came with the text, or a button that loads one: nothing is fetched before a click. */
export function picture(src: string, alt: string, title: string): HTMLElement {
	if (PICTURE.test(src)) return image(src, alt, title);
	const url = safeLink(src);
	if (!url)
		return h("span", "ssew-md-unlinked", { title: "This picture has no address that is loaded" }, alt || "image");
	const button = h(
		"button",
		"ssew-chip ssew-md-image",
		{ type: "button", title: `Load the picture from ${hostOf(url)}` },
		h("span", "ssew-chip-text", {}, alt || "image"),
		h("span", "ssew-muted", {}, `${hostOf(url)} · load`),
	);
	button.addEventListener("click", () => button.replaceWith(image(url, alt, title)), { once: true });
	return button;
}

function image(src: string, alt: string, title: string): HTMLImageElement {
	const element = h("img", "ssew-md-picture", { referrerpolicy: "no-referrer", alt, title });
	element.src = src;
	return element;
}
