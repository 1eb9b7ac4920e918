import type { FunctionComponent } from "preact";
import { Agents } from "./agents.tsx";
import { Canvas } from "./canvas.tsx";
import { Inspector } from "./inspector.tsx";
import { Messages } from "./messages.tsx";
import { Plan } from "./plan.tsx";
import { Sources } from "./sources.tsx";
import { Timeline } from "./timeline.tsx";

/** The views that the console shows too. */
export const panes: Record<string, FunctionComponent> = {
	messages: Messages,
	agents: Agents,
	plan: Plan,
	sources: Sources,
	canvas: Canvas,
	timeline: Timeline,
	inspector: Inspector,
};
