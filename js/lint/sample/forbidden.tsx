export function forbidden(element: HTMLElement, range: Range, text: string) {
	element.innerHTML = text;
	element.innerHTML += text;
	element["innerHTML"] = text;
	element.outerHTML = text;
	element.insertAdjacentHTML("beforeend", text);
	element.setHTMLUnsafe(text);
	document.write(text);
	document.writeln(text);
	range.createContextualFragment(text);
	return <b dangerouslySetInnerHTML={{ __html: text }} />;
}
