import type { Artifact } from "./types.ts";

/** What files in a language end in, where that is not its name. */
const ENDINGS: Record<string, string> = {
	python: "py",
	javascript: "js",
	typescript: "ts",
	bash: "sh",
	shell: "sh",
	rust: "rs",
	markdown: "md",
	web: "html",
	sandbox: "html",
	data: "json",
	code: "txt",
	file: "txt",
};

type Named = Pick<Artifact, "title" | "id" | "language" | "kind" | "body" | "url">;

/** Return a name for an artifact on disk: its title, made harmless, with an ending that says what it is. */
export function fileName({ title, id, language, kind, body, url }: Named): string {
	const name = (title || id).replace(/[^\p{L}\p{N}._ -]+/gu, "_").replace(/^[. ]+/, "");
	const type = /^data:\w+\/([a-z]+)/.exec(body || url)?.[1];
	const said = language.toLowerCase() || type || kind;
	const ending = ENDINGS[said] ?? (/^\w{1,4}$/.test(said) ? said : "txt");
	return /\.\w{1,8}$/.test(name) ? name : `${name || "artifact"}.${ending}`;
}

/** Hand `content` to the browser as a file: text, or what a `data:` address holds; nothing leaves the machine. */
export function download(content: string, name: string): void {
	const link = document.createElement("a");
	link.href = content.startsWith("data:") ? content : URL.createObjectURL(new Blob([content], { type: "text/plain" }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
