/** Changes of a document as plain data: `set`, `append` and `remove` at a path of keys and indices. */

export type Key = string | number;
export type Path = readonly Key[];
export type Op = readonly ["set", Path, unknown] | readonly ["append", Path, unknown] | readonly ["remove", Path];

/** A patch that does not fit the document it was meant for. */
export class PatchError extends Error {
	constructor(op: Op, reason: string) {
		super(`cannot ${op[0]} at ${JSON.stringify(op[1])}: ${reason}`);
		this.name = "PatchError";
	}
}

/** Return `document` after `ops`, in order; what no operation touches stays the same object. */
export function apply(document: unknown, ops: readonly Op[]): unknown {
	let node = document;
	for (let place = 0; place < ops.length; ) {
		const end = removalsFrom(ops, place);
		node = end > place + 1 ? removeAll(node, ops.slice(place, end)) : change(node, ops[place] as Op, 0);
		place = end;
	}
	return node;
}

/** Return the end of the operations from `start` on that take elements out of one list, the last first. */
function removalsFrom(ops: readonly Op[], start: number): number {
	let end = start + 1;
	while (end < ops.length && follows(ops[end - 1] as Op, ops[end] as Op)) end += 1;
	return end;
}

function follows([kind, path]: Op, [next, other]: Op): boolean {
	const last = path.length - 1;
	const [index, before] = [path[last], other[last]];
	if (kind !== "remove" || next !== "remove" || other.length !== path.length) return false;
	return typeof index === "number" && typeof before === "number" && before < index && isAt(path, other, last);
}

function isAt(path: Path, other: Path, length: number): boolean {
	for (let depth = 0; depth < length; depth += 1) if (path[depth] !== other[depth]) return false;
	return true;
}

/** Take many elements out of one list at once: one at a time, each would copy all the others. */
function removeAll(node: unknown, ops: readonly Op[]): unknown {
	const [first] = ops as [Op];
	const parent = first[1].slice(0, -1);
	const list = parent.reduce<unknown>(
		(inner, key) =>
			typeof inner === "object" && inner !== null && Object.hasOwn(inner, key) ? (inner as never)[key] : null,
		node,
	);
	const gone = new Set(ops.map((op) => op[1].at(-1) as number));
	if (!Array.isArray(list) || [...gone].some((index) => !Object.hasOwn(list, index)))
		return fail(first, "no such items");
	const kept = list.filter((_, index) => !gone.has(index));
	return parent.length > 0 ? change(node, ["set", parent, kept], 0) : kept;
}

function change(node: unknown, op: Op, depth: number): unknown {
	const [kind, path] = op;
	const key = path[depth];
	if (key === undefined) return kind === "set" ? op[2] : kind === "append" ? extend(node, op) : fail(op, "no key");
	const last = depth === path.length - 1;
	if (Array.isArray(node)) {
		if (typeof key !== "number" || !Object.hasOwn(node, key)) return fail(op, `no item ${key}`);
		if (last && kind === "remove") return node.filter((_, index) => index !== key);
		const copy = node.slice();
		copy[key] = change(node[key], op, depth + 1);
		return copy;
	}
	if (typeof node !== "object" || node === null) return fail(op, "neither an object nor an array");
	const fresh = last && kind === "set";
	if (!fresh && !Object.hasOwn(node, key)) return fail(op, `no key ${JSON.stringify(key)}`);
	const copy: Record<Key, unknown> = { ...node };
	if (last && kind === "remove") delete copy[key];
	else define(copy, key, fresh ? op[2] : change(copy[key], op, depth + 1));
	return copy;
}

function extend(node: unknown, op: Op): unknown {
	if (typeof node === "string" && typeof op[2] === "string") return node + op[2];
	if (Array.isArray(node) && Array.isArray(op[2])) return node.concat(op[2]);
	return fail(op, "neither two strings nor two arrays");
}

/** Plain assignment would call the setter of `__proto__`. */
function define(object: Record<Key, unknown>, key: Key, value: unknown): void {
	Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function fail(op: Op, reason: string): never {
	throw new PatchError(op, reason);
}
