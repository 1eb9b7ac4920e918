import { hostOf, safeLink } from "../lib/links.ts";
import { h } from "./element.ts";
import { picture } from "./image.ts";
import type { Inline } from "./inline_nodes.ts";
import type { Tools } from "./tools.ts";

const shown = new WeakMap<Node, Inline>();

/**
 * Make the children of `parent` from number `start` on show `nodes`, keeping every node that can stay:
 * text grows in place, so a selection in it survives.
 */
export function patchInline(parent: Node, start: number, nodes: readonly Inline[], tools: Tools): void {
	let child: ChildNode | null = start < parent.childNodes.length ? (parent.childNodes[start] ?? null) : null;
	for (const node of nodes) {
		if (child && update(child, node, tools)) {
			child = child.nextSibling;
			continue;
		}
		const fresh = build(node, tools);
		parent.insertBefore(fresh, child);
		const next: ChildNode | null = child?.nextSibling ?? null;
		child?.remove();
		child = next;
	}
	while (child) {
		const next: ChildNode | null = child.nextSibling;
		child.remove();
		child = next;
	}
}

/** Make `child` show `node` if it is of the same kind; return whether it was. */
function update(child: ChildNode, node: Inline, tools: Tools): boolean {
	const before = shown.get(child);
	if (before?.kind !== node.kind) return false;
	switch (node.kind) {
		case "text":
			setText(child as Text, node.text);
			break;
		case "code":
			setText(child.firstChild as Text, node.text);
			break;
		case "link":
			if (before.kind !== "link" || before.href !== node.href || before.title !== node.title) return false;
			patchInline(child, 0, node.children, tools);
			break;
		case "em":
		case "strong":
		case "del":
			patchInline(child, 0, node.children, tools);
			break;
		default:
			if (JSON.stringify(before) !== JSON.stringify(node)) return false;
	}
	shown.set(child, node);
	return true;
}

function setText(node: Text, text: string): void {
	if (node.data === text) return;
	if (text.startsWith(node.data)) node.appendData(text.slice(node.data.length));
	else node.data = text;
}

function build(node: Inline, tools: Tools): Node {
	const made = make(node, tools);
	shown.set(made, node);
	return made;
}

function make(node: Inline, tools: Tools): Node {
	switch (node.kind) {
		case "text":
			return document.createTextNode(node.text);
		case "break":
			return h("br");
		case "code":
			return h("code", "ssew-md-code", {}, document.createTextNode(node.text));
		case "em":
		case "strong":
		case "del": {
			const element = h(node.kind);
			patchInline(element, 0, node.children, tools);
			return element;
		}
		case "link":
			return link(node, tools);
		case "image":
			return picture(node.src, node.alt, node.title);
		case "math": {
			const element = h("span", node.display ? "ssew-md-math ssew-md-math-display" : "ssew-md-math", {}, node.text);
			tools.math(element, node.text, node.display);
			return element;
		}
		case "mark":
			return tools.mark(node.number) ?? document.createTextNode("");
	}
}

/** A link that may be followed says where it leads; any other address is text. */
function link(node: Inline & { kind: "link" }, tools: Tools): HTMLElement {
	const href = target(node.href);
	const element = href
		? h("a", "ssew-link", { href, title: where(node, href), target: "_blank", rel: "noopener noreferrer nofollow" })
		: h("span", "ssew-md-unlinked", { title: "This address is not opened: only http, https and mailto are" });
	patchInline(element, 0, node.children, tools);
	return element;
}

function target(href: string): string | null {
	return /^\s*mailto:[^\s]+$/i.test(href) ? href.trim() : safeLink(href);
}

function where({ title }: { title: string }, href: string): string {
	const host = hostOf(href) || href;
	return title ? `${title} · ${host}` : host;
}
