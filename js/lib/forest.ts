/** Things that belong under one another, found from whichever side. */
export interface Forest<T> {
	roots: readonly T[];
	under: (thing: T) => readonly T[];
}

/** Return things as trees; what is above itself, straight or in a ring, stands on its own. */
export function forest<T>(things: readonly T[], above: (thing: T) => T | undefined): Forest<T> {
	const children = new Map<T | undefined, T[]>();
	for (const thing of things) {
		const parent = isRing(thing, above) ? undefined : above(thing);
		const own = children.get(parent);
		if (own) own.push(thing);
		else children.set(parent, [thing]);
	}
	return { roots: children.get(undefined) ?? [], under: (thing) => children.get(thing) ?? [] };
}

function isRing<T>(thing: T, above: (thing: T) => T | undefined): boolean {
	const seen = new Set<T>();
	for (let next = above(thing); next !== undefined; next = above(next)) {
		if (next === thing || seen.has(next)) return next === thing;
		seen.add(next);
	}
	return false;
}
