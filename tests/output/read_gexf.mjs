// Print what graphology reads from a GEXF file: node read_gexf.mjs NODE_MODULES FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, file] = process.argv.slice(2);
const require = createRequire(join(modules, "anything.js"));
const { MultiUndirectedGraph } = require("graphology");
const { parse } = require("graphology-gexf");

const graph = parse(MultiUndirectedGraph, readFileSync(file, "utf8"), { respectInputGraphType: true });
const nodes = graph.mapNodes((id, attributes) => ({ id, attributes }));
const edges = graph.mapEdges((id, attributes, source, target) => ({ id, source, target, attributes }));
process.stdout.write(JSON.stringify({ type: graph.type, about: graph.getAttributes(), nodes, edges }));
