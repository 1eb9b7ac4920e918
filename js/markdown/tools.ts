/** What a document needs from where it is shown. */
export interface Tools {
	/** Set a formula into `element`, now or when that is possible; until then it shows its source. */
	math(element: HTMLElement, text: string, display: boolean): void;
	/** Colour the lines in `lines`, which show `code`, when that is possible. */
	colour(lines: HTMLElement, code: string, language: string): void;
	/** Return what stands for citation `number` of the message, null for nothing. */
	mark(number: number): Node | null;
}

export const noTools: Tools = { math: () => {}, colour: () => {}, mark: () => null };
