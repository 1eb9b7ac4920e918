const adopted = new WeakMap<ShadowRoot, CSSStyleSheet>();

/**
 * Bring `css` to where `element` is. Hosts put the styles of the run's model into the page, which
 * does not reach a view in a shadow root.
 */
export function ensureStyles(element: Element, css: unknown): void {
	const root = element.getRootNode();
	if (!(root instanceof ShadowRoot) || typeof css !== "string" || adopted.has(root)) return;
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
	adopted.set(root, sheet);
}
