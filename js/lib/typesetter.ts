/** What the library that sets formulas offers. */
interface Library {
	typeset(text: string, display: boolean): Element | null;
}

interface Waiting {
	element: HTMLElement;
	text: string;
	display: boolean;
}

/**
 * Sets formulas. The library for it is heavy and seldom needed, so it is asked for when the first
 * formula is shown; until it is there, and where there is nobody to ask, formulas show their source.
 */
export class Typesetter {
	private library: Library | null = null;
	private asked = false;
	private waiting: Waiting[] = [];

	/** `fetch` returns the library as the text of a module. */
	constructor(private readonly fetch: () => Promise<unknown>) {}

	set(element: HTMLElement, text: string, display: boolean): void {
		if (this.library) this.show(this.library, { element, text, display });
		else {
			this.waiting.push({ element, text, display });
			void this.ask();
		}
	}

	private async ask(): Promise<void> {
		if (this.asked) return;
		this.asked = true;
		try {
			this.library = await libraryFrom(String(await this.fetch()));
		} catch {
			// The source is readable; the next formula asks again.
			this.asked = false;
			return;
		}
		for (const one of this.waiting) if (one.element.textContent === one.text) this.show(this.library, one);
		this.waiting = [];
	}

	private show(library: Library, { element, text, display }: Waiting): void {
		const formula = library.typeset(text, display);
		if (!formula) return;
		formula.setAttribute("aria-label", text);
		element.replaceChildren(formula);
	}
}

async function libraryFrom(source: string): Promise<Library> {
	const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
	try {
		const library: Partial<Library> = await import(/* @vite-ignore */ address);
		if (!library.typeset) throw new TypeError("this is not the library for formulas");
		return { typeset: library.typeset };
	} finally {
		URL.revokeObjectURL(address);
	}
}
