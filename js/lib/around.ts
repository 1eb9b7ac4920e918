/** Return the element around `element`, through shadow roots; null at the top. */
export function around(element: Element): Element | null {
	const root = element.getRootNode();
	return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
