/** Modules that are too heavy for the bundle and seldom needed; the kernel sends each when it is asked for. */
export class Assets {
	private readonly loading = new Map<string, Promise<unknown>>();

	/** `fetch` returns the text of a module; those in `here` need not be fetched. */
	constructor(
		private readonly fetch: (name: string) => Promise<unknown>,
		here: Readonly<Record<string, unknown>> = {},
	) {
		for (const [name, module] of Object.entries(here)) this.loading.set(name, Promise.resolve(module));
	}

	/** Return a module; one that could not be had is asked for again next time. */
	load<T>(name: string): Promise<T> {
		const known = this.loading.get(name);
		if (known) return known as Promise<T>;
		const found = this.fetch(name).then((text) => moduleOf(String(text)));
		this.loading.set(name, found);
		found.catch(() => this.loading.delete(name));
		return found as Promise<T>;
	}
}

async function moduleOf(text: string): Promise<unknown> {
	const module = `${text}\nexport default ssewAsset`;
	const address = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
	try {
		return (await import(/* @vite-ignore */ address)).default;
	} finally {
		URL.revokeObjectURL(address);
	}
}
