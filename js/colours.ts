/** Sent by the kernel when the first code with a known language is whole. */
export { highlight } from "./markdown/highlight.ts";
