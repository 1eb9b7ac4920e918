/** What a view was told when it was made; anything else than what is asked for counts as not told. */
export type Options = Readonly<Record<string, unknown>>;

export function textOption(options: Options, name: string): string {
	const value = options[name];
	return typeof value === "string" ? value : "";
}

export function flagOption(options: Options, name: string, otherwise: boolean): boolean {
	const value = options[name];
	return typeof value === "boolean" ? value : otherwise;
}
