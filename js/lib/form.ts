/** One field of a form, as a JSON Schema asks for it. */
export interface Field {
	/** Empty for the answer as a whole. */
	key: string;
	label: string;
	help: string;
	kind: "text" | "long" | "number" | "integer" | "flag" | "choice" | "choices" | "json";
	choices: readonly unknown[];
	required: boolean;
	initial: unknown;
}

type Schema = Record<string, unknown>;

/** Return the fields that an answer consists of; what a form cannot ask for is asked for as JSON. */
export function fieldsOf(schema: unknown): Field[] {
	if (!isSchema(schema)) return [field("", {}, true)];
	const parts = schema.properties;
	if (!isSchema(parts)) return [field("", schema, true)];
	const required = Array.isArray(schema.required) ? schema.required : [];
	return Object.entries(parts).map(([key, part]) => field(key, isSchema(part) ? part : {}, required.includes(key)));
}

/** Return the answer that was filled in. */
export function answerOf(fields: readonly Field[], values: Readonly<Record<string, unknown>>): unknown {
	if (fields.length === 1 && fields[0]?.key === "") return values[""];
	const given = fields.filter((it) => values[it.key] !== undefined && values[it.key] !== "");
	return Object.fromEntries(given.map((it) => [it.key, values[it.key]]));
}

/** Return what is wrong with a value, in a word or two; empty when nothing is. */
export function problemOf(field: Field, value: unknown): string {
	const missing =
		value === undefined || value === "" || (field.kind === "choices" && (value as unknown[]).length === 0);
	if (missing) return field.required ? "is needed" : "";
	if (field.kind === "integer" && !Number.isInteger(value)) return "must be a whole number";
	if (field.kind === "number" && !Number.isFinite(value)) return "must be a number";
	return "";
}

function field(key: string, schema: Schema, required: boolean): Field {
	const choices = choicesOf(schema);
	const kind = kindOf(schema, choices);
	return {
		key,
		label: text(schema.title) || key || "Answer",
		help: text(schema.description),
		kind,
		choices,
		required: required && kind !== "flag",
		initial: schema.default ?? (kind === "flag" ? false : kind === "choices" ? [] : undefined),
	};
}

function kindOf(schema: Schema, choices: readonly unknown[]): Field["kind"] {
	const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
	if (type === "array") return choices.length > 0 ? "choices" : "json";
	if (choices.length > 0) return "choice";
	if (type === "boolean") return "flag";
	if (type === "number" || type === "integer") return type;
	if (type === "object") return "json";
	return typeof schema.maxLength === "number" && schema.maxLength <= 120 ? "text" : "long";
}

function choicesOf(schema: Schema): readonly unknown[] {
	if (Array.isArray(schema.enum)) return schema.enum;
	const named = schema.oneOf ?? schema.anyOf;
	if (Array.isArray(named) && named.every((each) => isSchema(each) && "const" in each))
		return named.map((each) => (each as Schema).const);
	return schema.type === "array" && isSchema(schema.items) ? choicesOf(schema.items) : [];
}

function isSchema(value: unknown): value is Schema {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}
