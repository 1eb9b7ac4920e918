/*! Temml, MIT License, Copyright (c) 2020 Ron Kok, and KaTeX, MIT License, Copyright (c) 2013-2020 Khan Academy */
import temml from "temml";

/** Sent by the kernel when the first formula is shown, or in a capsule that has formulas; see `lib/typesetter.ts`. */

const MATHML = "http://www.w3.org/1998/Math/MathML";
const REFUSED = /^(?:on|id$|class$|style$|href$|src$|name$|xlink|xmlns)/i;
/** Long enough for any formula; what expands for ever ends here. */
const EXPANSIONS = 500;

/** Return `text`, which is TeX, as MathML; null when it cannot be read. */
export function typeset(text: string, display: boolean): Element | null {
	const stage = document.createElement("span");
	try {
		temml.render(text, stage, { displayMode: display, throwOnError: true, maxExpand: EXPANSIONS, maxSize: [20, 20] });
	} catch {
		return null;
	}
	const math = stage.querySelector("math");
	return math && cleaned(math);
}

/** Formulas come from agents too: only MathML stays, and no attribute that names, styles or leads anywhere. */
function cleaned(node: Element): Element {
	const copy = document.createElementNS(MATHML, node.localName);
	for (const { name, value } of node.attributes) if (!REFUSED.test(name)) copy.setAttribute(name, value);
	for (const child of node.childNodes) {
		if (child.nodeType === Node.TEXT_NODE) copy.append(child.textContent ?? "");
		else if (child instanceof Element && child.namespaceURI === MATHML) copy.append(cleaned(child));
	}
	return copy;
}
