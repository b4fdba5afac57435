// Reads flowcharts with Mermaid's own parser: a JSON array of texts in, for each its labels and arrows out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const require = createRequire(`${folder}/`);
const { JSDOM } = require("jsdom");
globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const { default: mermaid } = await import(pathToFileURL(`${folder}/node_modules/mermaid/dist/mermaid.core.mjs`));

// Mermaid keeps `#35;` as `ﬂ°°35¶ß` until it draws.
const drawn = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, number) => String.fromCodePoint(number));

const read = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const labels = [...db.getVertices().values()].map((vertex) => [vertex.id, drawn(vertex.text)]);
  const arrows = db.getEdges().map((edge) => [edge.start, drawn(edge.text), edge.end]);
  read.push({ labels: Object.fromEntries(labels), arrows });
}
console.log(JSON.stringify(read));
