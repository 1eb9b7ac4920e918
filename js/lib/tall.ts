/** Pixels; browsers cannot draw boxes that are much taller. */
const MOST = 6_000_000;

/**
 * Where the rows of a list are when it may be taller than a browser can draw.
 *
 * The box is as tall as it may be. Small movements are taken pixel by pixel, large ones as a share of
 * the whole; near the ends of the box it is moved away from them unless the list ends there too.
 */
export class Tall {
	/** How far the rows are moved up, in pixels. */
	offset = 0;
	#last = 0;
	#total = 0;

	readonly #row: number;

	constructor(row: number) {
		this.#row = row;
	}

	/** Return how tall the box is for so many rows. */
	height(total: number): number {
		this.#total = total;
		return Math.min(this.#whole, MOST);
	}

	/** Take note that the box was scrolled to `top`; return where it should be scrolled to instead. */
	scrolled(top: number, client: number): number {
		if (this.#whole <= MOST) {
			this.offset = 0;
			this.#last = top;
			return top;
		}
		const near = Math.abs(top - this.#last) < client;
		const place = near ? this.#clamp(top + this.offset, client) : this.#placeOf(top, client);
		const edge = top < client || top > MOST - 2 * client;
		return near && !edge ? this.#settle(place, top) : this.#settle(place, this.#topOf(place, client), client);
	}

	/** Return where to scroll to so that a row shows, and stay there if it does. */
	reveal(index: number, top: number, client: number): number {
		const place = top + this.offset;
		const start = index * this.#row;
		if (start >= place && start + this.#row <= place + client) return top;
		const wanted = start < place ? start : start + this.#row - client;
		const far = Math.abs(wanted - place) > client;
		const next = this.#clamp(far ? start - client / 3 : wanted, client);
		return this.#settle(next, this.#whole <= MOST ? next : this.#topOf(next, client), client);
	}

	/** Have `place` at `top`; the ends of the box are the ends of the list. */
	#settle(place: number, top: number, client = 0): number {
		const ends = top === 0 ? 0 : top === MOST - client ? this.#whole - client : place;
		this.offset = (client > 0 ? ends : place) - top;
		this.#last = top;
		return top;
	}

	get #whole(): number {
		return this.#total * this.#row;
	}

	#placeOf(top: number, client: number): number {
		return this.#clamp((top / (MOST - client)) * (this.#whole - client), client);
	}

	#topOf(place: number, client: number): number {
		return Math.round((place / (this.#whole - client)) * (MOST - client));
	}

	#clamp(place: number, client: number): number {
		return Math.min(Math.max(place, 0), Math.max(0, this.#whole - client));
	}
}
