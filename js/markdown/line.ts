const TAB = 4;

/** One line, read from the left in columns; a tab reaches to the next multiple of four. */
export class Line {
	offset = 0;
	column = 0;
	/** Where the next character stands that is not a space. */
	next = 0;
	nextColumn = 0;
	/** Columns from here to there. */
	indent = 0;
	blank = false;
	#halfTab = false;

	constructor(readonly text: string) {
		this.look();
	}

	get indented(): boolean {
		return this.indent >= TAB;
	}

	/** The character at `place`, empty behind the end. */
	at(place: number): string {
		return this.text.charAt(place);
	}

	/** What follows the indentation. */
	get rest(): string {
		return this.text.slice(this.next);
	}

	look(): void {
		let place = this.offset;
		let column = this.column;
		for (let sign = this.text[place]; sign === " " || sign === "\t"; sign = this.text[place]) {
			column += sign === "\t" ? TAB - (column % TAB) : 1;
			place += 1;
		}
		this.blank = place >= this.text.length;
		this.next = place;
		this.nextColumn = column;
		this.indent = column - this.column;
	}

	toNext(): void {
		this.offset = this.next;
		this.column = this.nextColumn;
		this.#halfTab = false;
	}

	/** Move over `count` characters, or over columns, which may end in the middle of a tab. */
	advance(count: number, columns = false): void {
		for (let left = count; left > 0 && this.offset < this.text.length; ) {
			if (this.text[this.offset] !== "\t") {
				this.#halfTab = false;
				this.offset += 1;
				this.column += 1;
				left -= 1;
				continue;
			}
			const width = TAB - (this.column % TAB);
			const step = columns ? Math.min(left, width) : width;
			this.#halfTab = columns && width > left;
			this.column += step;
			if (!this.#halfTab) this.offset += 1;
			left -= columns ? step : 1;
		}
	}

	/** What is left of the line, as it is taken into a leaf. */
	take(): string {
		if (!this.#halfTab) return this.text.slice(this.offset);
		return " ".repeat(TAB - (this.column % TAB)) + this.text.slice(this.offset + 1);
	}
}

export function isSpace(sign: string): boolean {
	return sign === " " || sign === "\t";
}
