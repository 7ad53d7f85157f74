// node engines.mjs elkjs|dagre INPUT OUTPUT ROUNDS SEED, in a folder where both are installed: lays out one input and writes what
// `score.py` reads; the time is the median of the calls alone.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const [engine, source, destination, rounds, seed] = process.argv.slice(2);
const given = JSON.parse(fs.readFileSync(source, 'utf8'));
const TITLE = 28, ROW = 20;

// ELK's containers and cards are told apart by the first letter of their names.
const CARD = 'n:', CONTAINER = 'c:';

function portOf(card, field, side) {
  return `${CARD}${card}/${field ?? 'title'}/${side}`;
}

// The layered algorithm with containers laid out together with what is in them, and a port at each row in use: foreign
// keys leave to the right, keys are reached from the left.
function elkGraph() {
  const ports = new Map(given.nodes.map(node => [node.id, new Map()]));
  for (const edge of given.edges) {
    ports.get(edge.source).set(portOf(edge.source, edge.sourceField, 'EAST'), [edge.sourceField, 'EAST']);
    ports.get(edge.target).set(portOf(edge.target, edge.targetField, 'WEST'), [edge.targetField, 'WEST']);
  }
  const cards = cluster => given.nodes.filter(node => (node.cluster ?? null) === cluster).map(node => ({
    id: CARD + node.id, width: node.w, height: node.h,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [...ports.get(node.id)].map(([id, [field, side]]) => ({
      id, width: 0, height: 0,
      x: side === 'EAST' ? node.w : 0,
      y: field == null ? TITLE / 2 : TITLE + ROW * (field + 0.5),
      layoutOptions: { 'elk.port.side': side },
    })),
  }));
  const containers = given.clusters.map(cluster => ({
    id: CONTAINER + cluster.id, children: cards(cluster.id),
    layoutOptions: { 'elk.padding': '[top=36,left=20,bottom=20,right=20]' },
  }));
  return {
    id: 'sheet',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.randomSeed': seed,
      'elk.spacing.nodeNode': '30',
      'elk.spacing.edgeEdge': '8',
      'elk.spacing.edgeNode': '12',
      'elk.spacing.componentComponent': '40',
      'elk.layered.spacing.nodeNodeBetweenLayers': '60',
      'elk.layered.spacing.edgeNodeBetweenLayers': '15',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
      'org.eclipse.elk.json.shapeCoords': 'ROOT',
      'org.eclipse.elk.json.edgeCoords': 'ROOT',
    },
    children: [...containers.filter(container => container.children.length), ...cards(null)],
    edges: given.edges.map(edge => ({
      id: edge.id,
      sources: [portOf(edge.source, edge.sourceField, 'EAST')],
      targets: [portOf(edge.target, edge.targetField, 'WEST')],
    })),
  };
}

function box(id, { x, y, width: w, height: h }) {
  return { id, x, y, w, h };
}

async function elkjs() {
  const ELK = require('elkjs/lib/elk.bundled.js');
  const elk = new ELK();
  const [sheet, time] = await timed(elkGraph, graph => elk.layout(graph));
  const all = sheet.children.flatMap(child => [child, ...(child.children ?? [])]);
  const named = prefix => all.filter(part => part.id.startsWith(prefix)).map(part => box(part.id.slice(prefix.length), part));
  const edges = sheet.edges.map(({ id, sections: [section] = [] }) => {
    const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
    return { id, points: points.map(({ x, y }) => [x, y]) };
  });
  return { nodes: named(CARD), clusters: named(CONTAINER), edges, time_ms: time };
}

function dagreGraph(graphlib) {
  const graph = new graphlib.Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 30, ranksep: 80, edgesep: 10, marginx: 20, marginy: 20 });
  const used = new Set(given.nodes.map(node => node.cluster));
  for (const { id } of given.clusters) if (used.has(id)) graph.setNode(CONTAINER + id, {});
  for (const node of given.nodes) {
    graph.setNode(CARD + node.id, { width: node.w, height: node.h });
    if (node.cluster != null) graph.setParent(CARD + node.id, CONTAINER + node.cluster);
  }
  for (const edge of given.edges) graph.setEdge(CARD + edge.source, CARD + edge.target, {}, edge.id);
  return graph;
}

async function dagre() {
  const { graphlib, layout } = require('@dagrejs/dagre');
  const [graph, time] = await timed(() => dagreGraph(graphlib), graph => (layout(graph), graph));
  const placed = name => {
    const part = graph.node(name);
    return box(name.slice(2), { ...part, x: part.x - part.width / 2, y: part.y - part.height / 2 });
  };
  const names = graph.nodes();
  return {
    nodes: names.filter(name => name.startsWith(CARD)).map(placed),
    clusters: names.filter(name => name.startsWith(CONTAINER)).map(placed),
    edges: given.edges.map(edge => {
      const { points = [] } = graph.edge(CARD + edge.source, CARD + edge.target, edge.id);
      return { id: edge.id, points: points.map(({ x, y }) => [x, y]) };
    }),
    time_ms: time,
  };
}

// What a layout of a graph made anew gives, and the median of the times.
async function timed(make, lay) {
  const times = [];
  let result;
  for (let round = 0; round < Number(rounds); round++) {
    const graph = make();
    const start = performance.now();
    result = await lay(graph);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return [result, times[times.length >> 1]];
}

fs.writeFileSync(destination, JSON.stringify(await { elkjs, dagre }[engine]()));
