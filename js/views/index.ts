import type { FunctionComponent } from "preact";
import { withPlayer } from "./alone.tsx";
import { Composer } from "./composer.tsx";
import { Connection } from "./connection.tsx";
import { Console } from "./console.tsx";
import { Dashboard } from "./dashboard.tsx";
import { Inspector } from "./inspector.tsx";
import { panes } from "./panes.ts";
import { Timeline } from "./timeline.tsx";

/** Every view by its kind. */
export const views: Record<string, FunctionComponent> = {
	...panes,
	composer: Composer,
	connection: Connection,
	console: Console,
	timeline: withPlayer(Timeline),
	dashboard: Dashboard,
	inspector: withPlayer(Inspector),
};
