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
	const own = new Set<object>();
	return ops.reduce((node, op) => change(node, op, 0, own), document);
}

/** Return `node` to be changed: a copy, but only one in a patch, for a list may be long and what is done to it much. */
function owned<T extends object>(node: T, own: Set<object>): T {
	if (own.has(node)) return node;
	const copy = (Array.isArray(node) ? node.slice() : { ...node }) as T;
	own.add(copy);
	return copy;
}

function change(node: unknown, op: Op, depth: number, own: Set<object>): unknown {
	const [kind, path] = op;
	const key = path[depth];
	if (key === undefined) return kind === "set" ? op[2] : kind === "append" ? extend(node, op, own) : fail(op, "no key");
	const last = depth === path.length - 1;
	if (Array.isArray(node)) {
		if (typeof key !== "number" || !Object.hasOwn(node, key)) return fail(op, `no item ${key}`);
		const list = owned(node, own);
		if (last && kind === "remove") list.splice(key, 1);
		else list[key] = change(list[key], op, depth + 1, own);
		return list;
	}
	if (typeof node !== "object" || node === null) return fail(op, "neither an object nor an array");
	const fresh = last && kind === "set";
	if (!fresh && !Object.hasOwn(node, key)) return fail(op, `no key ${JSON.stringify(key)}`);
	const object = owned(node as Record<Key, unknown>, own);
	if (last && kind === "remove") delete object[key];
	else define(object, key, fresh ? op[2] : change(object[key], op, depth + 1, own));
	return object;
}

function extend(node: unknown, op: Op, own: Set<object>): unknown {
	if (typeof node === "string" && typeof op[2] === "string") return node + op[2];
	if (!Array.isArray(node) || !Array.isArray(op[2])) return fail(op, "neither two strings nor two arrays");
	const list = owned(node, own);
	for (const item of op[2]) list.push(item);
	return list;
}

/** Plain assignment would call the setter of `__proto__`. */
function define(object: Record<Key, unknown>, key: Key, value: unknown): void {
	Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function fail(op: Op, reason: string): never {
	throw new PatchError(op, reason);
}
