/** Return a new element with a class of ours, attributes and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
	name: K,
	classes = "",
	attributes: Readonly<Record<string, string>> = {},
	...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
	const element = document.createElement(name);
	if (classes) element.className = classes;
	for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
	element.append(...children);
	return element;
}
