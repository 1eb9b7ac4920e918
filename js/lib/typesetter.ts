import type { Assets } from "./assets.ts";

/** What the library that sets formulas offers. */
interface Library {
	typeset(text: string, display: boolean): Element | null;
}

/** Sets formulas, with a library that is loaded when the first is shown; until then, and without it, they show their source. */
export class Typesetter {
	#library: Library | null = null;

	readonly #assets: Assets;

	constructor(assets: Assets) {
		this.#assets = assets;
	}

	set(element: HTMLElement, text: string, display: boolean): void {
		if (this.#library) show(this.#library, element, text, display);
		else void this.#setLater(element, text, display);
	}

	async #setLater(element: HTMLElement, text: string, display: boolean): Promise<void> {
		try {
			this.#library = await this.#assets.load<Library>("math");
		} catch {
			return; // The source is readable.
		}
		if (element.textContent === text) show(this.#library, element, text, display);
	}
}

function show(library: Library, element: HTMLElement, text: string, display: boolean): void {
	const formula = library.typeset(text, display);
	if (!formula) return;
	formula.setAttribute("aria-label", text);
	element.replaceChildren(formula);
}
