import type { Artifact } from "./types.ts";

const ENDINGS: Record<string, string> = {
	python: "py",
	javascript: "js",
	typescript: "ts",
	json: "json",
	sql: "sql",
	bash: "sh",
	shell: "sh",
	html: "html",
	css: "css",
	yaml: "yaml",
	r: "r",
	rust: "rs",
	go: "go",
	java: "java",
	csv: "csv",
	markdown: "md",
	web: "html",
	sandbox: "html",
	data: "json",
};

/** Return a name for an artifact on disk: its title, made harmless, with an ending that says what it is. */
export function fileName({ title, id, language, kind }: Pick<Artifact, "title" | "id" | "language" | "kind">): string {
	const name = (title || id).replace(/[^\p{L}\p{N}._ -]+/gu, "_").replace(/^[. ]+/, "");
	const ending = ENDINGS[language.toLowerCase()] ?? ENDINGS[kind] ?? "txt";
	return /\.\w{1,8}$/.test(name) ? name : `${name || "artifact"}.${ending}`;
}

/** Hand `text` to the browser as a file; nothing leaves the machine. */
export function download(text: string, name: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
