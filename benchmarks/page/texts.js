/** Texts of a hundred kilobytes: as agents write, and each kind of block that never ends. */

import { mixed } from "../../js/test/fixtures/mixed.ts";

const SIZE = 100_000;

function filled(start, line, between = "\n") {
	let text = start;
	for (let n = 0; text.length < SIZE; n += 1) text += line(n) + between;
	return text;
}

export const texts = {
	mixed: () => mixed(SIZE),
	fence: () => filled("```python\n", (n) => `total_${n} = measure(house=${n}, season="winter")  # by hour`),
	list: () => filled("", (n) => `- item ${n} with **weight** and \`code\` and a [link](https://a.example/${n})`),
	table: () =>
		filled("| n | name | share |\n|---|---|--:|\n", (n) => `| ${n} | house **${n}** by the sea | ${n % 100} % |`),
	paragraph: () => filled("", (n) => `The ${n}th house keeps **warm** in *winter*, says \`log ${n}\`.`, " "),
	quote: () => filled("", (n) => `> Line ${n} of what was said, with **weight** on it.`),
	spans: () => filled("", (n) => `**the *${n}th* house** says \`log ${n}\` and ~~not~~ __ever__`, " "),
	unclosed: () => filled("", (n) => `*one _two **three \`four [five ${n}`, " "),
	lines: () => filled("", (n) => `line ${n}`),
	paragraphs: () => filled("", (n) => `line ${n}`, "\n\n"),
	deep_quote: () => filled("", (n) => `${"> ".repeat(1 + (n % 40))}said ${n}`),
	deep_list: () => filled("", (n) => `${"  ".repeat(n % 40)}- item ${n}`),
	references: () =>
		`${filled("", (n) => `House ${n} is [by the sea][sea], says [sea].`, "\n\n")}\n\n[sea]: https://sea.example/`,
	unspaced: () => filled("", (n) => `第${n}座房子，在海边，冬天也很温暖。`, ""),
};
