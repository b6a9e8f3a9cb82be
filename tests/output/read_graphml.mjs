// Print what graphology reads from a GraphML file: node read_graphml.mjs NODE_MODULES FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, file] = process.argv.slice(2);
const require = createRequire(join(modules, "anything.js"));
const { MultiUndirectedGraph } = require("graphology");
const { parse } = require("graphology-graphml");

const graph = parse(MultiUndirectedGraph, readFileSync(file, "utf8"));
const nodes = graph.mapNodes((id, attributes) => ({ id, attributes }));
const edges = graph.mapEdges((id, attributes, source, target) => ({ id, source, target, attributes }));
process.stdout.write(JSON.stringify({ type: graph.type, nodes, edges }));
