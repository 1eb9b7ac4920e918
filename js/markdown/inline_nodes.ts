/** What stands in a line of text. */
export type Inline =
	| { kind: "text"; text: string }
	| { kind: "break" }
	| { kind: "code"; text: string }
	| { kind: "em" | "strong" | "del"; children: Inline[] }
	| { kind: "link"; href: string; title: string; bare: boolean; children: Inline[] }
	| { kind: "image"; src: string; title: string; alt: string }
	| { kind: "math"; text: string; display: boolean }
	| { kind: "mark"; number: number };

export type TextNode = Inline & { kind: "text" };

/** Return nodes in which no text stands beside text. */
export function joined(nodes: readonly Inline[]): Inline[] {
	const all: Inline[] = [];
	for (const node of nodes) {
		const last = all[all.length - 1];
		if (node.kind === "text" && last?.kind === "text")
			all[all.length - 1] = { kind: "text", text: last.text + node.text };
		else if ("children" in node) all.push({ ...node, children: joined(node.children) });
		else if (node.kind !== "text" || node.text) all.push(node);
	}
	return all;
}

/** A link holds no other: an address inside it is text. */
export function unlinked(nodes: readonly Inline[]): Inline[] {
	return nodes.flatMap((node) => (node.kind === "link" && node.bare ? node.children : [node]));
}

/** Return what nodes say, without their marks. */
export function plainText(nodes: readonly Inline[]): string {
	return nodes
		.map((node) => {
			if ("children" in node) return plainText(node.children);
			if (node.kind === "image") return node.alt;
			if (node.kind === "break") return "\n";
			return "text" in node ? node.text : "";
		})
		.join("");
}
