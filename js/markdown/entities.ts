const PAIRS =
	"amp & lt < gt > quot \" apos ' copy © reg ® trade ™ hellip … mdash — ndash – lsquo ‘ rsquo ’ ldquo “ rdquo ” " +
	"laquo « raquo » bull • middot · times × divide ÷ plusmn ± minus − deg ° euro € pound £ yen ¥ cent ¢ sect § para ¶ " +
	"larr ← uarr ↑ rarr → darr ↓ harr ↔ rArr ⇒ lArr ⇐ hArr ⇔ infin ∞ ne ≠ le ≤ ge ≥ asymp ≈ sum ∑ radic √ alpha α " +
	"beta β gamma γ delta δ Delta Δ lambda λ mu μ pi π sigma σ omega ω Omega Ω frac12 ½ frac14 ¼ frac34 ¾ sup2 ² sup3 ³ " +
	"micro µ auml ä ouml ö uuml ü Auml Ä Ouml Ö Uuml Ü szlig ß eacute é egrave è agrave à ccedil ç ntilde ñ check ✓";
const words = PAIRS.split(" ");
const named = new Map(words.flatMap((name, index) => (index % 2 ? [] : [[name, words[index + 1] as string]])));
named.set("nbsp", "\u00a0").set("shy", "").set("zwj", "\u200d").set("ensp", "\u2002").set("emsp", "\u2003");

const ENTITY = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z][A-Za-z\d]{1,31}));/;
export const ENTITY_HERE = new RegExp(ENTITY.source, "y");
const ENTITY_OR_ESCAPE = new RegExp(`\\\\([!-/:-@[-\`{-~])|${ENTITY.source}`, "g");

/** Return what an entity stands for; one we do not know stands for itself. */
export function characterOf(whole: string, decimal?: string, hex?: string, name?: string): string {
	if (name !== undefined) return named.get(name) ?? whole;
	const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(decimal, 10);
	const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
	return valid ? String.fromCodePoint(code) : "\ufffd";
}

/** Return `text` with escapes and entities resolved, as in addresses, titles and info strings. */
export function unescaped(text: string): string {
	return text.replace(ENTITY_OR_ESCAPE, (whole, escaped, decimal, hex, name) =>
		escaped === undefined ? characterOf(whole, decimal, hex, name) : escaped,
	);
}
