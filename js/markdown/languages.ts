/** How to tell words from comments in the languages that agents write most; any other stays plain. */
export interface Language {
	keywords: ReadonlySet<string>;
	tokens: RegExp;
}

const STRING = `"(?:[^"\\\\\\n]|\\\\.)*"?|'(?:[^'\\\\\\n]|\\\\.)*'?`;
const TRIPLE = `"""[\\s\\S]*?(?:"""|$)|'''[\\s\\S]*?(?:'''|$)`;
const TEMPLATE = "`(?:[^`\\\\]|\\\\[\\s\\S])*`?";
const SLASHES = "//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)";
const HASH = "#[^\\n]*";
const NUMBER = "\\b(?:0[xX][\\da-fA-F_]+|\\d[\\d_]*(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)\\w*";

/** The groups of `tokens` are: comment, string, number, word, call. */
function language(keywords: string, comment: string, string: string, flags = ""): Language {
	const call = "(?=\\s*\\()";
	const word = "[A-Za-z_$@][\\w$]*";
	return {
		keywords: new Set(keywords.split(" ")),
		tokens: new RegExp(`(${comment})|(${string})|(${NUMBER})|(${word}${call})|(${word})`, `g${flags}`),
	};
}

const C =
	"auto bool break case char class const continue default delete do double else enum extends false final float for " +
	"func fn go goto if impl implements import in int interface let long loop match mod mut namespace new nil null nullptr " +
	"package #protected pub public return self short signed sizeof static string struct super switch template this " +
	"throw throws trait true try catch type typedef union unsigned use using var virtual void volatile while yield async await defer";
const JS =
	"abstract any as async await boolean break case catch class const continue debugger declare default delete do else " +
	"enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let " +
	"namespace never new null number object of #protected public readonly return satisfies set static string super " +
	"switch this throw true try type typeof undefined unknown var void while with yield";
const PYTHON =
	"False None True and as assert async await break case class continue def del elif else except finally for from global " +
	"if import in is lambda match nonlocal not or pass raise return self try while with yield";
const BASH =
	"case cd do done echo elif else esac exit export fi for function if in local read return set shift source sudo then " +
	"unset until while";
const SQL =
	"add all alter and as asc between by case cast create cross delete desc distinct drop else end exists from full group " +
	"having if in index inner insert interval into is join key left like limit not null offset on or order outer over " +
	"partition primary references right select set table then union unique update using values view when where with";

const languages: Record<string, Language> = {
	python: language(PYTHON, HASH, `[rbfuRBFU]{0,2}(?:${TRIPLE}|${STRING})`),
	javascript: language(JS, SLASHES, `${STRING}|${TEMPLATE}`),
	json: language("true false null", SLASHES, STRING),
	bash: language(BASH, `(?<=^|\\s)${HASH}`, STRING, "m"),
	sql: language(`${SQL} ${SQL.toUpperCase()}`, `--[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$)`, STRING),
	c: language(C, SLASHES, STRING),
	css: language("important", "/\\*[\\s\\S]*?(?:\\*/|$)", STRING),
	yaml: language("true false null yes no", `(?<=^|\\s)${HASH}`, STRING, "m"),
	html: language("", "<!--[\\s\\S]*?(?:-->|$)", STRING),
};

const ALIASES =
	"py python python3 python ipython python pycon python js javascript jsx javascript ts javascript tsx javascript " +
	"typescript javascript mjs javascript node javascript jsonc json json5 json jsonl json ndjson json sh bash shell bash " +
	"zsh bash console bash postgresql sql mysql sql sqlite sql duckdb sql cpp c c++ c h c java c kotlin c swift c go c " +
	"golang c rust c rs c csharp c cs c php c scala c dart c scss css less css yml yaml toml yaml ini yaml dockerfile bash " +
	"makefile bash r bash ruby bash rb bash xml html svg html vue html";
const words = ALIASES.split(" ");
const aliases = new Map(words.flatMap((name, index) => (index % 2 ? [] : [[name, words[index + 1] as string]])));

export function languageOf(name: string): Language | undefined {
	const wanted = name.toLowerCase();
	const known = aliases.get(wanted) ?? wanted;
	return Object.hasOwn(languages, known) ? languages[known] : undefined;
}
